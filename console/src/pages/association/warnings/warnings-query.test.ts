import assert from 'node:assert/strict'
import { test } from 'node:test'
import { filterOf, warningsPath } from './warnings-query.ts'

test('what the address asks for is asked for, and what it asks for wrongly is left out', () => {
  const query = new URLSearchParams('status=disputed&band=huge&use=research&search=8.8.&x=1')
  const filter = filterOf(query)
  assert.deepEqual(filter, { status: 'disputed', band: null, use: 'research', search: '8.8.' })
  assert.equal(
    warningsPath(filter, '17'),
    '/warnings?limit=50&status=disputed&use=research&search=8.8.&cursor=17',
  )
  assert.equal(warningsPath(filterOf(new URLSearchParams())), '/warnings?limit=50')
})
