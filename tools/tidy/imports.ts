import { isTest, type SourceFile } from './source-file.ts'

/**
 * Room → rooms it may import from (itself always included). The longest matching room counts.
 * What is not listed is refused. A wall that a wing needs to look over is crossed by a port in
 * `core`, wired in `app`.
 */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'src/core': [],
  'src/db': ['src/core'],
  'src/flows/wire': ['src/core'],
  'src/flows/spool': ['src/core', 'src/flows/wire'],
  'src/flows/store': ['src/core', 'src/flows/wire'],
  'src/flows/collect': ['src/core', 'src/flows/wire', 'src/flows/spool', 'src/flows/store'],
  'src/flows/ingest': ['src/core', 'src/flows/wire', 'src/flows/spool', 'src/flows/store'],
  'src/verdicts': ['src/core', 'src/flows'],
  'src/gate': ['src/core', 'src/db'],
  'src/gate/warning': ['src/core'],
  'src/gate/log': ['src/core', 'src/gate/warning'],
  'src/gate/zone': ['src/core', 'src/gate/warning'],
  'src/gate/hub': ['src/core', 'src/db', 'src/gate/warning', 'src/gate/log'],
  'src/gate/sync': ['src/core', 'src/gate/warning', 'src/gate/log'],
  'src/gate/disputes': ['src/core', 'src/db', 'src/gate/warning', 'src/gate/log'],
  'src/gate/oversight': ['src/core', 'src/db', 'src/gate/warning', 'src/gate/log', 'src/gate/hub'],
  'src/people': ['src/core', 'src/db'],
  'src/notice': ['src/core', 'src/db'],
  'src/cases': ['src/core', 'src/db', 'src/gate/warning'],
  'src/measures': ['src/core', 'src/db', 'src/gate/warning', 'src/gate/zone'],
  'src/alerts': ['src/core', 'src/db', 'src/flows/store', 'src/cases', 'src/measures/consent'],
  'src/country': ['src/core', 'src/flows/wire'],
  'src/web': [
    'src/core',
    'src/db',
    'src/flows',
    'src/verdicts',
    'src/gate',
    'src/people',
    'src/notice',
    'src/cases',
    'src/measures',
    'src/alerts',
    'src/country',
  ],
  'src/app': ['src'],
  console: ['src/web/schemas', 'src/core/bilingual.ts'],
  scenarios: ['src', 'tools', 'console/test-pages.ts'],
  bench: ['src'],
  tools: ['src'],
}
const ROOMS = Object.keys(MAY_IMPORT).sort((a, b) => b.length - a.length)

export function checkImports(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) => {
    const room = ROOMS.find((name) => isWithin(file.path, name))
    if (!room) return [`${file.path}: stands in no room that tools/tidy/imports.ts knows`]
    const allowed = [room, ...MAY_IMPORT[room]!]
    // A test may stand its room's own subject beside the shared test helpers, and nothing more.
    if (isTest(file.path)) allowed.push('tools/testing')
    return file.imports
      .filter((target) => !allowed.some((place) => isWithin(target, place)))
      .map((target) => `${file.path}: ${room} may not import ${target}`)
  })
}

function isWithin(path: string, room: string): boolean {
  return path === room || path.startsWith(`${room}/`)
}
