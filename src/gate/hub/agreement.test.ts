import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { HOUR_MS } from '../../core/time-span.ts'
import { lintWarning } from '../warning/lint.ts'
import { assertMayFollow } from '../warning/succession.ts'
import { BEGUN_MS, warningOn } from '../warning/warning.fixture.ts'
import { WARNING_BANDS, WARNING_STATUSES, WARNING_USES, type Warning } from '../warning/warning.ts'
import { wholeHour } from '../warning/whole-time.ts'
import { agree, type Ruling, type Voice } from './agreement.ts'
import { traceLeak, watermarked } from './watermark.ts'

const NOW_MS = BEGUN_MS + 12 * HOUR_MS
const say = (
  group: string,
  change: Partial<Warning> = {},
  receivedAtMs = NOW_MS - HOUR_MS,
): Voice => ({
  group,
  warning: warningOn('8.8.4.4', { band: 'watch', ...change }),
  receivedAtMs,
})
const agreed = (voices: readonly Voice[], held?: Warning, nowMs = NOW_MS) =>
  agree(held, voices, 2, nowMs)

describe('what members say becomes what the hub says', () => {
  it('one voice stands as it is; two independent ones raise the band by a step; two of one group do not', () => {
    assert.equal(agreed([say('a')])?.band, 'watch')
    assert.equal(agreed([say('a'), say('b')])?.band, 'suspected')
    assert.equal(agreed([say('a'), say('b', { band: 'suspected' })])?.band, 'share-candidate')
    assert.equal(agreed([say('a'), say('a')])?.band, 'watch')
    assert.equal(agree(undefined, [say('a'), say('b')], 3, NOW_MS)?.band, 'watch')
  })

  it('one who takes its word back leaves the other’s standing; the last one takes the warning with it', () => {
    const held = agreed([say('a'), say('b')])!
    const gone = say('a', { status: 'retracted', version: 2 })
    const alone = agreed([gone, say('b')], held)!
    assert.deepEqual([alone.status, alone.band, alone.version], ['active', 'watch', 2])
    const none = agreed([gone, say('b', { status: 'retracted', version: 2 })], alone)!
    assert.equal(none.status, 'retracted')
    assert.equal(
      agreed([gone, say('b', { status: 'released', version: 2 }, NOW_MS)], alone)?.status,
      'released',
    )
    assert.equal(agreed([], alone)?.status, 'retracted', 'the only member was suspended')
  })

  it('an owner who was found right by one member suspends the warning until others say that they stand by it', () => {
    const held = agreed([say('a'), say('b')])!
    const released = say('a', { status: 'released', version: 2 }, NOW_MS)
    const suspended = agreed([released, say('b')], held)!
    assert.equal(suspended.status, 'disputed')
    const again = say('b', { version: 2 }, NOW_MS + 1)
    assert.equal(agreed([released, again], suspended)?.status, 'active')
  })

  it('a ruling of the association holds against every voice, and voices speak again when it is over', () => {
    const voices = [say('a'), say('b')]
    const rule = (held: Warning, ruling?: Ruling, nowMs = NOW_MS) =>
      agree(held, voices, 2, nowMs, ruling)!
    const held = agreed(voices)!
    const heard = rule(held, 'disputed')
    assert.deepEqual([heard.status, heard.version], ['disputed', 2])
    assert.equal(rule(heard, 'disputed'), heard)
    assert.equal(rule(heard).status, 'active', 'the owner was not right')
    const released = rule(heard, 'released')
    assert.deepEqual([released.status, released.validFrom], ['released', held.validFrom])
    assert.equal(rule(released, 'released', NOW_MS + 5 * HOUR_MS), released)
    assert.equal(agree(undefined, voices, 2, NOW_MS, 'released'), undefined, 'nothing begins')
    const back = rule(released, undefined, NOW_MS + HOUR_MS)
    assert.deepEqual([back.status, back.validFrom], ['active', wholeHour(NOW_MS + HOUR_MS)])
  })

  it('what was withdrawn begins again in a later hour and never in the same', () => {
    const held = agreed([say('a')])!
    const gone = agreed([say('a', { status: 'retracted', version: 2 })], held)!
    const back = say('a', { version: 3 })
    assert.equal(agreed([back], gone), gone, 'not in this hour')
    const later = agreed([back], gone, NOW_MS + HOUR_MS)!
    assert.deepEqual([later.status, later.validFrom], ['active', wholeHour(NOW_MS + HOUR_MS)])
  })

  it('time ends it, and what came back after that is a new lease', () => {
    const held = agreed([say('a')])!
    const endMs = Date.parse(held.validUntil)
    assert.equal(agreed([say('a')], held, endMs)?.status, 'expired')
    const renewed = say('a', { validUntil: wholeHour(endMs + 48 * HOUR_MS), version: 2 })
    assert.equal(agreed([renewed], held, endMs - 1)?.validFrom, held.validFrom)
    assert.equal(agreed([renewed], held, endMs)?.validFrom, wholeHour(endMs))
  })

  it('says who knows what it is when somebody knows, and allows what anybody allows', () => {
    const kinds = [say('a', { kind: 'unknown' }), say('b', { kind: 'scanner' })]
    assert.equal(agreed(kinds)?.kind, 'scanner')
    const uses = [say('a', { uses: ['research'] }), say('b', { uses: ['notify-subscribers'] })]
    assert.deepEqual(agreed(uses)?.uses, ['notify-subscribers', 'research'])
  })

  const voice = fc.record({
    group: fc.constantFrom('a', 'b', 'c'),
    band: fc.constantFrom(...WARNING_BANDS),
    status: fc.constantFrom(...WARNING_STATUSES),
    kind: fc.constantFrom('controller' as const, 'scanner' as const, 'unknown' as const),
    uses: fc.subarray([...WARNING_USES], { minLength: 1 }),
    hours: fc.integer({ min: 1, max: 30 * 24 }),
    receivedAtMs: fc.integer({ min: BEGUN_MS, max: NOW_MS }),
  })
  const anyVoices = fc
    .array(voice, { maxLength: 5 })
    .map((all) =>
      all.map(({ group, hours, receivedAtMs, ...change }) =>
        say(group, { ...change, validUntil: wholeHour(BEGUN_MS + hours * HOUR_MS) }, receivedAtMs),
      ),
    )

  const anyRuling = fc.constantFrom<Ruling | undefined>(undefined, 'disputed', 'released')

  it('whatever was said before and is said now, the result passes every door and may follow', () => {
    fc.assert(
      fc.property(anyVoices, anyVoices, fc.nat(2000), anyRuling, (before, after, hours, ruling) => {
        const held = agreed(before)
        const nowMs = NOW_MS + hours * HOUR_MS
        const next = agree(held, after, 2, nowMs, ruling)
        if (ruling) assert.notEqual(next?.status, 'active')
        if (next) lintWarning(next)
        if (next && next !== held) assertMayFollow(held, next)
        assert.deepEqual(
          agree(next, after, 2, nowMs, ruling),
          next,
          'and is not changed by asking again',
        )
      }),
      { numRuns: 500 },
    )
  })

  it('does not tell who said it: names of groups make no difference', () => {
    const rename = { a: 'x', b: 'y', c: 'z' } as Record<string, string>
    fc.assert(
      fc.property(anyVoices, (voices) => {
        const renamed = voices.map((each) => ({ ...each, group: rename[each.group]! }))
        assert.deepEqual(agreed(renamed), agreed(voices))
      }),
    )
  })
})

