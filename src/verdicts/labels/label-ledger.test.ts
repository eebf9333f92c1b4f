import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { DAY_MS } from '../../core/time-span.ts'
import type { HostSharing } from './host-sharing.ts'
import { LabelLedger } from './label-ledger.ts'
import type { LabelEntry, LabelSource } from './listed.ts'

const DAY_0 = Date.UTC(2026, 0, 1)
const day = (count: number): number => DAY_0 + count * DAY_MS
const C2 = { address: '203.0.113.7', protocol: 'tcp', port: 8443 }
const OWN_HOST: HostSharing = { portCount: 1, clientCount: 12, nameCount: 1 }

const source = (name: string, changes: Partial<LabelSource> = {}): LabelSource => ({
  name,
  origin: null,
  reliability: 0.8,
  halfLifeDays: 10,
  isVerifying: false,
  listedUntilMs: day(100),
  ...changes,
})
const entry = (changes: Partial<LabelEntry> = {}): LabelEntry => ({
  source: 'a',
  address: C2.address,
  port: C2.port,
  protocol: null,
  kind: 'controller',
  firstListedAtMs: day(10),
  lastVerifiedAtMs: null,
  lastRemovedAtMs: null,
  endsAtMs: null,
  ...changes,
})
const close = (one: number, other: number): void =>
  assert.ok(Math.abs(one - other) < 1e-9, `${one} is not ${other}`)

describe('a label in time', () => {
  const weightAt = (
    days: number,
    changes: Partial<LabelEntry> = {},
    about: Partial<LabelSource> = {},
  ) =>
    new LabelLedger({ sources: [source('a', about)], entries: [entry(changes)] }).label(
      C2,
      day(days),
    ).weight

  it('holds from a day before the first listing to three days after the removal', () => {
    const removed = { lastRemovedAtMs: day(12) }
    assert.equal(weightAt(8.9, removed), 0)
    close(weightAt(9.1, removed), 0.8)
    assert.ok(weightAt(14.9, removed) > 0)
    assert.equal(weightAt(15.1, removed), 0)
  })

  it('loses half its weight each half-life after it was last seen alive', () => {
    close(weightAt(10), 0.8)
    close(weightAt(20), 0.4)
    close(weightAt(30), 0.2)
    close(weightAt(20, { lastVerifiedAtMs: day(20) }), 0.8)
    assert.equal(weightAt(24, { lastVerifiedAtMs: day(20) }), 0)
  })

  it('a list that never removes anything does not label for ever', () => {
    assert.equal(weightAt(90), 0)
  })

  it('a list that looks again each time keeps what it lists young', () => {
    close(weightAt(90, {}, { isVerifying: true }), 0.8)
    assert.equal(weightAt(104, {}, { isVerifying: true }), 0)
  })

  it('what stood there when the history begins is not taken for new', () => {
    const old = Array.from({ length: 40 }, (_, n) => entry({ address: `192.0.2.${n}` }))
    const entries = [...old, entry({ firstListedAtMs: day(11) })]
    const first = { ...C2, address: '192.0.2.1' }
    const weights = (about: Partial<LabelSource>) => {
      const ledger = new LabelLedger({ sources: [source('a', about)], entries })
      return [ledger.label(first, day(10)).weight, ledger.label(C2, day(11)).weight]
    }
    const [undated, dated] = weights({})
    close(undated!, 0.2)
    close(dated!, 0.8)
    close(weights({ isVerifying: true })[0]!, 0.8)
  })

  it('ends with the list’s own end of validity', () => {
    assert.ok(weightAt(14, { endsAtMs: day(12) }) > 0)
    assert.equal(weightAt(16, { endsAtMs: day(12) }), 0)
  })

  it('is never above the reliability of its source, whenever it is asked for', () => {
    const instant = fc.integer({ min: -50, max: 400 })
    const maybe = fc.option(instant, { nil: null })
    fc.assert(
      fc.property(
        instant,
        instant,
        maybe,
        maybe,
        maybe,
        fc.boolean(),
        (at, first, verified, removed, ends, isVerifying) => {
          const when = (days: number | null): number | null => (days === null ? null : day(days))
          const changes = {
            firstListedAtMs: day(first),
            lastVerifiedAtMs: when(verified),
            lastRemovedAtMs: when(removed),
            endsAtMs: when(ends),
          }
          const weight = weightAt(at, changes, { isVerifying })
          assert.ok(weight >= 0 && weight <= 0.8 + 1e-12)
          if (at < first - 1) assert.equal(weight, 0)
        },
      ),
    )
  })
})

