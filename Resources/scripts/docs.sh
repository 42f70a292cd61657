#!/usr/bin/env bash
# Generates the documentation of every target, and fails on a warning in it or on a public symbol without a comment.
# Arguments go to `swift package` (for example --scratch-path).
set -euo pipefail
cd "$(dirname "$0")/../.."

scratch=.build
for ((i = 1; i < $#; i++)); do
    if [[ ${!i} == --scratch-path ]]; then
        next=$((i + 1))
        scratch=${!next}
    fi
done
swift package "$@" generate-documentation --warnings-as-errors
python3 Resources/scripts/undocumented.py "$scratch" SessionCore SessionRegistry SQLiteRegistry HummingbirdLogin
