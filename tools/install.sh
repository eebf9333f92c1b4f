#!/bin/sh
# Brings node_modules in step with package-lock.json; says nothing and does nothing when it is.
# Everything it prints goes to stderr, so that `noroshi … --json` stays one document on stdout.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
stamp="$root/node_modules/.noroshi-lock"
sh "$root/tools/native.sh"
[ -x "$root/node_modules/.bin/node" ] && cmp -s "$root/package-lock.json" "$stamp" && exit 0

# A linked directory belongs to another checkout: `npm ci` would empty it under whoever works there.
[ -L "$root/node_modules" ] && exit 0

command -v npm >/dev/null 2>&1 || {
  echo 'noroshi: npm is needed once, to install the locked dependencies (Node.js 20 or newer brings it).' >&2
  exit 1
}
echo 'noroshi: installing the locked dependencies (about 1 GB on disk, once) …' >&2
# An npm that started us hands its own settings down; they are not ours to obey here.
(cd "$root" && npm ci --no-audit --no-fund --loglevel=error >&2) || {
  echo 'noroshi: the installation failed; the lines above say why. Run the same command again to retry.' >&2
  exit 1
}
cp "$root/package-lock.json" "$stamp"
