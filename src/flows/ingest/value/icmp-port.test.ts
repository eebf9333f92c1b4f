import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseAddress } from '../../../core/address.ts'
import { FlowDraft } from '../sink/flow-draft.ts'
import { settleIcmp } from './icmp-port.ts'

function settled(protocol: number, source: string, first: number, second: number): number[] {
  const draft = new FlowDraft()
  draft.protocol = protocol
  draft.srcAddress.set(parseAddress(source)!)
  draft.srcPort = first
  draft.dstPort = second
  settleIcmp(draft)
  return [draft.protocol, draft.srcPort, draft.dstPort]
}

test('type and code are found in each of the three ways of writing them', () => {
  assert.deepEqual(settled(1, '192.0.2.1', 3, 10), [1, 0, 3 * 256 + 10])
  assert.deepEqual(settled(1, '192.0.2.1', 0, 3 * 256 + 10), [1, 0, 3 * 256 + 10])
  // Redirect for a host: Argus writes 0x0105 and an identifier.
  assert.deepEqual(settled(1, '192.0.2.1', 0x0105, 19528), [1, 0, 5 * 256 + 1])
})

test('the type of the reply that Zeek writes for a code is not taken for a code', () => {
  assert.deepEqual(settled(1, '192.0.2.1', 13, 14), [1, 0, 13 * 256])
  assert.deepEqual(settled(58, '2001:db8::1', 135, 136), [58, 0, 135 * 256])
})

test('ICMP between IPv6 addresses is ICMPv6', () => {
  assert.deepEqual(settled(1, 'fe80::1', 143, 0), [58, 0, 143 * 256])
})

test('what was written in our own way stays as it is', () => {
  fc.assert(
    fc.property(fc.integer({ min: 256, max: 65535 }), (typeAndCode) => {
      assert.deepEqual(settled(1, '192.0.2.1', 0, typeAndCode), [1, 0, typeAndCode])
    }),
  )
})

test('ports of other protocols are left alone', () => {
  assert.deepEqual(settled(17, '192.0.2.1', 8, 0), [17, 8, 0])
})
