#!/bin/sh
# Noroshi beside nfcapd, nfacctd and nfdump from Debian, on the same datagrams in one run.
# Installs what is missing when it may (Debian or a derivative, root); else says what to install.
# Options go to bench/peers/peers.ts: --rates 1000000,2000000 --seconds 6 --rounds 5 --flows 10000000
# --only collect,statistics --data DIR --report DIR --json
set -eu
cd "$(dirname -- "$0")/.."
sh tools/install.sh
PATH="$PWD/node_modules/.bin:$PATH:/usr/sbin:/sbin"

# command:package that brings it
missing=''
for need in nfcapd:nfdump nfdump:nfdump nfacctd:pmacct; do
  command -v "${need%%:*}" >/dev/null 2>&1 && continue
  case " $missing " in *" ${need##*:} "*) ;; *) missing="$missing ${need##*:}" ;; esac
done
if [ -n "$missing" ]; then
  command -v apt-get >/dev/null 2>&1 || {
    echo "bench:peers: these are missing:$missing (named as in Debian; install them by your system's own means)" >&2
    exit 1
  }
  [ "$(id -u)" -eq 0 ] || {
    echo "bench:peers: only root may install them; run: sudo apt-get install --no-install-recommends$missing" >&2
    exit 1
  }
  echo "bench:peers: installing$missing" >&2
  apt-get update -q >&2
  # shellcheck disable=SC2086 # a list of words
  DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing >&2
fi

export PATH UV_THREADPOOL_SIZE=16
exec node --disable-warning=ExperimentalWarning bench/peers/peers.ts "$@"
