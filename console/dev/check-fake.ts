/** `node console/dev/check-fake.ts [OUT]`: builds aside, and checks every page on made-up data. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build, preview } from 'vite'
import { checkConsole, type PageToOpen } from '../test-pages.ts'

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/google-chrome'].find((path) => existsSync(path))
const WORLDS: readonly PageToOpen[] = [
  { name: 'overview-empty', path: '/?fake=empty' },
  { name: 'cases-empty', path: '/cases?fake=empty' },
  { name: 'settings-empty', path: '/settings?fake=empty' },
  { name: 'overview-error', path: '/?fake=error', mayFail: /api/ },
  { name: 'cases-down', path: '/cases?fake=down', mayFail: /api/ },
]

if (!CHROMIUM) throw new Error('no chromium: apt-get install chromium')
const outDirectory = process.argv[2] ?? join(import.meta.dirname, '../../.screenshots')
const configFile = join(import.meta.dirname, '../vite.config.ts')
// Not console/dist: a service started meanwhile may be building or serving that.
const buildDirectory = mkdtempSync(join(tmpdir(), 'noroshi-console-'))
await build({ configFile, build: { outDir: buildDirectory }, logLevel: 'warn' })
const server = await preview({
  configFile,
  build: { outDir: buildDirectory },
  preview: { host: '127.0.0.1', port: 0 },
  logLevel: 'warn',
})
try {
  const baseUrl = server.resolvedUrls?.local[0]
  if (!baseUrl) throw new Error('the preview server told no address')
  const options = { chromiumPath: CHROMIUM, outDirectory, furtherPages: WORLDS }
  const pictures = await checkConsole(baseUrl, options)
  console.error(`console: ${pictures.length} pages in order, pictures in ${outDirectory}`)
} finally {
  await server.close()
  rmSync(buildDirectory, { recursive: true })
}
