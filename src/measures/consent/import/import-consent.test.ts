import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { ManualClock } from '../../../core/clock.ts'
import type { Database } from '../../../db/database.ts'
import { createDatabase } from '../database.fixture.ts'
import { ConsentLedger } from '../ledger.ts'
import { publishTemplates } from '../terms.fixture.ts'
import { importConsent } from './import-consent.ts'

const NOW_MS = Date.UTC(2026, 10, 21)

describe('a file of consents', () => {
  const clock = new ManualClock(NOW_MS)
  let database: Database
  let ledger: ConsentLedger
  const take = (text: string, isDryRun = false) =>
    importConsent(ledger, text, { actor: 'import', isDryRun })
  const covered = () =>
    ledger
      .grants('block-address')
      .flatMap(({ sources }) => sources)
      .sort()

  before(async () => {
    database = await createDatabase()
    ledger = await ConsentLedger.open(database, clock)
    await publishTemplates(ledger, 'block-address', 'block-name')
  })
  after(() => database.destroy())

  const GOOD = `subscriber,prefixes,scope,answer,language,channel,said_at
line-1,198.51.100.1 2001:db8:1::/56,block-address,yes,ja,paper,2026-11-01
line-1,198.51.100.1 2001:db8:1::/56,block-name,no,ja,paper,2026-11-01
line-2,198.51.100.2,block-address,はい,en,,
line-3,198.51.100.3,,,,,
`

  it('is tried without being recorded, recorded once, and says nothing new the second time', async () => {
    const tried = await take(GOOD, true)
    assert.deepEqual([tried.isRecorded, tried.granted, tried.lineChanges], [false, 2, 3])
    assert.deepEqual(covered(), [])
    const done = await take(GOOD)
    assert.deepEqual(done, { ...tried, isRecorded: true })
    assert.deepEqual(covered(), ['198.51.100.1/32', '198.51.100.2/32', '2001:db8:1::/56'])
    const again = await take(GOOD)
    assert.deepEqual([again.granted, again.lineChanges, again.unchanged], [0, 0, 3])
  })

  it('tells how far it is while it reads and while it writes, never backwards, and ends at the end', async () => {
    const lines = Array.from({ length: 1_200 }, (_, line) => `far-${line},block-address,yes`)
    const told: [number, number][] = []
    await importConsent(ledger, ['subscriber,scope,answer', ...lines].join('\n'), {
      actor: 'import',
      isDryRun: false,
      onProgress: (done, total) => void told.push([done, total]),
    })
    const done = told.map(([count]) => count)
    assert.deepEqual(
      done,
      done.toSorted((one, other) => one - other),
    )
    assert.deepEqual(told.at(-1), [2_400, 2_400])
    assert.ok(
      done.some((count) => count > 1_200 && count < 2_400),
      'the writing is told of',
    )
  })

  it('with one bad line nothing is recorded, and every bad line is named', async () => {
    const bad = `subscriber;prefixes;scope;answer;said_at
line-4;198.51.100.4;block-address;yes;2026-11-01
;198.51.100.5;block-address;yes;
line 6;198.51.100.6;block-address;yes;
line-7;10.0.0.0/8;block-address;yes;
line-8;198.51.100.0/29;block-address;yes;
line-9;198.51.100.4;block-address;yes;
line-4;198.51.100.40;block-name;yes;
line-10;;block-everything;yes;
line-11;;block-address;perhaps;
line-4;;block-address;no;
line-12;;block-address;yes;2026-11-22
line-13;;block-address;yes;1.11.2026
line-14;;;;
line-15;;block-address;yes
line-16;;device-alerts;yes;
"line-17;;block-address;yes;
`
    const before = ledger.statistics()
    const report = await take(bad)
    assert.deepEqual(
      report.faults.map(({ line, code }) => `${line} ${code}`),
      [
        '3 SUBSCRIBER',
        '4 SUBSCRIBER',
        '5 PREFIXES',
        '6 PREFIX_TWICE',
        '7 PREFIX_TWICE',
        '8 PREFIXES_DIFFER',
        '9 SCOPE',
        '10 ANSWER',
        '11 ANSWER_TWICE',
        '12 INSTANT',
        '13 INSTANT',
        '14 NOTHING',
        '15 CELLS',
        '16 TERMS',
        '17 CELLS',
      ],
    )
    assert.equal(report.isRecorded, false)
    assert.deepEqual(ledger.statistics(), before)
  })

  it('does not undo what a subscriber has said since', async () => {
    await ledger.withdraw({
      subscriber: 'line-2',
      scope: 'block-address',
      channel: 'page',
      actor: 'subscriber',
    })
    const report = await take(GOOD)
    assert.deepEqual([report.keptWithdrawn, report.granted], [1, 0])
    assert.ok(!covered().includes('198.51.100.2/32'))
  })

  it('two lines change places at one instant', async () => {
    await ledger.give({
      subscriber: 'line-2',
      scope: 'block-address',
      channel: 'page',
      actor: 'subscriber',
      language: 'ja',
    })
    await take('subscriber,address\nline-1,198.51.100.2\nline-2,198.51.100.1\n')
    const sources = new Map(
      ledger.grants('block-address').map((one) => [one.subscriber, one.sources]),
    )
    assert.deepEqual(sources.get('line-1'), ['198.51.100.2/32', '2001:db8:1::/56'])
    assert.deepEqual(sources.get('line-2'), ['198.51.100.1/32'])
  })

  it('a file that is none is refused as a whole', async () => {
    for (const text of ['', 'a,b\n1,2\n', 'subscriber\nline-1\n', '\u0000\u0001'])
      await assert.rejects(take(text), { code: 'CONSENT_FILE_INVALID' })
  })
})
