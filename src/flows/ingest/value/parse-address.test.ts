import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseAddress } from '../../../core/address.ts'
import { isHardwareAddress, parseAddressField } from './parse-address.ts'

function parse(text: string): Uint8Array | undefined {
  // Something before and behind, so that reading past the span would show.
  const bytes = Buffer.from(`1${text}1`)
  const target = new Uint8Array(16).fill(0xee)
  return parseAddressField(bytes, 1, bytes.length - 1, target) ? target : undefined
}

test('any address in any spelling is what core says it is', () => {
  const text = fc.oneof(
    fc.ipV4(),
    fc.ipV6(),
    fc.stringMatching(/^[0-9a-fA-F:.]{0,41}$/),
    fc
      .array(fc.constantFrom('', '0', '00', '1', '01', 'ffff', 'AbCd', '1.2.3.4'), { maxLength: 9 })
      .map((groups) => groups.join(':')),
    fc
      .array(fc.constantFrom('0', '00', '7', '255', '256', '010'), { minLength: 3, maxLength: 5 })
      .map((parts) => parts.join('.')),
  )
  fc.assert(
    fc.property(text, (address) => assert.deepEqual(parse(address), parseAddress(address))),
    { numRuns: 5_000 },
  )
})

test('a hardware address is known as one and is no IP address', () => {
  for (const text of ['30:75:12:ad:fb:8a', '00:00:00:00:00:00']) {
    const bytes = Buffer.from(text)
    assert.equal(parse(text), undefined)
    assert.ok(isHardwareAddress(bytes, 0, bytes.length))
  }
  assert.ok(!isHardwareAddress(Buffer.from('30-75-12-ad-fb-8a'), 0, 17))
})
