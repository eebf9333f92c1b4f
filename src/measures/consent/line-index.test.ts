import assert from 'node:assert/strict'
import { it } from 'node:test'
import fc from 'fast-check'
import { parseAddress } from '../../core/address.ts'
import { formatPrefix, type Prefix, parsePrefix, prefixContains } from '../../core/prefix.ts'
import { LineIndex } from './line-index.ts'
import { readLinePrefix } from './line-prefix.ts'

/** Few bits that vary, so that lines meet. */
const line = fc.oneof(
  fc
    .tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 22, max: 32 }))
    .map(([last, length]) => `198.51.100.${last}/${length}`),
  fc
    .tuple(fc.integer({ min: 0, max: 0x3ff }), fc.constantFrom(48, 55, 56, 60, 64, 128))
    .map(([word, length]) => `2001:db8:0:${word.toString(16)}::/${length}`),
)
const canonical = (text: string): string => formatPrefix(parsePrefix(text)!)
const overlap = (one: Prefix, other: Prefix): boolean =>
  one.length <= other.length ? prefixContains(one, other.octets) : prefixContains(other, one.octets)

it('finds exactly the lines that overlap, whatever came and went', () => {
  let found = 0
  fc.assert(
    fc.property(
      fc.array(fc.tuple(line, fc.boolean(), line), { minLength: 1, maxLength: 60 }),
      (steps) => {
        const index = new LineIndex()
        const held = new Map<string, string>()
        for (const [text, isSet, asked] of steps) {
          const prefix = canonical(text)
          if (isSet) {
            index.set(prefix, text)
            held.set(prefix, text)
          } else {
            index.delete(prefix, held.get(prefix) ?? 'nobody')
            held.delete(prefix)
          }
          const place = readLinePrefix(asked)!
          const expected = [...held.keys()].filter((one) => overlap(parsePrefix(one)!, place))
          const answer = index.overlapping(place).map((one) => one.prefix)
          assert.deepEqual(answer.sort(), expected.sort())
          found += answer.length
        }
      },
    ),
  )
  assert.ok(found > 100, String(found))
})

it('asking of a delegation costs the same however many addresses there are', () => {
  const filled = (count: number): LineIndex => {
    const index = new LineIndex()
    for (let at = 0; at < count; at++) {
      const word = at.toString(16)
      index.set(`10.${at >> 16}.${(at >> 8) & 255}.${at & 255}/32`, `line-${at}`)
      index.set(`2001:db8:1:${word}::1/128`, `line-${at}`)
    }
    // The first question of a length files all lines once.
    index.overlapping(parsePrefix('2001:db8:9::/56')!)
    return index
  }
  const cost = (index: LineIndex): number => {
    const before = process.cpuUsage()
    for (let at = 0; at < 5_000; at++)
      index.overlapping(parsePrefix(`2001:db8:2:${at.toString(16)}::/56`)!)
    const { user, system } = process.cpuUsage(before)
    return user + system
  }
  const [few, many] = [filled(500), filled(20_000)]
  cost(few)
  assert.ok(cost(many) < 10 * cost(few))
  assert.equal(many.find(parseAddress('2001:db8:1:1f::1')!)?.subscriber, 'line-31')
  assert.equal(many.find(parseAddress('10.0.1.4')!)?.subscriber, 'line-260')
})
