import assert from 'node:assert/strict'
import { test } from 'node:test'
import { caseHref, routeOf } from './routes.ts'

test('an address leads to its page', () => {
  assert.deepEqual(routeOf('/'), { kind: 'overview' })
  assert.deepEqual(routeOf('/cases'), { kind: 'cases' })
  assert.deepEqual(routeOf('/cases/'), { kind: 'cases' })
  assert.deepEqual(routeOf('/settings'), { kind: 'settings' })
})

test('a case keeps its id through the address, whatever characters it holds', () => {
  for (const id of ['c-12', 'a/b?c#d', '例', '100%'])
    assert.deepEqual(routeOf(caseHref(id)), { kind: 'case', id })
})

test('what is no page is unknown, broken escapes included', () => {
  for (const path of ['/nowhere', '/cases/a/b', '/settings/x', '/cases/%zz'])
    assert.equal(routeOf(path).kind, 'unknown')
})
