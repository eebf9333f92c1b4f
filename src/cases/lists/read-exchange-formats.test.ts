import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ListError } from './errors.ts'
import type { ListedEntry } from './listed-entry.ts'
import { type DocumentOptions, readDocument } from './read-document.ts'

const RULES: DocumentOptions = {
  listKind: 'reputation',
  defaultKind: 'unknown',
  isSubscriber: (address) => address.startsWith('198.51.100.'),
}
const read = (text: string, options: Partial<DocumentOptions> = {}) =>
  readDocument(Buffer.from(text), { ...RULES, ...options })
const short = ({ network, port, kind }: ListedEntry) => `${network} ${port ?? '*'} ${kind}`
const refusal = (code: string) => (error: unknown) =>
  error instanceof ListError && error.code === code

describe('a STIX bundle', () => {
  const indicator = (id: number, pattern: string, more: object = {}) => ({
    type: 'indicator',
    spec_version: '2.1',
    id: `indicator--00000000-0000-4000-8000-00000000000${id}`,
    modified: '2026-11-20T00:00:00.000Z',
    pattern,
    pattern_type: 'stix',
    valid_from: '2026-11-01T00:00:00Z',
    ...more,
  })
  const bundle = (...objects: object[]) =>
    JSON.stringify({ type: 'bundle', id: 'bundle--00000000-0000-4000-8000-000000000000', objects })

  it('gives the endpoints of its patterns, with their validity', () => {
    const { format, list } = read(
      bundle(
        { type: 'identity', id: 'identity--0' },
        indicator(
          1,
          "[network-traffic:dst_ref.type = 'ipv4-addr' AND network-traffic:dst_ref.value='203.0.113.7' AND network-traffic:dst_port = 8443 AND network-traffic:protocols[*] = 'tcp']",
          { valid_until: '2026-12-01T00:00:00Z', name: 'X C2' },
        ),
        indicator(
          2,
          "[ipv4-addr:value = '203.0.113.8' OR ipv6-addr:value = '2001:db8::8'] OR [ipv4-addr:value ISSUBSET '203.0.113.0/28']",
        ),
      ),
    )
    assert.equal(format, 'stix')
    assert.deepEqual(list.entries.map(short), [
      '203.0.113.7/32 8443 controller',
      '203.0.113.8/32 * unknown',
      '2001:db8::8/128 * unknown',
      '203.0.113.0/28 * unknown',
    ])
    assert.equal(list.entries[0]?.protocol, 'tcp')
    assert.equal(list.entries[0]?.endsAtMs, Date.UTC(2026, 11, 1))
  })

  it('what is revoked is over, wherever its revocation stands', () => {
    const one = indicator(1, "[ipv4-addr:value = '203.0.113.7']")
    const revoked = { ...one, revoked: true, modified: '2026-11-21T00:00:00.000Z' }
    for (const objects of [
      [one, revoked],
      [revoked, one],
    ]) {
      const { list } = read(bundle(...objects))
      assert.deepEqual(
        list.entries.map(({ lastRemovedAtMs }) => lastRemovedAtMs),
        [Date.UTC(2026, 10, 21)],
      )
    }
  })

  it('a condition that cannot be kept makes the whole pattern unusable', () => {
    const { list } = read(
      bundle(
        indicator(1, "[ipv4-addr:value = '203.0.113.7' AND file:hashes.MD5 = 'x']"),
        indicator(
          2,
          "[ipv4-addr:value = '203.0.113.7'] FOLLOWEDBY [ipv4-addr:value = '203.0.113.8']",
        ),
        indicator(3, "[NOT ipv4-addr:value = '203.0.113.7']"),
        indicator(4, "[domain-name:value = 'a.example']"),
        indicator(5, "[network-traffic:src_ref.value = '203.0.113.7']"),
        indicator(6, "[ipv4-addr:value = '203.0.113.9'"),
        indicator(7, 'alert tcp any any', { pattern_type: 'snort' }),
        indicator(8, "[ipv4-addr:value != '203.0.113.7']"),
      ),
    )
    assert.equal(list.entries.length, 0)
    assert.deepEqual(list.skipped, {
      'pattern-unsupported': 4,
      hostname: 1,
      'source-only': 1,
      'other-type': 1,
    })
    assert.equal(list.badLineCount, 1)
  })
})

describe('MISP', () => {
  const attribute = (type: string, value: string, more: object = {}) => ({
    type,
    value,
    to_ids: true,
    timestamp: '1763600000',
    ...more,
  })
  const event = {
    Event: {
      uuid: '11111111-2222-4333-8444-555555555555',
      info: 'A botnet',
      Attribute: [
        attribute('ip-dst|port', '203.0.113.7|443', { comment: 'C2' }),
        attribute('ip-dst', '203.0.113.8'),
        attribute('ip-dst', '203.0.113.9', { to_ids: false }),
        attribute('ip-src', '203.0.113.10'),
        attribute('domain', 'a.example'),
        attribute('ip-dst', '203.0.113.12', { deleted: true }),
      ],
      Object: [
        {
          Attribute: [attribute('ip-dst|port', '2001:db8::1|80', { Tag: [{ name: 'sinkhole' }] })],
        },
      ],
    },
  }

  it('an event gives its ip-dst attributes that are meant for detection', () => {
    const { format, list } = read(JSON.stringify(event))
    assert.equal(format, 'misp-event')
    assert.deepEqual(list.entries.map(short), [
      '203.0.113.7/32 443 controller',
      '203.0.113.8/32 * unknown',
      '203.0.113.12/32 * unknown',
      '2001:db8::1/128 80 sinkhole',
    ])
    assert.equal(list.entries[2]?.lastRemovedAtMs, 1763600000_000)
    assert.deepEqual(list.skipped, { 'not-for-detection': 1, 'source-only': 1, hostname: 1 })
    assert.deepEqual(list.parts, [event.Event.uuid])
  })

  const warninglist = JSON.stringify({
    name: 'A cloud',
    description: 'its addresses',
    type: 'cidr',
    matching_attributes: ['ip-dst'],
    list: ['203.0.113.0/24', '2001:db8::/32', 'cloud.example', '.example'],
  })

  it('a warninglist is known-good, with its reason, and its names are counted', () => {
    const { format, list } = read(warninglist, { listKind: 'known-good' })
    assert.equal(format, 'misp-warninglist')
    assert.deepEqual(
      list.entries.map(({ network, reason }) => [network, reason]),
      [
        ['203.0.113.0/24', 'A cloud: its addresses'],
        ['2001:db8::/32', 'A cloud: its addresses'],
      ],
    )
    assert.deepEqual(list.skipped, { hostname: 1, 'other-type': 1 })
  })

  it('a warninglist never becomes a reputation list by mistake', () => {
    assert.throws(() => read(warninglist), refusal('LIST_KIND_MISMATCH'))
  })
})
