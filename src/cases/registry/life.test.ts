import assert from 'node:assert/strict'
import { it } from 'node:test'
import fc from 'fast-check'
import { DAY_MS, HOUR_MS } from '../../core/time-span.ts'
import type { EvidenceItem } from './evidence-item.ts'
import { type CaseLife, LEASE_MS_MAX, live, NEWBORN, step } from './life.ts'
import type { LifeEvent } from './life-event.ts'
import { CASE_EVENT_KINDS, CASE_STATUSES } from './status.ts'
import { UNDO_MS } from './undo.ts'

const START_MS = Date.UTC(2026, 10, 21)
const evidence = {
  probability: 0.9,
  band: 'suspected',
  clients: 3,
  reasons: [],
  against: [],
} as const
const item = (
  stance: EvidenceItem['stance'],
  origin = 'c2-list',
  observedAtMs = START_MS,
): EvidenceItem => ({
  source: 'reputation-list',
  origin,
  observedAtMs,
  stance,
  text: 'listed',
  counts: {},
})

/** Anything at all in any order, by few people, with leases that are sound, short, endless or absent. */
const anyEvent = fc.record({
  kind: fc.constantFrom(...CASE_EVENT_KINDS),
  actor: fc.constantFrom('hanako', 'Taro', 'ＴＡＲＯ ', 'detector', 'schedule'),
  afterMs: fc.constantFrom(0, HOUR_MS, 2 * DAY_MS, 40 * DAY_MS),
  leaseMs: fc.constantFrom(-1, HOUR_MS, 3 * DAY_MS, LEASE_MS_MAX, LEASE_MS_MAX + 1, Number.NaN),
  contact: fc.constantFrom('answered', 'syn-only'),
  stance: fc.constantFrom('for', 'against', 'withdrawn'),
  origin: fc.constantFrom('a', 'b', '__proto__'),
})

function historyOf(drafts: readonly (typeof anyEvent extends fc.Arbitrary<infer T> ? T : never)[]) {
  let atMs = START_MS
  return drafts.map(({ kind, actor, afterMs, leaseMs, contact, stance, origin }): LifeEvent => {
    atMs += afterMs
    return {
      kind,
      actor,
      atMs,
      evidence: kind === 'proposed' || kind === 'scored' ? evidence : null,
      details: {
        validMs: leaseMs,
        validUntilMs: atMs + leaseMs,
        contact,
        ...(kind === 'evidenced' ? { item: item(stance, origin, atMs) } : {}),
      },
    }
  })
}

const histories = fc.array(anyEvent, { maxLength: 40 }).map(historyOf)

/** What must hold of every life, whatever led to it. */
function assertLegal(life: CaseLife): void {
  assert.ok(CASE_STATUSES.includes(life.status))
  const { status, warning, request, beforeDispute } = life
  const isTold = warning?.status === 'active'
  assert.equal(status === 'published', isTold, 'published is what has a running warning')
  if (status === 'expired') assert.equal(warning?.status, 'expired')
  if (status === 'retracted') assert.equal(warning?.status, 'retracted')
  assert.equal(status === 'disputed', beforeDispute !== null, 'a dispute knows where it began')
  if (request) assert.equal(status, 'confirmed', 'only what is confirmed waits for a second person')
  if (warning) {
    assert.ok(warning.validUntilMs > warning.validFromMs, 'a warning always ends')
    assert.ok(warning.answeredAtMs >= warning.validFromMs)
  }
  assert.equal(new Set(life.voices.map(({ origin }) => origin)).size, life.voices.length)
}

it('any order of events leads to a legal life, and the same order to the same life', () => {
  fc.assert(
    fc.property(histories, (history) => {
      let life = NEWBORN
      for (const event of history) {
        life = live(life, event)
        assertLegal(life)
      }
      assert.deepEqual(history.reduce(live, NEWBORN), life)
    }),
    { numRuns: 1000 },
  )
})

