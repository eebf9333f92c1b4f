import assert from 'node:assert/strict'
import { test } from 'node:test'
import { associationRouteOf, memberHref, warningHref } from './association-routes.ts'

test('an address of the association leads to its page, with the id it holds', () => {
  assert.deepEqual(associationRouteOf('/'), { kind: 'overview' })
  assert.deepEqual(associationRouteOf('/ledger/'), { kind: 'ledger' })
  for (const id of ['isp-a', 'a/b?c#d', '例', '100%']) {
    assert.deepEqual(associationRouteOf(memberHref(id)), { kind: 'member', id })
    assert.deepEqual(associationRouteOf(warningHref(id)), { kind: 'warning', id })
  }
})

test('what is no page of the association is unknown, a provider’s pages included', () => {
  for (const path of ['/cases', '/exporters', '/members/a/b', '/members/%zz', '/constructor/x'])
    assert.equal(associationRouteOf(path).kind, 'unknown', path)
})
