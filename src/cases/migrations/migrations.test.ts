import assert from 'node:assert/strict'
import { it } from 'node:test'
import { sql } from 'kysely'
import { inEveryHome } from '../../../tools/testing/database-homes.ts'
import { ManualClock } from '../../core/clock.ts'
import { openDatabase } from '../../db/database.ts'
import { createRegistry } from '../registry/registry.ts'
import { createCases } from './0001-cases.ts'
import { createLists } from './0002-lists.ts'
import { CASE_MIGRATIONS } from './index.ts'

inEveryHome('migrations of cases', (home) => {
  it('cases of the first version are read as they were, and live on', async () => {
    const place = await home.create()
    const old = await openDatabase(place, [createCases, createLists])
    const evidence = JSON.stringify({
      probability: 0.9,
      band: 'suspected',
      clients: 3,
      reasons: [],
      against: [],
    })
    const at = new Date(Date.UTC(2026, 10, 1))
    await sql`insert into cases (id, address, protocol, port, endpoint, status, probability, band,
      clients, proposed_at, changed_at, scored_at, event_count) values
      ('000000000001', '192.0.2.1', 'tcp', 1, '192.0.2.1:1/tcp', 'confirmed', 0.9, 'suspected', 3,
        ${at}, ${at}, ${at}, 4),
      ('000000000002', '192.0.2.2', 'tcp', 1, '192.0.2.2:1/tcp', 'proposed', 0.9, 'suspected', 3,
        ${at}, ${at}, ${at}, 1)`.execute(old)
    await sql`insert into case_events (case_id, sequence, kind, at, actor, note, evidence) values
      ('000000000001', 1, 'proposed', ${at}, 'detector', null, ${evidence}),
      ('000000000001', 2, 'scored', ${at}, 'import', null, ${evidence}),
      ('000000000001', 3, 'scored', ${at}, 'detector', null, ${evidence}),
      ('000000000001', 4, 'confirmed', ${at}, 'Hanako', 'sure', null),
      ('000000000002', 1, 'proposed', ${at}, 'detector', null, ${evidence})`.execute(old)
    await old.destroy()

    const database = await openDatabase(place, CASE_MIGRATIONS)
    const registry = createRegistry(database, new ManualClock(at.getTime() + 1))
    assert.equal(
      await registry.rebuildSnapshots(),
      0,
      'the migration derived what the fold derives',
    )
    const { status, history, voices } = await registry.get('000000000001')
    assert.deepEqual([status, history.length, voices.length], ['confirmed', 4, 2])
    const reopened = await registry.reopen('000000000001', { actor: 'Taro', note: 'look again' })
    assert.equal(reopened.status, 'proposed')

    // What an old or foreign tool may have left: the fold counts it, and goes on.
    await sql`insert into case_events (case_id, sequence, kind, at, actor) values
      ('000000000002', 2, 'published', ${at}, 'nobody'),
      ('000000000002', 3, 'of-the-future', ${at}, 'nobody')`.execute(database)
    assert.equal(await registry.rebuildSnapshots(), 1)
    const damaged = await registry.get('000000000002')
    assert.deepEqual(
      [damaged.status, damaged.ignoredCount, registry.warningOf(damaged)],
      ['proposed', 2, undefined],
    )
    await database.destroy()
    await home.remove()
  })
})
