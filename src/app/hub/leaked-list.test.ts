import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { inEveryHome } from '../../../tools/testing/database-homes.ts'
import { HOUR_MS } from '../../core/time-span.ts'
import { type Database, openDatabase } from '../../db/database.ts'
import { HubWorld } from '../../gate/hub/hub.fixture.ts'
import type { Hub } from '../../gate/hub/hub.ts'
import { HUB_MIGRATIONS } from '../../gate/hub/migrations/index.ts'
import { FACES } from '../../gate/warning/faces/index.ts'
import { readLeakedList } from './leaked-list.ts'

inEveryHome('a list that turned up where it should not', (home) => {
  const world = new HubWorld()
  let database: Database
  let hub: Hub
  before(async () => {
    database = await openDatabase(await home.create(), HUB_MIGRATIONS)
    hub = await world.open(database)
    await world.follower('source')
    for (const id of ['tanaka-net', 'suzuki-net', 'sato-net']) await world.follower(id)
    await world.take('source', ...Array.from({ length: 60 }, () => world.fresh()))
  })
  after(async () => {
    await database.destroy()
    await home.remove()
  })

  const copyOf = async (id: string, face: string): Promise<string> => {
    const member = await hub.members.get(id)
    const { listed } = await hub.list.standing()
    const input = {
      hub: hub.name,
      version: 1,
      nowMs: world.clock.nowMs(),
      listed: hub.issuer.viewOf(member, listed),
      former: [],
    }
    return FACES.find(({ name }) => name === face)!.render(input)[0]!.body as string
  }

  it('names the member whose copy it is, as CSV and as JSON lines, renewals later', async () => {
    const [csv, lines] = [await copyOf('suzuki-net', 'csv'), await copyOf('sato-net', 'json-lines')]
    const { listed } = await hub.list.standing()
    const renewed = listed.map(({ warning }) => ({
      ...warning,
      version: 2,
      validUntil: new Date(Date.parse(warning.validUntil) + 9 * HOUR_MS)
        .toISOString()
        .replace('.000Z', 'Z'),
    }))
    await world.take('source', ...renewed)
    for (const [text, id] of [
      [csv, 'suzuki-net'],
      [lines, 'sato-net'],
    ] as const) {
      const rows = readLeakedList(text)
      assert.equal(rows.length, 60)
      const { known, suspicions } = await hub.traceList(rows, 'Sato')
      const [first, second] = suspicions
      assert.deepEqual([known, first?.memberId, first?.matching], [60, id, 60])
      assert.ok(first!.chance < 1e-9 && second!.chance > 1e-3)
    }
  })

  it('accuses nobody when it is ours in no row', async () => {
    const text =
      'a page\n{"address": 7}\n{broken\n9.9.9.9,tcp,80,controller,watch,x,not a time,TLP\n'
    assert.deepEqual(readLeakedList(text), [])
    const { suspicions } = await hub.traceList([], 'Sato')
    assert.ok(suspicions.every(({ chance }) => chance === 1))
  })
})
