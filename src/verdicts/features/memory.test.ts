import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { DAY_MS, HOUR_MS } from '../../core/time-span.ts'
import { FlowTable, type HandmadeFlow, START_MS, wholeContact } from '../flow-table-fixture.ts'
import { valuesByServer } from './values-by-server.fixture.ts'

let table: FlowTable

before(async () => {
  table = await FlowTable.open()
})
after(() => table[Symbol.asyncDispose]())

const WINDOW = { startMs: START_MS, endMs: START_MS + DAY_MS }
const [NEW, OLD, ONCE, LONG_AGO] = [1, 2, 3, 4].map((n) => `198.51.100.${n}`) as [
  string,
  string,
  string,
  string,
]

/** @param day 0 the window's, −1 the day before */
const contacts = (server: string, day: number): HandmadeFlow[] =>
  [1, 2, 3].map((host) => wholeContact(START_MS + day * DAY_MS + host * HOUR_MS, host, server))
const today = [NEW, OLD, ONCE, LONG_AGO].flatMap((server) => contacts(server, 0))
const known = (values: Map<string, Record<string, number>>, server: string): unknown[] => [
  values.get(server)!['known_days_share'],
  values.get(server)!['known_age_share'],
]

test('what was there all week, once, or never before', async () => {
  const before = [-1, -2, -3, -4].flatMap((day) => contacts(OLD, day))
  const values = await valuesByServer(
    table,
    [...today, ...before, ...contacts(ONCE, -2), ...contacts(LONG_AGO, -20)],
    WINDOW,
  )
  assert.deepEqual(known(values, NEW), [0, 0])
  assert.deepEqual(known(values, OLD), [1, 1])
  assert.deepEqual(known(values, ONCE), [0.25, 0.5])
  assert.deepEqual(known(values, LONG_AGO), [0, 0], 'a week is remembered, no more')
  assert.equal(values.get(OLD)!['clients_log2'], values.get(NEW)!['clients_log2'])
})

test('a site that remembers too little, or is looked at whole, does not call anything new', async () => {
  const values = await valuesByServer(table, [...today, ...contacts(OLD, -1)], WINDOW)
  assert.deepEqual(known(values, NEW), [Number.NaN, Number.NaN])
  const all = await valuesByServer(table, [...today, ...contacts(OLD, -1), ...contacts(OLD, -2)])
  assert.deepEqual(known(all, OLD), [Number.NaN, Number.NaN])
})
