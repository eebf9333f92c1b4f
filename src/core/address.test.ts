import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { canonicalAddress, formatAddress, parseAddress } from './address.ts'
import { formatEndpoint, parseEndpoint } from './endpoint.ts'
import { formatPrefix, parsePrefix, prefixContains } from './prefix.ts'

test('an IPv4 address and its mapped IPv6 form are one address', () => {
  assert.deepEqual(parseAddress('192.0.2.1'), parseAddress('::ffff:192.0.2.1'))
  assert.equal(canonicalAddress('::ffff:192.0.2.1'), '192.0.2.1')
})

test('IPv6 text is canonical as RFC 5952 wants it', () => {
  assert.equal(canonicalAddress('2001:DB8:0:0:0:0:0:1'), '2001:db8::1')
})

test('what is not an address is refused', () => {
  for (const text of ['', '1.2.3', '1.2.3.4.5', '256.0.0.1', '0x7f.1', 'fe80::1%eth0', '::1/128'])
    assert.equal(parseAddress(text), undefined, text)
})

test('any 16 octets survive formatting and parsing', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (octets) => {
      assert.deepEqual(parseAddress(formatAddress(octets)), octets)
    }),
  )
})

test('an endpoint survives formatting and parsing in both families', () => {
  for (const text of ['192.0.2.1:443/tcp', '[2001:db8::1]:53/udp'])
    assert.equal(formatEndpoint(parseEndpoint(text)!), text)
  for (const text of ['192.0.2.1:70000/tcp', '2001:db8::1:53/udp', '192.0.2.1/tcp'])
    assert.equal(parseEndpoint(text), undefined, text)
})

test('a prefix contains its own addresses and no other family', () => {
  const prefix = parsePrefix('192.0.2.77/24')!
  assert.equal(formatPrefix(prefix), '192.0.2.0/24')
  assert.ok(prefixContains(prefix, parseAddress('192.0.2.255')!))
  assert.ok(!prefixContains(prefix, parseAddress('192.0.3.0')!))
  assert.ok(!prefixContains(prefix, parseAddress('2001:db8::1')!))
  assert.equal(parsePrefix('192.0.2.0/33'), undefined)
})