describe('a watermark', () => {
  const secret = Buffer.alloc(32, 5)
  const members = Array.from({ length: 200 }, (_, index) => `isp-${index}`)
  const list = Array.from({ length: 400 }, (_, index) => warningOn('8.8.4.4', { port: index + 1 }))
  const byId = new Map(list.map((warning) => [warning.id, warning]))
  const copyOf = (id: string) => list.map((warning) => watermarked(warning, id, secret))

  it('only ever shortens a lease, by an hour, and passes every door', () => {
    for (const [index, copy] of copyOf('isp-7').entries()) {
      lintWarning(copy)
      const lessMs = Date.parse(list[index]!.validUntil) - Date.parse(copy.validUntil)
      assert.ok(lessMs === 0 || lessMs === HOUR_MS)
    }
    const short = warningOn('8.8.4.4', { validUntil: wholeHour(BEGUN_MS + HOUR_MS) })
    for (const id of members) assert.equal(watermarked(short, id, secret), short)
  })

  it('tells whose copy a leaked part is, also of forty rows and with strange ones among them', () => {
    const leaked = [
      ...copyOf('isp-42').slice(0, 40),
      { ...warningOn('9.9.9.9'), validUntil: list[0]!.validUntil },
      { ...list[50]!, validUntil: '2027-01-01T00:00:00Z' },
    ]
    const [first, second] = traceLeak(leaked, (id) => byId.get(id), members, secret)
    assert.deepEqual([first?.memberId, first?.matching, first?.telling], ['isp-42', 40, 40])
    assert.ok(first!.chance < 1e-11 && second!.chance > 1e-6)
  })

  it('accuses nobody of a list that came from nobody', () => {
    const [first] = traceLeak(list.slice(0, 40), (id) => byId.get(id), members, secret)
    assert.ok(first!.chance > 1e-5, String(first?.chance))
  })
})