describe('an address without a port', () => {
  const ledger = new LabelLedger({ sources: [source('a')], entries: [entry({ port: null })] })
  const weight = (sharing?: HostSharing): number => ledger.label(C2, day(10), { sharing }).weight

  it('labels the one service of a host of its own', () => {
    close(weight(OWN_HOST), 0.8)
  })

  it('says less the more the address serves', () => {
    close(weight({ ...OWN_HOST, portCount: 4 }), 0.2)
    close(weight({ ...OWN_HOST, nameCount: 2 }), 0.4)
  })

  it('never labels a port on shared infrastructure: joining by address alone accused Facebook', () => {
    for (const shared of [{ portCount: 9 }, { clientCount: 5_000 }, { nameCount: 40 }])
      assert.equal(
        ledger.label(C2, day(10), { sharing: { ...OWN_HOST, ...shared } }).kind,
        'unlabelled',
      )
  })

  it('says nothing about a port while nobody knows what else is there', () => {
    assert.equal(weight(), 0)
  })

  it('a named port labels that port and no other, shared or not', () => {
    const named = new LabelLedger({ sources: [source('a')], entries: [entry()] })
    const sharing = { ...OWN_HOST, clientCount: 50_000 }
    assert.equal(named.label(C2, day(10), { sharing }).kind, 'positive')
    assert.equal(named.label({ ...C2, port: 443 }, day(10), { sharing }).kind, 'unlabelled')
  })
})

describe('what counts', () => {
  it('only a controller is a positive', () => {
    for (const kind of ['initial-contact', 'downloader', 'scanner', 'unknown'] as const) {
      const ledger = new LabelLedger({ sources: [source('a')], entries: [entry({ kind })] })
      const label = ledger.label(C2, day(10))
      assert.deepEqual([label.kind, label.voices[0]?.kind], ['unlabelled', kind])
    }
  })

  it('a sinkhole is never a positive, whoever else calls it a controller', () => {
    const entries = [
      entry(),
      entry({ source: 'b' }),
      entry({ source: 'c', kind: 'sinkhole', port: null }),
    ]
    const ledger = new LabelLedger({
      sources: ['a', 'b', 'c'].map((name) => source(name)),
      entries,
    })
    assert.deepEqual(
      [ledger.label(C2, day(10)).kind, ledger.label(C2, day(10)).weight],
      ['excluded', 0],
    )
  })

  it('known-good excludes by prefix, port and time', () => {
    const knownGood = [
      { network: '203.0.113.0/24', port: 8443, firstListedAtMs: day(9), holdsUntilMs: day(11) },
    ]
    const ledger = new LabelLedger({
      sources: [source('a')],
      entries: [entry(), entry({ port: 80 })],
      knownGood,
    })
    assert.equal(ledger.label(C2, day(10)).kind, 'excluded')
    assert.equal(ledger.label({ ...C2, port: 80 }, day(10)).kind, 'positive')
    assert.equal(ledger.label(C2, day(12)).kind, 'positive')
  })

  it('known-good prefixes of IPv6 hold as well, and do not hold IPv4', () => {
    const knownGood = [
      { network: '2001:db8::/32', port: null, firstListedAtMs: 0, holdsUntilMs: null },
    ]
    const six = { ...C2, address: '2001:db8::7' }
    const ledger = new LabelLedger({
      sources: [source('a')],
      entries: [entry(), entry({ address: six.address })],
      knownGood,
    })
    assert.equal(ledger.label(six, day(10)).kind, 'excluded')
    assert.equal(ledger.label(C2, day(10)).kind, 'positive')
  })

  it('not being listed is no label', () => {
    const ledger = new LabelLedger({ sources: [source('a')], entries: [entry()] })
    const label = ledger.label({ ...C2, address: '192.0.2.1' }, day(10))
    assert.deepEqual(label, {
      kind: 'unlabelled',
      weight: 0,
      originBits: 0,
      voices: [],
      isKnownGood: false,
    })
  })

  it('lists the positives of a day, by address and port', () => {
    const entries = [
      entry(),
      entry({ port: 80, kind: 'downloader' }),
      entry({ port: null }),
      entry({ address: '192.0.2.1', firstListedAtMs: day(50) }),
    ]
    const ledger = new LabelLedger({ sources: [source('a')], entries })
    assert.deepEqual(
      [...ledger.positives(day(10))].map(({ endpoint }) => endpoint),
      [C2],
    )
  })
})