it('an event that was not allowed is counted, and changes nothing else', () => {
  fc.assert(
    fc.property(histories, (history) => {
      let life = NEWBORN
      for (const event of history) {
        const allowed = step(life, event)
        const after = live(life, event)
        if ('life' in allowed) assert.equal(after.ignoredCount, life.ignoredCount)
        else assert.deepEqual(after, { ...life, ignoredCount: life.ignoredCount + 1 })
        life = after
      }
    }),
  )
})

it('nothing is published by one person, however the name is written', () => {
  fc.assert(
    fc.property(histories, (history) => {
      let life = NEWBORN
      for (const event of history) {
        const by = life.request?.by
        const after = live(life, event)
        if (
          event.kind === 'published' &&
          after.status === 'published' &&
          life.status !== 'published'
        ) {
          assert.ok(by !== undefined)
          const plain = (name: string) => name.normalize('NFKC').trim().toLowerCase()
          assert.notEqual(plain(by), plain(event.actor))
        }
        life = after
      }
    }),
    { numRuns: 500 },
  )
})

it('the version of a warning rises with everything that happens to it, and never falls', () => {
  fc.assert(
    fc.property(histories, (history) => {
      let life = NEWBORN
      for (const event of history) {
        const after = live(life, event)
        const [was, is] = [life.warning, after.warning]
        if (was) assert.ok(is && is.version >= was.version)
        if (was && JSON.stringify(was) !== JSON.stringify(is))
          assert.equal(is!.version, was.version + 1)
        life = after
      }
    }),
  )
})

it('a person’s decision stands against all evidence', () => {
  const decided = fc.constantFrom('confirmed', 'dismissed', 'published', 'retracted', 'released')
  const onlyEvidence = fc
    .array(anyEvent.filter(({ kind }) => ['proposed', 'scored', 'evidenced'].includes(kind)))
    .map(historyOf)
  fc.assert(
    fc.property(decided, onlyEvidence, (status, history) => {
      const life = { ...NEWBORN, status } as CaseLife
      assert.equal(history.reduce(live, life).status, status)
    }),
  )
})

it('whatever happened, an end is still possible: nothing is stuck', () => {
  fc.assert(
    fc.property(histories, (history) => {
      const life = history.reduce(live, NEWBORN)
      const later = (history.at(-1)?.atMs ?? START_MS) + 40 * DAY_MS
      const moves = CASE_EVENT_KINDS.filter((kind) => {
        const event = { kind, actor: 'third', atMs: later, evidence: null, details: null }
        const next = step(life, {
          ...event,
          ...(kind === 'evidenced' ? { details: { item: item('for', 'x', later) } } : {}),
        })
        return 'life' in next && next.life.status !== life.status
      })
      assert.ok(moves.length > 0, life.status)
    }),
  )
})

const at = (
  kind: LifeEvent['kind'],
  actor: string,
  atMs: number,
  details: LifeEvent['details'] = null,
): LifeEvent => ({ kind, actor, atMs, evidence: null, details })
const published = [
  at('confirmed', 'hanako', START_MS),
  at('publication-requested', 'hanako', START_MS, { validMs: 3 * DAY_MS }),
  at('published', 'taro', START_MS, { validUntilMs: START_MS + 3 * DAY_MS }),
].reduce(live, NEWBORN)
const refusal = (life: CaseLife, event: LifeEvent) => {
  const next = step(life, event)
  return 'refusal' in next ? next.refusal : undefined
}

