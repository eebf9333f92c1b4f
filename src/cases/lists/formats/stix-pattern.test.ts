import assert from 'node:assert/strict'
import { it } from 'node:test'
import { formatPrefix } from '../../../core/prefix.ts'
import { readStixPattern } from './stix-pattern.ts'

const READINGS: readonly (readonly [pattern: string, reading: string])[] = [
  ["[ipv4-addr:value='203.0.113.7']", '203.0.113.7/32 * *'],
  ["[ ipv4-addr:value = '203.0.113.7' ] ", '203.0.113.7/32 * *'],
  [
    "[network-traffic:dst_port=443 AND network-traffic:dst_ref.value='203.0.113.7']",
    '203.0.113.7/32 443 *',
  ],
  [
    "[network-traffic:dst_ref.value='203.0.113.7' AND network-traffic:protocols[0]='udp']",
    '203.0.113.7/32 * udp',
  ],
  [
    "[network-traffic:dst_ref.value='203.0.113.7' AND network-traffic:protocols[1]='tls']",
    '203.0.113.7/32 * *',
  ],
  ["[ipv4-addr:value='203.0.113.7' AND ipv4-addr:value='203.0.113.8']", 'unsupported'],
  ["[ipv4-addr:value='203.0.113.7'] AND [ipv4-addr:value='203.0.113.8']", 'unsupported'],
  ["[ipv4-addr:value IN ('203.0.113.7')]", 'unsupported'],
  ["[(ipv4-addr:value='203.0.113.7')]", 'unsupported'],
  ["[ipv4-addr:value='203.0.113.7'] WITHIN 5 SECONDS", 'unsupported'],
  ["[ipv4-addr:value='not an address']", 'invalid'],
  ["[network-traffic:dst_ref.value='203.0.113.7' AND network-traffic:dst_port=99999]", 'invalid'],
  ['[network-traffic:dst_port=443]', 'unsupported'],
  ["[url:value='http://203.0.113.7/']", 'url'],
  ['', 'invalid'],
  ["[ipv4-addr:value='it\\'s']", 'invalid'],
]

for (const [pattern, expected] of READINGS)
  it(`${pattern || 'nothing'} → ${expected}`, () => {
    const reading = readStixPattern(pattern)
    const text =
      reading.kind === 'targets'
        ? reading.targets
            .map(
              ({ prefix, port, protocol }) =>
                `${formatPrefix(prefix)} ${port ?? '*'} ${protocol ?? '*'}`,
            )
            .join(', ')
        : reading.kind
    assert.equal(text, expected)
  })
