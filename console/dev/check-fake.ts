/** `node console/dev/check-fake.ts [OUT]`: the page check against made-up data, on the last build. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { preview } from 'vite'
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
const server = await preview({
  configFile: join(import.meta.dirname, '../vite.config.ts'),
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
}
