#!/usr/bin/env bash
# Installs what is missing, builds, and runs all tests. Arguments go to `swift test` (for example --filter SessionCore).
#
# Tests against the real Flask-Login need a Python with its packages: name it in ROLLCALL_ORACLE_PYTHON, else they say
# that they were skipped.
set -euo pipefail
cd "$(dirname "$0")/../.."
# shellcheck source=needs.sh
. Resources/scripts/needs.sh
install_needs curl

swift build --build-tests
exec swift test --skip-build "$@"
