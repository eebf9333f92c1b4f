#!/bin/sh
# Compiles native/udp-receiver.c where there is a C compiler, on Linux, when it has changed. Without
# it everything works as well, and receiving costs more CPU: so this never fails, and says so once.
set -u
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
source="$root/native/udp-receiver.c"
[ "$(uname -s)" = Linux ] || exit 0
# Beside the dependencies' own compiled parts; one checkout may serve machines of two kinds.
place="$root/native/build"
target="$place/udp-receiver-$(uname -m).node"
refused="$target.refused"
[ "$target" -nt "$source" ] && exit 0
# One of an older source must not be loaded by what belongs to this one.
rm -f "$target" 2>/dev/null
# What a compiler has refused once it will refuse again.
[ "$refused" -nt "$source" ] && exit 0
command -v cc >/dev/null 2>&1 || exit 0
mkdir -p "$place" 2>/dev/null && [ -w "$place" ] || exit 0
made="$target.$$"
if cc -std=gnu11 -O2 -shared -fPIC -fvisibility=hidden -fno-strict-aliasing -fstack-protector-strong \
  -Wall -Wextra -Wl,-z,relro,-z,now -o "$made" "$source" >"$made.log" 2>&1; then
  # Renamed, not written over: a service that runs has the old one mapped.
  mv -f "$made" "$target"
  rm -f "$refused" "$made.log"
else
  rm -f "$made"
  mv -f "$made.log" "$refused"
  echo "noroshi: the native receiver could not be compiled (see $refused); collecting goes on without it." >&2
fi
exit 0
