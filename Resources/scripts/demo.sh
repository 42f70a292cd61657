#!/usr/bin/env bash
# Installs what is missing, builds a release, and opens the demonstration: a throw-away store with live mock traffic.
#
#   Resources/scripts/demo.sh             build and open the demo
#   Resources/scripts/demo.sh --build     build only; prints where the programs are
set -euo pipefail
cd "$(dirname "$0")/../.."
# shellcheck source=needs.sh
. Resources/scripts/needs.sh
install_needs

# The standard library goes into the programs: they start twice as fast and run on machines without Swift.
build=(swift build -c release --static-swift-stdlib)
"${build[@]}" --product rollcall >&2
"${build[@]}" --product rollcall-serve >&2
programs=$("${build[@]}" --show-bin-path)

if [ "${1:-}" = --build ]; then
    printf '%s\n' "$programs/rollcall" "$programs/rollcall-serve"
else
    exec "$programs/rollcall" demo "$@"
fi
