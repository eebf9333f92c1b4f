import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { type Fixture, openFixture } from './ports.fixture.ts'
import type { Api } from './routes/route.ts'
import {
  ListCheck,
  ListDetail,
  ListEntries,
  ListImportAnswer,
  ListSources,
} from './schemas/lists.ts'
import { createControlServer, createPublicServer } from './server.ts'

describe('lists over the API', () => {
  let fixture: Fixture
  let control: Api
  let open: Api

  before(async () => {
    fixture = await openFixture()
    control = await createControlServer(fixture.ports)
    open = await createPublicServer(fixture.ports)
  })
  after(async () => {
    await control.close()
    await open.close()
    await fixture[Symbol.asyncDispose]()
  })
  const bring = (text: string, more: object = {}) => {
    const place = join(fixture.directory, 'list.txt')
    writeFileSync(place, text)
    const payload = { source: 'demo', place, actor: 'Hanako', ...more }
    return control.inject({ method: 'POST', url: '/control/lists/import', payload })
  }
  const read = async (path: string) => (await open.inject(`/api/v1/${path}`)).json()

  it('a command imports, and everybody reads where each entry came from', async () => {
    const statement = { terms: 'CC0', reliability: 0.9, defaultKind: 'controller' }
    const answer = ListImportAnswer.parse(
      (await bring('203.0.113.7:443\n10.0.0.9\nx y\n203.0.113.0/24\n', { statement })).json(),
    )
    assert.deepEqual([answer.report?.added, answer.report?.badLines], [2, 1])
    const { sources } = ListSources.parse(await read('lists'))
    assert.deepEqual(
      sources.map(({ name, terms, listedCount }) => [name, terms, listedCount]),
      [['demo', 'CC0', 2]],
    )
    const { fetches } = ListDetail.parse(await read('lists/demo'))
    const { entries } = ListEntries.parse(
      await read('list-entries?source=demo&address=203.0.113.7'),
    )
    assert.deepEqual(
      entries.map(({ network, fetchId, line }) => [network, fetchId, line]),
      [
        ['203.0.113.0/24', fetches[0]?.id, 4],
        ['203.0.113.7/32', fetches[0]?.id, 1],
      ],
    )
    const { matches } = ListCheck.parse(await read('list-check?address=203.0.113.7&port=80'))
    assert.deepEqual(
      matches.map(({ network, listKind }) => [network, listKind]),
      [['203.0.113.0/24', 'reputation']],
    )
  })

  it('a refusal has a code and both texts', async () => {
    const refused = [
      await bring('<html>'),
      await bring('203.0.113.7', { statement: { reliability: 7 } }),
      await open.inject('/api/v1/lists/none'),
    ]
    assert.deepEqual(
      refused.map((answer) => [answer.statusCode, answer.json().code]),
      [
        [400, 'LIST_FORMAT_UNKNOWN'],
        [400, 'LIST_SOURCE_INVALID'],
        [404, 'LIST_NOT_FOUND'],
      ],
    )
    assert.ok(refused.every((answer) => answer.json().message.ja.length > 10))
  })

  it('nobody imports or ends a list over the network', async () => {
    const headers = { 'content-type': 'application/json' }
    for (const url of ['/control/lists/import', '/api/v1/lists', '/api/v1/lists/import'])
      assert.equal(
        (await open.inject({ method: 'POST', url, headers, payload: '{}' })).statusCode,
        404,
      )
  })
})
