#!/usr/bin/env bash
# Fuzzes the parsers of the session core with libFuzzer, which comes with the Swift toolchain on Linux.
#
#   Resources/scripts/fuzz/run.sh payload [SECONDS]    base64, zlib, JSON with Flask's tags
#   Resources/scripts/fuzz/run.sh header [SECONDS]     the Cookie header, dates
#
# Default: 120 seconds. Finds go to .build/fuzz/NAME/finds, the corpus to .build/fuzz/NAME/corpus; a find is run alone with
# .build/fuzz/NAME/fuzz FIND. Status 0: nothing found.
set -euo pipefail
cd "$(dirname "$0")/../../.."
name=${1:-}
seconds=${2:-120}
[ -f "Resources/scripts/fuzz/$name.swift" ] || { sed -n '4,5s/^# *//p' "$0" >&2; exit 2; }

# Without the package: what needs swift-crypto is left out, and the rest is one module with the harness.
core=Sources/SessionCore
sources=("$core"/Python/*.swift "$core"/Values/*.swift "$core/Crypto/Zlib.swift" "$core/Cookies/RequestCookies.swift")
out=.build/fuzz/$name
mkdir -p "$out/corpus" "$out/finds"
swiftc -parse-as-library -sanitize=fuzzer -O -swift-version 6 -package-name rollcall \
    -enable-upcoming-feature ExistentialAny -enable-upcoming-feature MemberImportVisibility \
    -enable-upcoming-feature InternalImportsByDefault -I Sources/CZlib \
    -o "$out/fuzz" "${sources[@]}" "Resources/scripts/fuzz/$name.swift"

# The backtracer would outlive the fuzzer and hold its output open.
export SWIFT_BACKTRACE=enable=no
exec "$out/fuzz" -max_total_time="$seconds" -max_len=4096 -timeout=10 -rss_limit_mb=1024 -print_final_stats=1 \
    -dict="Resources/scripts/fuzz/$name.dict" -artifact_prefix="$out/finds/" "$out/corpus"
