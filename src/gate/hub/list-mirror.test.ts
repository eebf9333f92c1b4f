import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { inEveryHome } from '../../../tools/testing/database-homes.ts'
import { SeededRandom } from '../../core/random.ts'
import { HOUR_MS } from '../../core/time-span.ts'
import { type Database, openDatabase } from '../../db/database.ts'
import type { Warning } from '../warning/warning.ts'
import { wholeHour } from '../warning/whole-time.ts'
import { HubWorld } from './hub.fixture.ts'
import type { Hub } from './hub.ts'
import { ListMirror } from './list-mirror.ts'
import { HUB_MIGRATIONS } from './migrations/index.ts'
import type { HubTables } from './tables.ts'

inEveryHome('the list in memory', (home) => {
  const world = new HubWorld()
  let database: Database
  let hub: Hub
  before(async () => {
    database = await openDatabase(await home.create(), HUB_MIGRATIONS)
    hub = await world.open(database)
    await world.follower('source')
  })
  after(async () => {
    await database.destroy()
    await home.remove()
  })

  const keysOf = (rows: readonly { warning: Warning; sequence: number }[]) =>
    rows.map(({ warning, sequence }) => `${sequence} ${warning.id} ${warning.validFrom}`)

  it('says what the database says, whatever happens to warnings, and so does a new one', async () => {
    const dice = new SeededRandom(7)
    const said: Warning[] = []
    for (let round = 0; round < 40; round++) {
      const fresh = Array.from({ length: dice.integer(4) }, () => world.fresh())
      const changed = said.flatMap((held, index) => {
        if (dice.integer(4) > 0) return []
        const version = held.version + 1
        const isOver = held.status === 'retracted'
        const next: Warning = isOver
          ? {
              ...held,
              version,
              status: 'active',
              validFrom: wholeHour(world.clock.nowMs()),
              validUntil: wholeHour(world.clock.nowMs() + 30 * HOUR_MS),
            }
          : { ...held, version, status: dice.integer(2) === 0 ? 'retracted' : 'disputed' }
        said[index] = next
        return [next]
      })
      said.push(...fresh)
      if (fresh.length + changed.length > 0) await world.take('source', ...fresh, ...changed)
      world.clock.advance(dice.integer(3) * HOUR_MS)
      await hub.passTime()
      await agree()
    }
  })

  async function agree(): Promise<void> {
    const db = database.$extendTables<HubTables>()
    const rows = await db
      .selectFrom('hub_list')
      .selectAll()
      .where('ends_at', '>', new Date(world.clock.nowMs()))
      .orderBy('sequence')
      .execute()
    const expected = [false, true].map((isFormer) =>
      keysOf(rows.filter((row) => row.is_former === isFormer)),
    )
    const kept = await hub.list.standing()
    const anew = new ListMirror({ db, clock: world.clock, draw: (count) => new Uint8Array(count) })
    await anew.refresh()
    for (const { listed, former } of [kept, anew.standing()])
      assert.deepEqual([keysOf(listed), keysOf(former)], expected)
  }
})
