import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { DAY_MS, HOUR_MS } from '../../core/time-span.ts'
import { DisputeError } from './errors.ts'
import { type Act, type DisputeLife, filedLife, isLive, isOverdue, rulingOf, step } from './life.ts'
import { DISPUTE_DEFAULTS as SETTINGS } from './settings.ts'

const NOW_MS = 1_000_000_000
const RELEASE: Act = { kind: 'proposed', outcome: 'released', reason: 'not-a-controller' }
const REJECT: Act = { kind: 'proposed', outcome: 'rejected', reason: 'nothing-new' }

/** Acts one after the other, an hour apart, each as `name: act`. */
function lived(acts: readonly (readonly [string, Act])[], isSuspended = true): DisputeLife {
  return acts.reduce(
    (life, [actor, act], index) => step(life, act, actor, NOW_MS + (index + 1) * HOUR_MS, SETTINGS),
    filedLife(isSuspended, NOW_MS, SETTINGS),
  )
}
const fails = (code: string, work: () => unknown): void =>
  assert.throws(work, (error) => error instanceof DisputeError && error.code === code)

describe('a dispute', () => {
  it('suspends from its filing until two officers have decided', () => {
    const filed = lived([])
    assert.equal(rulingOf(filed)?.ruling, 'disputed')
    const proposed = lived([
      ['Sato', { kind: 'taken' }],
      ['Sato', RELEASE],
    ])
    assert.deepEqual([proposed.status, rulingOf(proposed)?.ruling], ['second-review', 'disputed'])
    const released = lived([
      ['Sato', RELEASE],
      ['Suzuki', { kind: 'decided' }],
    ])
    assert.deepEqual(rulingOf(released), {
      ruling: 'released',
      endsAtMs: NOW_MS + 2 * HOUR_MS + 92 * DAY_MS,
    })
    const rejected = lived([
      ['Sato', REJECT],
      ['Suzuki', { kind: 'decided' }],
    ])
    assert.equal(rulingOf(rejected), null)
  })

  it('is not decided by the officer who proposed, also not under another spelling of the name', () => {
    for (const name of ['Sato', 'SATO', ' sato', 'Ｓａｔｏ'])
      fails('DISPUTE_OFFICER_SAME', () =>
        lived([
          ['Sato', REJECT],
          [name, { kind: 'decided' }],
        ]),
      )
  })

  it('may be appealed once, in time, and the appeal goes to somebody new', () => {
    const rejection = [
      ['Sato', REJECT],
      ['Suzuki', { kind: 'decided' }],
    ] as const
    const appealed = [...rejection, ['owner', { kind: 'appealed' }]] as const
    const life = lived(appealed)
    assert.deepEqual([life.status, life.isAppealed], ['filed', true])
    assert.equal(life.dueAtMs, NOW_MS + 3 * HOUR_MS + 24 * HOUR_MS)
    assert.equal(rulingOf(life), null, 'two found the warning right: it stays in force')
    for (const name of ['Suzuki', 'Sato'])
      fails('DISPUTE_OFFICER_SAME', () =>
        lived([...appealed, ['Ito', RELEASE], [name, { kind: 'decided' }]]),
      )
    const again = lived([...appealed, ['Sato', REJECT], ['Ito', { kind: 'decided' }]])
    assert.equal(again.decisions.length, 2)
    fails('DISPUTE_NOT_NOW', () => step(again, { kind: 'appealed' }, 'owner', NOW_MS, SETTINGS))
    const late = NOW_MS + 2 * HOUR_MS + 14 * DAY_MS + 1
    const rejected = lived(rejection)
    fails('DISPUTE_NOT_NOW', () => step(rejected, { kind: 'appealed' }, 'owner', late, SETTINGS))
  })

  it('that was released and is reopened stays released until it is decided otherwise', () => {
    const reopened = lived([
      ['Sato', RELEASE],
      ['Suzuki', { kind: 'decided' }],
      ['Ito', { kind: 'reopened' }],
    ])
    assert.deepEqual([reopened.status, rulingOf(reopened)?.ruling], ['filed', 'released'])
    fails('DISPUTE_NOT_NOW', () => step(reopened, { kind: 'withdrawn' }, 'owner', NOW_MS, SETTINGS))
    const proposed = step(reopened, REJECT, 'Sato', NOW_MS, SETTINGS)
    assert.equal(rulingOf(step(proposed, { kind: 'decided' }, 'Ito', NOW_MS, SETTINGS)), null)
  })

  it('is overdue when its time is over and nobody has decided', () => {
    const filed = lived([])
    assert.ok(!isOverdue(filed, NOW_MS + 24 * HOUR_MS))
    assert.ok(isOverdue(filed, NOW_MS + 24 * HOUR_MS + 1))
    assert.ok(
      !isOverdue(
        lived([
          ['Sato', REJECT],
          ['Ito', { kind: 'decided' }],
        ]),
        NOW_MS * 2,
      ),
    )
  })

  const anyAct: fc.Arbitrary<Act> = fc.oneof(
    fc.constantFrom(
      ...(
        [
          'taken',
          'returned',
          'decided',
          'reopened',
          'told',
          'suspended',
          'resumed',
          'stated',
        ] as const
      ).map((kind): Act => ({ kind })),
    ),
    fc.constantFrom<Act>({ kind: 'appealed' }, { kind: 'withdrawn' }, RELEASE, REJECT),
  )
  const anyActor = fc.constantFrom('Sato', 'Suzuki', 'Ito', 'sato')

  it('in whatever order things happen is never decided by one, and rules only what it may', () => {
    let ended = 0
    fc.assert(
      fc.property(
        fc.boolean(),
        fc.array(fc.tuple(anyActor, anyAct, fc.nat(40)), { maxLength: 40 }),
        (isSuspended, acts) => {
          let life = filedLife(isSuspended, NOW_MS, SETTINGS)
          let nowMs = NOW_MS
          for (const [actor, act, hours] of acts) {
            nowMs += hours * HOUR_MS
            const before = life
            try {
              life = step(life, act, actor, nowMs, SETTINGS)
            } catch (error) {
              assert.ok(error instanceof DisputeError, String(error))
              continue
            }
            assert.equal(isLive(life), life.endedAtMs === null)
            assert.equal(life.proposal !== null, life.status === 'second-review')
            assert.ok(life.statementCount <= 7 && life.messageCount <= 20)
            for (const { proposedBy, decidedBy } of life.decisions)
              assert.notEqual(proposedBy.toLowerCase(), decidedBy.toLowerCase())
            const word = rulingOf(life)?.ruling
            if (word === 'released') assert.equal(life.decisions.at(-1)?.outcome, 'released')
            if (word === 'disputed') assert.ok(isLive(life) && life.isSuspended)
            if (life.status === 'rejected') assert.equal(word, undefined)
            if (act.kind === 'appealed') assert.ok(!before.isAppealed && life.isAppealed)
            if (life.status === 'withdrawn') ended++
          }
        },
      ),
      { numRuns: 1_000 },
    )
    assert.ok(ended > 50, 'the histories went far enough to mean something')
  })
})
