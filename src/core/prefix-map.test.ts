import assert from 'node:assert/strict'
import { it } from 'node:test'
import { parseAddress } from './address.ts'
import { parsePrefix, prefixContains } from './prefix.ts'
import { PrefixMap } from './prefix-map.ts'
import { SeededRandom } from './random.ts'

it('finds exactly the prefixes that hold an address', () => {
  const random = new SeededRandom(1)
  const texts = Array.from(
    { length: 200 },
    () =>
      `10.${random.integer(4)}.${random.integer(4)}.${random.integer(256)}/${14 + random.integer(19)}`,
  )
  texts.push('2001:db8::/32', '2001:db8:0:100::/56', '0.0.0.0/0')
  const prefixes = new Map(texts.map((text) => [text, parsePrefix(text)!]))
  const map = new PrefixMap<Set<string>>()
  for (const [text, prefix] of prefixes) {
    const named = map.get(prefix) ?? new Set()
    map.set(prefix, named.add(text))
  }
  for (const text of ['10.1.2.3', '10.3.3.255', '192.0.2.1', '2001:db8:0:1ff::1', '2001:db9::']) {
    const address = parseAddress(text)!
    const found = [...map.holding(address)].flatMap((named) => [...named])
    const expected = [...prefixes].filter(([, prefix]) => prefixContains(prefix, address))
    assert.deepEqual(found.sort(), expected.map(([name]) => name).sort(), text)
  }
})
