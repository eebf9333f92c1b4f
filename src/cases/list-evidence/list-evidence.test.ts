import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, it } from 'node:test'
import { inEveryHome } from '../../../tools/testing/database-homes.ts'
import { ManualClock } from '../../core/clock.ts'
import { DAY_MS, HOUR_MS } from '../../core/time-span.ts'
import { type Database, openDatabase } from '../../db/database.ts'
import { createLists, type Lists } from '../lists/lists.ts'
import type { ListStatement } from '../lists/source.ts'
import { CASE_MIGRATIONS } from '../migrations/index.ts'
import { caseIdOf } from '../registry/case-id.ts'
import { createRegistry, type Registry } from '../registry/registry.ts'
import { createListEvidence, type ListEvidence } from './list-evidence.ts'
import { wilson } from './precision.ts'

const START_MS = Date.UTC(2026, 10, 21, 9)

/** The tests build on each other, in order, as days do. */
inEveryHome('list evidence', (home) => {
  const directory = mkdtempSync(join(tmpdir(), 'noroshi-list-evidence-'))
  const clock = new ManualClock(START_MS)
  let database: Database
  let registry: Registry
  let lists: Lists
  let evidence: ListEvidence

  before(async () => {
    database = await openDatabase(await home.create(), CASE_MIGRATIONS)
    registry = createRegistry(database, clock, {
      rolesOf: async () => new Set(['analyst', 'approver']),
    })
    lists = createLists(database, clock)
    evidence = createListEvidence(database, clock)
  })
  after(async () => {
    await database.destroy()
    await home.remove()
    rmSync(directory, { recursive: true, force: true })
  })

  const endpoint = (address: string, port = 6667) => ({ address, protocol: 'tcp', port })
  const detect = (...addresses: string[]) =>
    registry.propose(
      addresses.map((address) => ({
        ...endpoint(address),
        probability: 0.9,
        band: 'suspected' as const,
        clients: 4,
        reasons: [],
        against: [],
      })),
      { actor: 'detector' },
    )
  const list = async (source: string, text: string, statement: Partial<ListStatement> = {}) => {
    const place = join(directory, source)
    writeFileSync(place, text)
    await lists.import({ source, place, statement, actor: 'hanako' })
    return evidence.tellNews()
  }
  const caseOf = (address: string, port = 6667) => registry.get(caseIdOf(endpoint(address, port)))
  const voices = async (address: string) =>
    (await caseOf(address)).voices.filter(({ origin }) => origin !== 'detector')
  const by = { actor: 'hanako', note: 'I looked' }

  it('what a list names gets a voice, and loses it when the entry disappears upstream', async () => {
    await detect('203.0.113.1', '203.0.113.2', '2001:db8::1')
    const added = await list('feodo', '203.0.113.1:6667\n203.0.113.2:443\n[2001:db8::1]:6667\n', {
      defaultKind: 'controller',
    })
    assert.deepEqual(added, { added: 2, withdrawn: 0, refused: 0 })
    assert.deepEqual(await voices('203.0.113.1'), [{ origin: 'feodo', stance: 'for' }])
    assert.deepEqual(await voices('203.0.113.2'), [], 'another port is another service')
    assert.deepEqual(await evidence.tellNews(), { added: 0, withdrawn: 0, refused: 0 })

    clock.advance(DAY_MS)
    const gone = await list('feodo', '[2001:db8::1]:6667\n')
    assert.deepEqual(gone, { added: 0, withdrawn: 1, refused: 0 })
    assert.deepEqual(await voices('203.0.113.1'), [])
    const { history } = await caseOf('203.0.113.1')
    assert.deepEqual(history.map(({ details }) => details?.item?.stance).filter(Boolean), [
      'for',
      'withdrawn',
    ])
  })

  it('two lists of one origin are one voice, and the last of them withdraws it', async () => {
    await list('c2-a', '203.0.113.1\n', { origin: 'abuse' })
    await list('c2-b', '203.0.113.1\n', { origin: 'abuse' })
    assert.deepEqual(await voices('203.0.113.1'), [{ origin: 'abuse', stance: 'for' }])
    await list('c2-a', '203.0.113.99\n')
    assert.equal((await voices('203.0.113.1')).length, 1)
    await lists.remove('c2-b', by)
    await evidence.tellNews()
    assert.deepEqual(await voices('203.0.113.1'), [])
  })

  it('a case that detection opens later hears what was on the lists already', async () => {
    await detect('203.0.113.99')
    assert.equal((await evidence.tellNews()).added, 1)
    assert.deepEqual(await voices('203.0.113.99'), [{ origin: 'abuse', stance: 'for' }])
  })

  it('a listed prefix accuses nobody in it', async () => {
    await list('ranges', '203.0.113.0/24\n')
    assert.equal((await voices('203.0.113.2')).length, 0)
  })

  it('an operator’s no survives the next detector run and the next import', async () => {
    const id = caseIdOf(endpoint('203.0.113.2'))
    await registry.dismiss(id, { ...by, note: 'our own update server' })
    clock.advance(7 * HOUR_MS)
    await detect('203.0.113.2')
    assert.equal((await list('late', '203.0.113.2:6667\n')).added, 1)
    assert.equal((await registry.get(id)).status, 'dismissed')
    assert.deepEqual(await voices('203.0.113.2'), [{ origin: 'late', stance: 'for' }])
  })

  it('an expired case comes back by a list that names it anew, and not by one that always did', async () => {
    const id = caseIdOf(endpoint('2001:db8::1'))
    await registry.confirm(id, by)
    await registry.publish(id, { ...by, override: 'no flows here', validMs: HOUR_MS })
    await registry.approve(id, { actor: 'taro', note: 'so do I' })
    clock.advance(2 * HOUR_MS)
    await registry.expireDue({ actor: 'schedule' })
    await evidence.tellNews()
    await list('feodo', '[2001:db8::1]:6667\n203.0.113.7\n')
    assert.equal((await registry.get(id)).status, 'expired')
    await list('feodo', '203.0.113.7\n')
    assert.equal((await registry.get(id)).status, 'expired')
    clock.advance(HOUR_MS)
    await list('feodo', '[2001:db8::1]:6667\n203.0.113.7\n')
    assert.equal((await registry.get(id)).status, 'proposed')
  })

  it('known-good works by destination, prefix, port and time, also backwards, and ends', async () => {
    const scored = clock.nowMs()
    await detect('198.51.100.10', '198.51.100.20')
    clock.advance(10 * DAY_MS)
    const past = (fromMs: number, untilMs: number, port = '') =>
      `198.51.100.0/28,${port},${new Date(fromMs).toISOString()},${new Date(untilMs).toISOString()},our CDN of that week\n`
    const header = 'prefix,port,first_listed,until,reason\n'
    const good = { kind: 'known-good', reason: 'a CDN' } as const
    await list('cdn', header + past(scored - DAY_MS, scored + DAY_MS, '443'), good)
    assert.deepEqual(await voices('198.51.100.10'), [], 'another port')
    await list('cdn', header + past(scored - 9 * DAY_MS, scored - DAY_MS))
    assert.deepEqual(await voices('198.51.100.10'), [], 'it was over when the case was scored')
    await list('cdn', header + past(scored - DAY_MS, scored + DAY_MS))
    assert.deepEqual(await voices('198.51.100.10'), [{ origin: 'cdn', stance: 'against' }])
    assert.deepEqual(await voices('198.51.100.20'), [], 'outside of the prefix')
    const said = (await caseOf('198.51.100.10')).history.at(-1)!.details!.item!
    assert.match(said.text, /our CDN of that week/)
    assert.match(said.text, new RegExp(new Date(scored + DAY_MS).toISOString().slice(0, 10)))
    await detect('198.51.100.10')
    await evidence.tellNews()
    assert.deepEqual(await voices('198.51.100.10'), [], 'it is seen again after the end')
  })

  it('a voice ends by time alone', async () => {
    const until = new Date(clock.nowMs() + DAY_MS).toISOString()
    const good = { kind: 'known-good', reason: 'an exercise' } as const
    await list('drill', `prefix,until\n198.51.100.20/32,${until}\n`, good)
    assert.equal((await voices('198.51.100.20')).length, 1)
    clock.advance(2 * DAY_MS)
    await detect('198.51.100.20')
    assert.ok((await evidence.tellEnds()).withdrawn >= 1)
    assert.deepEqual(await voices('198.51.100.20'), [])
  })

  it('the precision of a list is measured on what people here decided', async () => {
    const verdicts = await evidence.verdicts()
    assert.deepEqual(
      [verdicts.get('late')?.confirmed, verdicts.get('late')?.dismissed],
      [0, 1],
      'the dismissed one',
    )
    await registry.confirm(caseIdOf(endpoint('203.0.113.99')), by)
    assert.equal((await evidence.verdicts()).get('c2-a')?.confirmed, 1)
    assert.equal((await evidence.verdicts()).get('ranges'), undefined)
  })

  it('after all of it the events explain every case', async () => {
    assert.equal(await registry.rebuildSnapshots(), 0)
  })
})

it('an interval of few verdicts is wide and stays within 0 and 1', () => {
  assert.equal(wilson(0, 0), null)
  const one = wilson(1, 1)!
  assert.ok(one.share === 1 && one.upper === 1 && one.lower > 0.15 && one.lower < 0.25)
  const many = wilson(90, 100)!
  assert.ok(many.lower > 0.82 && many.upper < 0.95)
})
