#!/bin/sh
# Tests against real peers: exporters, an independent decoder and a browser from Debian.
# Installs what is missing when it may (Debian or a derivative, root); else says what to install.
set -eu
cd "$(dirname -- "$0")/.."
sh tools/install.sh
PATH="$PWD/node_modules/.bin:$PATH"

# command:package that brings it
missing=''
for need in cc:build-essential softflowd:softflowd nfcapd:nfdump nfreplay:nfdump pmacctd:pmacct tshark:tshark chromium:chromium openssl:openssl pg_ctlcluster:postgresql unbound:unbound dig:bind9-dnsutils nft:nftables ip:iproute2 curl:curl faketime:faketime python3:python3-requests gobgpd:gobgpd crowdsec-custom-bouncer:crowdsec-custom-bouncer crowdsec-firewall-bouncer:crowdsec-firewall-bouncer exim4:exim4-daemon-light pdftotext:poppler-utils; do
  PATH="$PATH:/usr/sbin:/sbin" command -v "${need%%:*}" >/dev/null 2>&1 && continue
  case " $missing " in *" ${need##*:} "*) ;; *) missing="$missing ${need##*:}" ;; esac
done
# Without it chromium draws Japanese as empty boxes, and pictures of the console are worth nothing.
if command -v dpkg-query >/dev/null 2>&1; then
  dpkg-query -W -f='${Status}' fonts-noto-cjk 2>/dev/null | grep -q 'install ok installed' || missing="$missing fonts-noto-cjk"
fi

if [ -n "$missing" ]; then
  command -v apt-get >/dev/null 2>&1 || {
    echo "test:peers: these are missing:$missing" >&2
    echo 'test:peers: they are named as in Debian, which this machine is not; install them by its own means and run this again.' >&2
    exit 1
  }
  [ "$(id -u)" -eq 0 ] || {
    echo "test:peers: these packages are missing:$missing" >&2
    echo "test:peers: only root may install them; run: sudo apt-get install --no-install-recommends$missing" >&2
    exit 1
  }
  echo "test:peers: installing$missing" >&2
  apt-get update -q >&2
  # shellcheck disable=SC2086 # a list of words
  DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing >&2
fi

PATH="$PATH:/usr/sbin:/sbin"
NODE_COMPILE_CACHE="$PWD/node_modules/.cache/noroshi/compiled"
export PATH NODE_COMPILE_CACHE
status=0
# By themselves: exporters that send in bursts, of which a busy machine would drop some, and rules that must be gone within two seconds.
alone='measures|measures-hub|real-exporters'
node --test --test-timeout=900000 --test-concurrency=1 "scenarios/peers/@($alone).test.ts" || status=1
# The others two at a time: while one waits for a browser, the next waits for a lease.
node --test --test-timeout=900000 --test-concurrency=2 "scenarios/peers/!($alone).test.ts" || status=1
exit "$status"