it('a lease ends when it ends: not before, and it is not renewed after', () => {
  assert.equal(refusal(published, at('expired', 's', START_MS + DAY_MS)), 'LEASE_RUNS')
  const late = at('reverified', 's', START_MS + 3 * DAY_MS, { validUntilMs: START_MS + 6 * DAY_MS })
  assert.equal(refusal(published, late), 'CASE_TRANSITION_ILLEGAL')
  const expired = live(published, at('expired', 's', START_MS + 3 * DAY_MS))
  assert.deepEqual([expired.status, expired.warning?.status], ['expired', 'expired'])
  assert.equal(refusal(expired, at('reopened', 'hanako', START_MS)), 'EXPIRED_NEEDS_EVIDENCE')
  const later = START_MS + 5 * DAY_MS
  const after = (one: EvidenceItem) => live(expired, at('evidenced', 's', later, { item: one }))
  assert.equal(after(item('for', 'x', later)).status, 'proposed')
  assert.equal(after(item('against', 'x', later)).status, 'expired')
  assert.equal(after(item('for', 'x', START_MS)).status, 'expired', 'told late, and no news')
})

it('a warning that runs out during its dispute is over, and the owner still gets an answer', () => {
  const disputed = live(published, at('disputed', 'owner', START_MS + HOUR_MS))
  assert.deepEqual([disputed.status, disputed.warning?.status], ['disputed', 'disputed'])
  const ended = live(disputed, at('expired', 's', START_MS + 3 * DAY_MS))
  assert.deepEqual([ended.status, ended.warning?.status], ['disputed', 'expired'])
  assert.equal(live(ended, at('upheld', 'hanako', START_MS + 4 * DAY_MS)).status, 'expired')
  const released = live(ended, at('released', 'hanako', START_MS + 4 * DAY_MS))
  assert.deepEqual([released.status, released.warning?.status], ['released', 'released'])
})

it('a retraction outlives the reopening of its case', () => {
  const retracted = live(published, at('retracted', 'hanako', START_MS + HOUR_MS))
  const again = live(retracted, at('reopened', 'hanako', START_MS + HOUR_MS))
  assert.deepEqual([again.status, again.warning?.status], ['proposed', 'retracted'])
})

it('two lists of one origin are one voice, and what a list takes back is none', () => {
  const heard = (...items: EvidenceItem[]) =>
    items.map((one) => at('evidenced', 'lists', START_MS, { item: one })).reduce(live, NEWBORN)
      .voices
  assert.equal(heard(item('for', 'abuse.ch'), item('for', 'abuse.ch')).length, 1)
  assert.equal(heard(item('for', 'abuse.ch'), item('for', 'cert')).length, 2)
  assert.deepEqual(heard(item('for', 'abuse.ch'), item('withdrawn', 'abuse.ch')), [])
  assert.deepEqual(heard(item('for'), item('against')), [{ origin: 'c2-list', stance: 'against' }])
})

it('a decision is taken back within seconds, by whoever took it, and then as if it had not been', () => {
  const review = live(NEWBORN, at('review-begun', 'hanako', START_MS))
  const dismissed = live(review, at('dismissed', 'hanako', START_MS + HOUR_MS))
  const soon = START_MS + HOUR_MS + UNDO_MS
  assert.deepEqual(live(dismissed, at('undone', 'hanako', soon)), { ...review, undo: null })
  assert.equal(refusal(dismissed, at('undone', 'hanako', soon + 1)), 'UNDO_TOO_LATE')
  assert.equal(refusal(dismissed, at('undone', 'taro', soon)), 'UNDO_TOO_LATE')
  const back = live(dismissed, at('undone', 'hanako', soon))
  assert.equal(refusal(back, at('undone', 'hanako', soon)), 'UNDO_TOO_LATE', 'one step and no more')
  const heard = live(dismissed, at('evidenced', 'lists', soon, { item: item('for') }))
  assert.equal(live(heard, at('undone', 'hanako', soon)).voices.length, 1, 'evidence stays')
})

it('what the world was told is never undone', () => {
  for (const kind of ['published', 'retracted', 'disputed', 'released'] as const) {
    const life = [
      ...(kind === 'released' ? [at('disputed', 'owner', START_MS)] : []),
      at(kind, 'taro', START_MS, { validUntilMs: START_MS + DAY_MS }),
    ].reduce(live, published)
    assert.equal(refusal(life, at('undone', 'taro', START_MS)), 'UNDO_TOO_LATE', kind)
  }
})
