import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import fc from 'fast-check'
import { inEveryHome } from '../../../../tools/testing/database-homes.ts'
import { DAY_MS, HOUR_MS } from '../../../core/time-span.ts'
import { type Database, openDatabase } from '../../../db/database.ts'
import { lintReceipt, type Receipt } from '../../warning/receipt.ts'
import type { Warning } from '../../warning/warning.ts'
import { wholeMinute } from '../../warning/whole-time.ts'
import { type Follower, HubWorld, refused } from '../hub.fixture.ts'
import type { Hub } from '../hub.ts'
import { HUB_MIGRATIONS } from '../migrations/index.ts'
import { STATISTICS_SPAN_MS } from '../statistics/member-statistics.ts'

inEveryHome('receipts of releases', (home) => {
  const world = new HubWorld()
  const { clock } = world
  let database: Database
  let hub: Hub
  let follower: Follower

  before(async () => {
    database = await openDatabase(await home.create(), HUB_MIGRATIONS)
    hub = await world.open(database)
    follower = await world.follower('isp-b')
    for (const id of ['isp-a', 'isp-c']) await world.follower(id)
  })
  after(async () => {
    await database.destroy()
    await home.remove()
  })
  const receiptFor = (warning: Warning, change: Partial<Receipt> = {}): Receipt => ({
    warningId: warning.id,
    version: warning.version,
    liftedAt: wholeMinute(clock.nowMs()),
    probe: 'reachable',
    planes: 2,
    ...change,
  })
  const send = async (id: string, ...values: unknown[]) => {
    const outcomes = await hub.receipts.take(await hub.members.get(id), values)
    return outcomes.map(({ refusal }) => refusal)
  }
  const given = async (...ids: string[]) => {
    for (const id of ids)
      if (id === 'isp-b') await follower.sync()
      else await hub.issuer.offer(await hub.members.get(id), { rootVersion: 1, list: null })
  }
  /** Warned of by isp-a and isp-c, given to isp-b, and taken back by both. */
  const takenBack = async (): Promise<Warning> => {
    const warning = world.fresh()
    assert.deepEqual(await world.take('isp-a', warning), [null])
    assert.deepEqual(await world.take('isp-c', warning), [null])
    await given('isp-a', 'isp-b', 'isp-c')
    const retracted: Warning = { ...warning, version: 2, status: 'retracted' }
    await world.take('isp-a', retracted)
    await world.take('isp-c', retracted)
    await given('isp-b')
    return follower.trusted.warnings.get(warning.id)!
  }

  it('a receipt of what was taken back is kept with who sent it, and its source hears how many, never who', async () => {
    const warning = await takenBack()
    assert.equal(warning.status, 'retracted')
    assert.deepEqual(await send('isp-b', receiptFor(warning)), [null])
    const [kept] = await hub.receipts.of(warning.id)
    assert.equal(kept?.memberId, 'isp-b')
    const tallies = await hub.receipts.forSource(await hub.members.get('isp-a'))
    const tally = tallies.find(({ warningId }) => warningId === warning.id)
    assert.deepEqual(tally, {
      warningId: warning.id,
      version: warning.version,
      members: 1,
      notLifted: 0,
      liftedAt: wholeMinute(clock.nowMs()),
      reachable: 1,
      'not-reachable': 0,
      'not-probed': 0,
    })
    assert.ok(!JSON.stringify(tallies).includes('isp-'))
    assert.deepEqual(await hub.receipts.forSource(await hub.members.get('isp-b')), [])
  })

  it('said twice it is one; a later word holds; a word on an older version is nothing', async () => {
    const warning = await takenBack()
    const late = receiptFor(warning, { liftedAt: null, probe: 'not-reachable', planes: 1 })
    await send('isp-b', late, late)
    clock.advance(HOUR_MS)
    await send('isp-b', receiptFor(warning))
    await send('isp-b', receiptFor(warning, { version: warning.version - 1, liftedAt: null }))
    const receipts = await hub.receipts.of(warning.id)
    assert.deepEqual(
      receipts.map(({ probe, version, planes }) => [probe, version, planes]),
      [['reachable', warning.version, 2]],
    )
  })

  it('what still stands, was never given, is not there, or lies in the future is refused', async () => {
    const standing = world.fresh()
    await world.take('isp-a', standing)
    await world.take('isp-c', standing)
    await given('isp-b')
    assert.deepEqual(await send('isp-b', receiptFor(standing)), ['RECEIPT_FOREIGN'])
    const withdrawn = await takenBack()
    await world.follower('isp-new')
    assert.deepEqual(await send('isp-new', receiptFor(withdrawn)), ['RECEIPT_FOREIGN'])
    assert.deepEqual(await send('isp-b', receiptFor(world.fresh())), ['RECEIPT_FOREIGN'])
    const later = receiptFor(withdrawn, { version: withdrawn.version + 1 })
    assert.deepEqual(await send('isp-b', later), ['RECEIPT_FOREIGN'])
    const ahead = receiptFor(withdrawn, { liftedAt: wholeMinute(clock.nowMs() + HOUR_MS) })
    assert.deepEqual(await send('isp-b', ahead), ['RECEIPT_FOREIGN'])
  })

  it('one that says more than a receipt may say is refused, and the others of its message are not', async () => {
    const warning = await takenBack()
    const good = receiptFor(warning)
    const fine = { ...good, liftedAt: '2026-11-21T12:34:56Z' }
    const told = { ...good, subscriber: 'line-one' }
    const vantage = { ...good, probe: '192.0.2.7' }
    const outcomes = await send('isp-b', fine, good, told, vantage, null, [good])
    const code = 'RECEIPT_INVALID'
    assert.deepEqual(outcomes, [code, null, code, code, code, code])
    const many = Array.from({ length: 1_001 }, () => good)
    await refused(send('isp-b', ...many), 'SUBMISSION_TOO_LARGE')
  })

  it('they are forgotten with the statistics', async () => {
    const warning = await takenBack()
    await send('isp-b', receiptFor(warning))
    clock.advance(STATISTICS_SPAN_MS + DAY_MS)
    await hub.passTime()
    assert.deepEqual(await hub.receipts.latest(10), [])
  })
})

it('whatever comes, the door answers with a receipt of five fields or refuses', () => {
  const good = {
    warningId: '0123456789ab',
    version: 1,
    liftedAt: '2026-11-21T12:34:00Z',
    probe: 'reachable',
    planes: 0,
  }
  let taken = 0
  const change = fc.dictionary(fc.constantFrom(...Object.keys(good), 'note'), fc.anything())
  fc.assert(
    fc.property(change, (changed) => {
      try {
        assert.equal(Object.keys(lintReceipt({ ...good, ...changed })).length, 5)
        taken++
      } catch (error) {
        assert.equal((error as { code?: string }).code, 'RECEIPT_INVALID')
      }
    }),
    { numRuns: 2_000 },
  )
  assert.ok(taken > 0 && taken < 2_000)
})
