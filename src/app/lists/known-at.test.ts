import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, it } from 'node:test'
import { createLists, type Lists } from '../../cases/index.ts'
import { CASE_MIGRATIONS } from '../../cases/migrations/index.ts'
import { ManualClock } from '../../core/clock.ts'
import { DAY_MS, HOUR_MS } from '../../core/time-span.ts'
import { type Database, openDatabase } from '../../db/database.ts'
import { knownAt } from './known-at.ts'

const NOW_MS = Date.UTC(2026, 10, 21, 12)
const directory = mkdtempSync(join(tmpdir(), 'noroshi-known-'))
const OWN_HOST = { portCount: 1, clientCount: 3, nameCount: null }
let database: Database
let lists: Lists

before(async () => {
  database = await openDatabase({ directory: join(directory, 'database') }, CASE_MIGRATIONS)
  lists = createLists(database, new ManualClock(NOW_MS))
})
after(async () => {
  await database.destroy()
  rmSync(directory, { recursive: true, force: true })
})

/** Lists as they are, counting how often everything is read. */
function counting(): { lists: Lists; reads: () => number } {
  let reads = 0
  return {
    lists: {
      ...lists,
      allEntries: (kind) => {
        if (kind === 'reputation') reads++
        return lists.allEntries(kind)
      },
    },
    reads: () => reads,
  }
}

async function bring(source: string, text: string, more: object = {}): Promise<void> {
  const file = join(directory, `${source}.txt`)
  writeFileSync(file, text)
  const { outcome } = await lists.import({
    source,
    place: file,
    actor: 'Hanako',
    statement: { reliability: 0.8, defaultKind: 'controller' },
    ...more,
  })
  assert.equal(outcome, 'imported')
}

it('knows nobody while no list does, and reads lists again only when one has changed', async () => {
  const { lists: watched, reads } = counting()
  const known = knownAt(watched)
  assert.equal(await known(NOW_MS), undefined)
  await bring('one', '203.0.113.7:8443\n')
  const first = await known(NOW_MS + HOUR_MS)
  assert.deepEqual(first?.addresses, ['203.0.113.7'])
  assert.equal(
    first.originsOf({ address: '203.0.113.7', protocol: 'tcp', port: 8443 }, OWN_HOST),
    1,
  )
  assert.equal(await known(NOW_MS + 2 * HOUR_MS), first, 'the same hours, the same lists')
  assert.equal(reads(), 1)
  await bring('two', '203.0.113.9:443\n')
  assert.deepEqual((await known(NOW_MS + HOUR_MS))?.addresses, ['203.0.113.7', '203.0.113.9'])
  assert.deepEqual((await known(NOW_MS))?.neighboursOf('203.0.113.8').length, 2)
})

it('asks for what the lists said at that time, not for what they say today', async () => {
  const known = knownAt(lists)
  assert.equal(await known(NOW_MS - 30 * DAY_MS), undefined)
  assert.ok(await known(NOW_MS))
})