describe('voices', () => {
  const two = (about: Partial<LabelSource>, other: Partial<LabelSource> = about) =>
    new LabelLedger({
      sources: [source('a', about), source('b', other)],
      entries: [entry(), entry({ source: 'b' })],
    })

  it('two independent lists say more than one', () => {
    close(two({}).label(C2, day(10)).weight, 1 - 0.2 * 0.2)
  })

  it('two lists of one stated origin are one voice', () => {
    const label = two({ origin: 'abuse.ch' }).label(C2, day(10))
    close(label.weight, 0.8)
    assert.deepEqual(
      label.voices.map(({ voice, sources }) => [voice, sources]),
      [['abuse.ch', ['a', 'b']]],
    )
  })

  it('one bit for each voice that calls it a controller', () => {
    assert.equal(two({}).label(C2, day(10)).originBits, 0b11)
    assert.equal(two({ origin: 'x' }).label(C2, day(10)).originBits, 0b1)
  })

  it('leaving a source out leaves out its copies as well', () => {
    assert.equal(two({ origin: 'x' }).label(C2, day(10), { without: ['a'] }).kind, 'unlabelled')
    close(two({}).label(C2, day(10), { without: ['a'] }).weight, 0.8)
  })

  /** Forty addresses, one a day, on list a; list b has `share` of them `delay` days later, and its own. */
  const pair = (share: number, delay: number, about: Partial<LabelSource> = {}) => {
    const numbers = Array.from({ length: 80 }, (_, n) => n)
    const entries = [
      entry({ address: '192.0.2.254', firstListedAtMs: day(-1) }),
      entry({ source: 'b', address: '192.0.2.255', firstListedAtMs: day(-1) }),
      ...numbers.map((n) => entry({ address: `192.0.2.${n}`, firstListedAtMs: day(n) })),
      ...numbers.map((n) =>
        entry({
          source: 'b',
          address: n < share * 80 ? `192.0.2.${n}` : `198.51.100.${n}`,
          firstListedAtMs: day(n + delay),
        }),
      ),
    ]
    return new LabelLedger({
      sources: [
        source('a', about),
        source('b', about && { ...about, ...(about.origin ? { origin: 'other' } : {}) }),
      ],
      entries,
    })
  }
  const isOneVoice = ({ voices }: LabelLedger): boolean =>
    voices.voiceOf.get('a') === voices.voiceOf.get('b')

  it('a list that has most of another a day later copies it', () => {
    const ledger = pair(0.7, 1)
    assert.ok(isOneVoice(ledger))
    assert.deepEqual(
      ledger.voices.copying.map(({ source: copy, from, why }) => [copy, from, why]),
      [['b', 'a', 'follows']],
    )
  })

  it('a list that overlaps a little, or finds the same weeks apart, is a voice of its own', () => {
    assert.ok(!isOneVoice(pair(0.3, 1)))
    assert.ok(!isOneVoice(pair(0.7, 20)))
    assert.ok(!isOneVoice(pair(0.7, -20)))
  })

  it('a list that stands on another as a whole is its copy, whatever the days say', () => {
    assert.ok(isOneVoice(pair(1, 20)))
  })

  it('half of a list on another, and no days to tell who found what: one voice', () => {
    const addresses = Array.from({ length: 80 }, (_, n) => `192.0.2.${n}`)
    const entries = [
      ...addresses.map((address) => entry({ address, firstListedAtMs: day(0) })),
      ...addresses.map((address, n) =>
        entry({
          source: 'b',
          address: n < 50 ? address : `198.51.100.${n}`,
          firstListedAtMs: day(1),
        }),
      ),
    ]
    const ledger = new LabelLedger({ sources: [source('a'), source('b')], entries })
    assert.ok(isOneVoice(ledger))
    assert.ok(ledger.voices.copying.every(({ why }) => why === 'overlaps'))
  })

  it('a person who states two origins is believed', () => {
    assert.ok(!isOneVoice(pair(1, 1, { origin: 'mine' })))
  })
})
