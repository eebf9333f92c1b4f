#!/bin/sh
# Tests against real peers from Debian; installs what is missing (needs root).
set -eu
cd "$(dirname -- "$0")/.."
sh tools/install.sh
PATH="$PWD/node_modules/.bin:$PATH"
missing=''
for package in softflowd nfdump pmacct tshark chromium fonts-noto-cjk; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing="$missing $package"
done
if [ -n "$missing" ]; then
  echo "test:peers: installing$missing" >&2
  apt-get update -q >&2
  # shellcheck disable=SC2086
  DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing >&2
fi
node --test --test-timeout=900000 --test-concurrency=1 'scenarios/peers/*.test.ts'
