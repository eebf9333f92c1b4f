/** The console, as chromium shows it, on a real service with the small country as its exporters. */
import assert from 'node:assert/strict'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { checkConsole } from '../../console/test-pages.ts'
import { ServiceProcess, temporaryDirectory } from '../../tools/testing/noroshi-process.ts'
import { until } from '../../tools/testing/until.ts'

const CHROMIUM = '/usr/bin/chromium'
/** The keyboard story decides cases, once in each language; some are left to look at. */
const CASES_MIN = 5
/** The country needs a while to send its day, the more so beside other work. */
const CASES_WITHIN_SECONDS = 300
/** Both languages, both themes and two widths of at least these: overview, cases, case, settings. */
const PICTURES_MIN = 2 * 2 * 2 * 4
const EMPTY_PICTURE_OCTETS = 5_000

test('every page of the console is sound in both languages, themes and widths, on real data', async (context) => {
  await using directory = await temporaryDirectory()
  await using service = await ServiceProcess.start(directory.path, {}, ['--demo', '--seed', '3'])
  await until(async () => {
    const { cases } = await service.api<{ cases: unknown[] }>(`/api/v1/cases?limit=${CASES_MIN}`)
    return cases.length >= CASES_MIN
  }, CASES_WITHIN_SECONDS)
  const pictures = await checkConsole(`http://127.0.0.1:${service.consolePort}`, {
    chromiumPath: CHROMIUM,
    outDirectory: process.env['NOROSHI_PICTURES'] ?? join(directory.path, 'pictures'),
  })
  assert.ok(pictures.length >= PICTURES_MIN, `${pictures.length} pictures`)
  for (const picture of pictures) assert.ok(statSync(picture).size > EMPTY_PICTURE_OCTETS, picture)
  assert.equal(await service.kill('SIGTERM'), 0, service.log)
  context.diagnostic(`${pictures.length} pictures`)
})
