import assert from 'node:assert/strict'
import { test } from 'node:test'
import { firstPaths } from './first-paths.ts'

const at = (place: string) => firstPaths(new URL(place, 'http://localhost'), 'operator')

test('the inbox asks for the very page that it will show', () => {
  assert.deepEqual(at('/cases?status=proposed&lang=ja'), [
    '/cases?sort=probability&limit=50&status=proposed',
  ])
})

test('a case asks for itself, whatever its id holds, and a later page for nothing', () => {
  assert.deepEqual(at('/cases/a%2Fb'), ['/cases/a%2Fb'])
  assert.deepEqual(at('/model'), [])
})

test('the association is never asked what only a provider knows', () => {
  const there = (place: string) => firstPaths(new URL(place, 'http://localhost'), 'association')
  assert.deepEqual(there('/'), ['/overview'])
  assert.deepEqual(there('/cases?status=proposed'), [])
})
