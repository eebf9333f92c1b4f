import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { HOUR_MS } from '../../core/time-span.ts'
import { FlowTable, type HandmadeFlow, START_MS, wholeContact } from '../flow-table-fixture.ts'
import type { KnownControllers } from '../labels/known-controllers.ts'
import { companyByServer } from './values-by-server.fixture.ts'

let table: FlowTable

before(async () => {
  table = await FlowTable.open()
})
after(() => table[Symbol.asyncDispose]())

const [LISTED, SHARING, APART, POPULAR] = [1, 2, 3, 4].map((n) => `198.51.100.${n}`) as [
  string,
  string,
  string,
  string,
]
const [ONE, TWO] = [1, 2]

const talk = (client: number, server: string): HandmadeFlow =>
  wholeContact(START_MS + client * 1000 + HOUR_MS, client, server)
const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, i) => from + i)

/** Two bots of a known controller also ask SHARING; everybody asks POPULAR. */
const FLOWS = [
  ...[1, 2].map((client) => talk(client, LISTED)),
  ...[1, 2, 3].map((client) => talk(client, SHARING)),
  ...[10, 11, 12].map((client) => talk(client, APART)),
  ...range(1, 60).map((client) => talk(client, POPULAR)),
]
const lists = (origins: Record<string, number>): KnownControllers => ({
  addresses: Object.keys(origins).sort(),
  originsOf: ({ address }) => origins[address] ?? 0,
  neighboursOf: (address) =>
    Object.keys(origins)
      .filter((other) => other !== address)
      .map((other) => origins[other]!),
})

test('a known controller of two clients, no candidate itself, speaks for those who share them', async () => {
  const company = await companyByServer(table, FLOWS, lists({ [LISTED]: ONE }))
  assert.equal(company.get(LISTED), undefined, 'two clients pass no gate of three')
  const sharing = company.get(SHARING)!
  assert.deepEqual([sharing.facts.knownClients, sharing.facts.knownControllers], [2, 1])
  // Both of two bots among three of 59 clients: 3 · (2/59)² and a little less.
  assert.ok(Math.abs(sharing.known_company! - 2.48) < 0.05, `${sharing.known_company}`)
  assert.equal(sharing.known_company_overlap, 0.666667)
  assert.equal(company.get(APART)!.known_company, 0)
})

test('what everybody contacts says nothing, though a list names it', async () => {
  const company = await companyByServer(table, FLOWS, lists({ [POPULAR]: ONE }))
  for (const server of [SHARING, APART]) {
    assert.equal(company.get(server)!.facts.knownClients, 3)
    assert.equal(company.get(server)!.known_company, 0)
  }
})

test('a list does not confirm itself: what only its own voice says is left out', async () => {
  const same = await companyByServer(table, FLOWS, lists({ [LISTED]: ONE, [SHARING]: ONE }))
  assert.deepEqual(of(same.get(SHARING)!), [0, 0, 0])
  const another = await companyByServer(
    table,
    FLOWS,
    lists({ [LISTED]: ONE | TWO, [SHARING]: ONE }),
  )
  assert.ok(another.get(SHARING)!.known_company! > 1)
  assert.equal(another.get(SHARING)!.listed_neighbours_log2, 1)
})

test('where no list is held nothing is known, which is not the same as nothing', async () => {
  const company = await companyByServer(table, FLOWS, undefined)
  assert.deepEqual(of(company.get(SHARING)!), [Number.NaN, Number.NaN, Number.NaN])
})

test('many thousand listed addresses are asked about in several questions', async () => {
  const others = Object.fromEntries(
    range(0, 25_000).map((n) => [`10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`, TWO]),
  )
  const company = await companyByServer(table, FLOWS, lists({ ...others, [LISTED]: ONE }))
  assert.equal(company.get(SHARING)!.facts.knownClients, 2)
})

type Company =
  Awaited<ReturnType<typeof companyByServer>> extends Map<string, infer One> ? One : never
const of = (one: Company): (number | undefined)[] => [
  one.known_company,
  one.known_company_overlap,
  one.listed_neighbours_log2,
]
