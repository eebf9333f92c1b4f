import assert from 'node:assert/strict'
import { test } from 'node:test'
import { auditFilterOf, auditPath } from './audit-query.ts'

test('a filter the service would refuse is left out', () => {
  const filter = auditFilterOf(new URLSearchParams('kind=stare&from=2026-13-45&to=yesterday'))
  assert.deepEqual(filter, { kind: '', purpose: '', actor: '', from: '', to: '' })
  assert.equal(auditPath(filter), '/audit?limit=100')
})

test('both days of a span belong to it', () => {
  const path = auditPath(auditFilterOf(new URLSearchParams('from=2026-11-20&to=2026-11-20')))
  const query = new URLSearchParams(path.split('?')[1])
  const hours = (Date.parse(query.get('to')!) - Date.parse(query.get('from')!)) / 3_600_000
  assert.equal(hours, 24)
})
