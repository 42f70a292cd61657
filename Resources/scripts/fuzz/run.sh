#!/usr/bin/env bash
# Fuzzes what reads untrusted bytes with libFuzzer, which comes with the Swift toolchain on Linux.
#
#   Resources/scripts/fuzz/run.sh NAME [SECONDS]    one harness; default 120 seconds
#   Resources/scripts/fuzz/run.sh all [SECONDS]     each in turn
#   Resources/scripts/fuzz/run.sh keep NAME         adds what was found to cover more to the corpus that is kept
#
# NAME: header (the Cookie header, dates, host names), payload (base64, zlib, JSON with Flask's tags), flow (flow files), password (stored
# hashes and what computes them), filter (filter expressions), input (a terminal's bytes), answer (what a live application answers).
#
# A run begins with the kept corpus, Resources/scripts/fuzz/corpus/NAME. Finds go to .build/fuzz/NAME/finds; a find is run alone
# with .build/fuzz/NAME/fuzz FIND. Status 0: nothing found.
set -euo pipefail
cd "$(dirname "$0")/../../.."
folder=Resources/scripts/fuzz
name=${1:-}

if [ "$name" = all ]; then
    for harness in "$folder"/*.swift; do "$0" "$(basename "$harness" .swift)" "${2:-120}"; done
    exit
fi
keep=
if [ "$name" = keep ]; then
    keep=1
    name=${2:-}
fi
seconds=${2:-120}
[ -f "$folder/$name.swift" ] || { sed -n '4,6s/^# *//p' "$0" >&2; exit 2; }

# Without the package: what needs swift-crypto is left out, and the rest is one module with the harness, under the name that the
# sources import.
core=Sources/SessionCore
values=("$core"/Python/*.swift "$core"/Values/*.swift "$core/Crypto/Zlib.swift")
module=SessionCore
extra=()
options=(-parse-as-library -wmo -O -swift-version 6 -package-name rollcall -suppress-warnings
    -enable-upcoming-feature ExistentialAny -enable-upcoming-feature MemberImportVisibility
    -enable-upcoming-feature InternalImportsByDefault -I Sources/CZlib -I Sources/CNcurses)
case $name in
header) sources=("${values[@]}" "$core/Cookies/RequestCookies.swift" "$core"/URLs/{HostName,NamePreparation,NamePreparationTable}.swift) ;;
payload) sources=("${values[@]}") ;;
password)
    # The one that is left out is swift-crypto's.
    hashes=("$core"/Passwords/Hashes/{BLAKE2,BlockHash,DigestName,RIPEMD160,SHA3,SM3,TruncatedSHA2}.swift)
    sources=("${values[@]}" "$core/Passwords/PasswordHashMethod.swift" "${hashes[@]}")
    ;;
flow)
    # Yams and its libyaml as they are, without the fuzzer's counters.
    yams=.build/checkouts/Yams/Sources
    [ -d "$yams" ] || swift package resolve
    mkdir -p ".build/fuzz/flow/yams"
    (cd .build/fuzz/flow/yams && clang -O1 -c -I "$OLDPWD/$yams/CYaml/include" "$OLDPWD/$yams"/CYaml/src/*.c)
    swiftc -emit-library -static -emit-module -module-name Yams -parse-as-library -wmo -O -swift-version 5 -DSWIFT_PACKAGE \
        -suppress-warnings -I "$yams/CYaml/include" -emit-module-path .build/fuzz/flow/yams/Yams.swiftmodule \
        -o .build/fuzz/flow/yams/libYams.a "$yams"/Yams/*.swift
    extra=(-I .build/fuzz/flow/yams -I "$yams/CYaml/include" .build/fuzz/flow/yams/libYams.a .build/fuzz/flow/yams/*.o)
    flows=Sources/LoginFlows
    sources=("${values[@]}" "$flows"/YAML/*.swift "$flows"/Flow/*.swift "$flows"/Parsing/*.swift "$flows"/Writing/*.swift
        "$flows/Running/FlowError.swift" "$flows/Reports/JSONText.swift" "$core/URLs/IPAddress.swift"
        "$flows"/Application/{PythonNumber,RequestTarget}.swift)
    ;;
answer)
    flows=Sources/LoginFlows
    sources=("${values[@]}" "$flows"/Live/{HTTPResponseReader,LiveRequest,LiveTarget}.swift "$flows"/Flow/*.swift
        "$flows/Running/FlowError.swift" "$flows"/Application/{QueryDecoding,RequestTarget}.swift)
    ;;
filter)
    # The store's types import the session core by name.
    mkdir -p .build/fuzz/filter/core
    swiftc "${options[@]}" -emit-library -static -emit-module -module-name SessionCore "${values[@]}" "$core/URLs/IPAddress.swift" \
        -emit-module-path .build/fuzz/filter/core/SessionCore.swiftmodule -o .build/fuzz/filter/core/libSessionCore.a
    extra=(-I .build/fuzz/filter/core .build/fuzz/filter/core/libSessionCore.a)
    module=SessionRegistry
    registry=Sources/SessionRegistry
    sources=("$registry"/Filtering/*.swift "$registry"/{Queries,Records,Identifiers,DurationText,RegistryStore,RestorePreview,Revocations}.swift
        "$registry"/Paging/*.swift "$registry"/Devices/*.swift "$registry/Hashing/Base64URL.swift")
    ;;
input)
    module=Screen
    sources=(Sources/Screen/*.swift Sources/Terminal/Input/*.swift Sources/Terminal/TerminalCapability.swift)
    ;;
esac
out=.build/fuzz/$name
kept=$folder/corpus/$name
mkdir -p "$out/corpus" "$out/finds" "$kept"
swiftc "${options[@]}" -sanitize=fuzzer -module-name "$module" -o "$out/fuzz" \
    "${sources[@]}" "$folder/$name.swift" "${extra[@]}"

# The backtracer would outlive the fuzzer and hold its output open.
export SWIFT_BACKTRACE=enable=no
if [ -n "$keep" ]; then
    # As few inputs as cover all that is covered, and no long ones: they are quick to replay.
    exec "$out/fuzz" -set_cover_merge=1 -use_counters=0 -max_len=1024 "$kept" "$out/corpus"
fi
exec "$out/fuzz" -max_total_time="$seconds" -max_len=4096 -timeout=10 -rss_limit_mb=1024 -print_final_stats=1 \
    -dict="$folder/$name.dict" -artifact_prefix="$out/finds/" "$out/corpus" "$kept"
