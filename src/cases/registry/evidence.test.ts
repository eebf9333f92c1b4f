import assert from 'node:assert/strict'
import { it } from 'node:test'
import fc from 'fast-check'
import { addressesIn } from './address-mention.ts'
import { type Candidate, leadingReason, type Reason, readCandidate } from './evidence.ts'

const reason = (en: string, weight = 0.5): Reason => ({ en, ja: '根拠', group: 'clients', weight })
const candidate = (changes: Partial<Candidate> = {}): Candidate => ({
  address: '203.0.113.7',
  protocol: 'tcp',
  port: 8443,
  probability: 0.9,
  band: 'suspected',
  clients: 31,
  reasons: [reason('24 of its 31 clients also scan port 23')],
  against: [],
  ...changes,
})
const addresses = fc.oneof(fc.ipV4(), fc.ipV6())

it('whatever else a source sends along does not become evidence', () => {
  const extra = fc.dictionary(fc.string(), fc.oneof(addresses, fc.array(addresses)))
  fc.assert(
    fc.property(extra, addresses, (more, client) => {
      const laden = {
        ...more,
        clientAddresses: [client],
        ...candidate(),
        reasons: [{ ...more, ...reason('few bytes back'), seenFrom: client }],
      }
      const { evidence } = readCandidate(laden)!
      assert.deepEqual(Object.keys(evidence), [
        'probability',
        'band',
        'clients',
        'reasons',
        'against',
      ])
      assert.deepEqual(evidence.reasons, [reason('few bytes back')])
      assert.deepEqual(addressesIn(JSON.stringify(evidence)), [])
    }),
  )
})

it('a sentence that names an address other than the endpoint is refused', () => {
  const frames = fc.constantFrom(
    (address: string) => `seen from ${address}.`,
    (address: string) => `${address}:1024/tcp`,
    (address: string) => `[${address}]:1024 knocks`,
    (address: string) => `(${address}/32)`,
  )
  fc.assert(
    fc.property(addresses, frames, fc.constantFrom('en', 'ja', 'group'), (address, frame, key) => {
      fc.pre(addressesIn(address)[0] !== '203.0.113.7')
      const told = { ...reason('x'), [key]: frame(address) }
      assert.equal(readCandidate(candidate({ reasons: [told] })), undefined)
      assert.equal(readCandidate(candidate({ against: [told] })), undefined)
    }),
  )
})

it('a sentence may name the endpoint itself, numbers, versions and times of day', () => {
  for (const text of [
    '203.0.113.7:8443 answers',
    '±4.5 s, 12:30:59, 2026-11-21T09:30:00.000Z, RFC 7011 §8.1, v2.10.3',
  ])
    assert.ok(readCandidate(candidate({ reasons: [reason(text)] })), text)
})

it('an endpoint is kept in its one spelling', () => {
  const spelled = candidate({ address: '::FFFF:203.0.113.7', protocol: 'TCP' })
  assert.deepEqual(readCandidate(spelled)?.endpoint, {
    address: '203.0.113.7',
    protocol: 'tcp',
    port: 8443,
  })
})

it('what is malformed is refused', () => {
  for (const changes of [
    { address: 'c2.example' },
    { protocol: 'smoke' },
    { port: 65536 },
    { port: 1.5 },
    { probability: 1.01 },
    { probability: Number.NaN },
    { band: 'certain' as never },
    { clients: -1 },
    { clients: 2 ** 31 },
    { reasons: [reason('too long '.repeat(200))] },
    { reasons: [reason('no weight', Number.NaN)] },
    { reasons: [reason('a\0b')] },
  ])
    assert.equal(readCandidate(candidate(changes)), undefined, JSON.stringify(changes))
})

it('the leading reason is the heaviest, and none when there is none', () => {
  const { evidence } = readCandidate(
    candidate({ reasons: [reason('light', 0.1), reason('heavy', 0.7), reason('mid', 0.3)] }),
  )!
  assert.equal(leadingReason(evidence)?.en, 'heavy')
  assert.equal(leadingReason({ ...evidence, reasons: [] }), null)
})
