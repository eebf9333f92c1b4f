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
# Two files at a time: most of them wait for disks, sockets and processes, and none asserts seconds.
node --test --test-concurrency=2 --test-timeout=600000 'src/**/*.test.ts' 'tools/**/*.test.ts' 'console/**/*.test.ts' 'scenarios/*.test.ts'
