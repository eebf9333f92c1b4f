import assert from 'node:assert/strict'
import { test } from 'node:test'
import { casesPath, filterOf } from './cases-query.ts'

test('the address is the filter', () => {
  const filter = filterOf(new URLSearchParams('status=confirmed&search=203.0&sort=clients'))
  assert.deepEqual(filter, { status: 'confirmed', search: '203.0', sort: 'clients' })
})

test('a filter the service does not know is left out instead of refused', () => {
  const filter = filterOf(new URLSearchParams(`status=x&sort=y&search=${'9'.repeat(500)}`))
  assert.equal(filter.status, null)
  assert.equal(filter.sort, 'probability')
  assert.equal(filter.search.length, 100)
})

test('the path asks for what is set, escaped, and continues from a cursor', () => {
  const path = casesPath({ status: null, search: 'a&b=c ', sort: 'changed' }, 'x/y')
  assert.equal(path, '/cases?sort=changed&limit=50&search=a%26b%3Dc&cursor=x%2Fy')
})
