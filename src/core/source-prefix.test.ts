import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sourcePrefix } from './source-prefix.ts'

test('all of IPv6 that one customer may have counts together, of IPv4 what is asked', () => {
  assert.equal(sourcePrefix('2001:db8:7:1::1', 32), sourcePrefix('2001:db8:7:ffff::9', 32))
  assert.notEqual(sourcePrefix('2001:db8:7::1', 32), sourcePrefix('2001:db8:8::1', 32))
  assert.equal(sourcePrefix('203.0.113.1', 24), sourcePrefix('203.0.113.200', 24))
  assert.notEqual(sourcePrefix('203.0.113.1', 32), sourcePrefix('203.0.113.2', 32))
  assert.equal(sourcePrefix('::ffff:203.0.113.1', 32), sourcePrefix('203.0.113.1', 32))
  assert.equal(sourcePrefix('no address', 32), sourcePrefix('', 32))
})
