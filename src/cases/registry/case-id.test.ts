import assert from 'node:assert/strict'
import { it } from 'node:test'
import fc from 'fast-check'
import { caseIdOf, isCaseId } from './case-id.ts'

const endpoint = fc.record({
  address: fc.oneof(fc.ipV4(), fc.ipV6()),
  protocol: fc.constantFrom('tcp', 'udp'),
  port: fc.integer({ min: 0, max: 65535 }),
})

it('an endpoint has one id for ever', () => {
  // Ids are in links and notes: this one must never change.
  assert.equal(caseIdOf({ address: '203.0.113.7', protocol: 'tcp', port: 8443 }), 'a9mynn894f90')
})

it('every id is recognised as one, and other endpoints have other ids', () => {
  fc.assert(
    fc.property(endpoint, endpoint, (one, other) => {
      assert.ok(isCaseId(caseIdOf(one)))
      const isSame = JSON.stringify(one) === JSON.stringify(other)
      assert.equal(caseIdOf(one) === caseIdOf(other), isSame)
    }),
  )
})

it('a text that cannot be an id is not taken for one', () => {
  for (const text of [
    '',
    'l0l0l0l0l0l0',
    '0123456789a',
    '0123456789abc',
    '0123456789A\0',
    12,
    null,
  ])
    assert.equal(isCaseId(text), false)
})
