#!/bin/sh
# Everything that needs nothing but npm: types, lint, the law of the house, then all tests.
set -eu
cd "$(dirname -- "$0")/.."
sh tools/install.sh
PATH="$PWD/node_modules/.bin:$PATH"
tsc --project tsconfig.json
[ ! -f console/tsconfig.json ] || tsc --project console/tsconfig.json
biome ci --error-on-warnings .
node tools/tidy.ts
# Each file is a process, which would compile the same modules again.
export NODE_COMPILE_CACHE="$PWD/node_modules/.cache/noroshi/compiled"
# Three files at a time, on two processors: a third of their time is waiting for disks, sockets and processes, and none asserts
# seconds. The longest come first, as scenarios/ stands before src/ in the alphabet.
node --test --test-concurrency=3 --test-timeout=600000 'src/**/*.test.ts' 'tools/**/*.test.ts' 'console/**/*.test.ts' 'scenarios/*.test.ts'
