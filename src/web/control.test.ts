import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, request } from 'node:http'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { caseIdOf } from '../cases/registry/case-id.ts'
import { StoreError } from '../flows/store/errors.ts'
import { candidate, type Fixture, openFixture } from './ports.fixture.ts'
import type { Api } from './routes/route.ts'
import { ControlStatus } from './schemas/control.ts'
import { Candidates } from './schemas/detection.ts'
import { Problem } from './schemas/shared.ts'
import { OwnSamples } from './schemas/training.ts'
import { createControlServer } from './server.ts'

describe('the control socket', () => {
  let fixture: Fixture
  let server: Api

  before(async () => {
    fixture = await openFixture()
    server = await createControlServer(fixture.ports)
  })
  after(async () => {
    await server.close()
    await fixture[Symbol.asyncDispose]()
  })

  it('serves the API, and says who holds the data directory', async () => {
    assert.equal((await server.inject('/api/v1/cases')).statusCode, 200)
    const status = ControlStatus.parse((await server.inject('/control/status')).json())
    assert.deepEqual([status.command, status.pid], ['start', 4711])
  })

  it('passes on the options of a detection, and refuses those that make no sense', async () => {
    const detect = (payload: object) =>
      server.inject({ method: 'POST', url: '/control/detect', payload })
    const options = { windowHours: 'all', minClients: 1 } as const
    const { candidates } = Candidates.parse((await detect(options)).json())
    assert.equal(candidates.length, 3)
    assert.deepEqual(fixture.asked.detections, [options])
    for (const wrong of [{ windowHours: -1 }, { minClients: 0 }, { from: 'yesterday' }]) {
      const answer = await detect(wrong)
      assert.deepEqual([answer.statusCode, answer.json().code], [400, 'BODY_INVALID'])
    }
  })

  it('a name given at the machine is marked as one, and is neither half of a publication', async () => {
    const { links, directory, tokens } = fixture.ports.people
    await fixture.propose([candidate(443)])
    const id = caseIdOf(candidate(443))
    const decide = (verb: string, token?: string) =>
      server.inject({
        method: 'POST',
        url: `/api/v1/cases/${id}/${verb}`,
        headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
        payload: { note: 'as I see it', actor: 'hanako', override: 'no flows here' },
      })
    const codeOf = async (verb: string, token?: string) => (await decide(verb, token)).json().code
    await links.invite({ id: 'hanako', name: '', roles: ['analyst'] }, 'operator')
    await links.invite({ id: 'taro', name: '', roles: ['approver'] }, 'operator')
    const tokenOf = async (name: string, isOwn: boolean) => {
      const asked = { label: 'x', roles: ['approver', 'analyst'] as const, days: 1 }
      return (await tokens.make(await directory.get(name), asked, isOwn)).secret
    }
    const [hanako, taro, made] = [
      await tokenOf('hanako', true),
      await tokenOf('taro', true),
      await tokenOf('taro', false),
    ]
    assert.equal((await decide('confirm')).json().history.at(-1).actor, 'operator:hanako')
    assert.equal(await codeOf('publish'), 'PERSON_UNPROVEN')
    assert.equal((await decide('publish', hanako)).json().publicationRequest.by, 'hanako')
    assert.equal(await codeOf('approve'), 'PERSON_UNPROVEN')
    assert.equal(await codeOf('approve', made), 'PERSON_UNPROVEN')
    assert.equal(await codeOf('approve', hanako), 'ROLE_MISSING')
    assert.equal(await codeOf('approve', 'noroshi_guess'), 'SIGN_IN_REQUIRED')
    assert.equal((await decide('approve', taro)).json().status, 'published')
  })

  it('answers labelled rows without a name, and refuses a span that is none', async () => {
    const ask = (payload: object) =>
      server.inject({ method: 'POST', url: '/control/own-samples', payload })
    const own = OwnSamples.parse((await ask({ windowHours: 24 })).json())
    assert.deepEqual(own.rows, [{ label: 1, weight: 0.5, values: [2] }])
    for (const wrong of [{}, { windowHours: 0 }, { windowHours: 'all' }])
      assert.equal((await ask(wrong)).statusCode, 400)
  })

  it('says how far an import of consents is to whoever waits for it', async () => {
    const answer = await server.inject('/control/consent/import')
    assert.deepEqual(answer.json(), { done: 500, total: 2_000 })
  })

  it('a purge answers the days that were deleted', async () => {
    const answer = await server.inject({ method: 'POST', url: '/control/purge' })
    assert.deepEqual(answer.json(), [{ table: 'flows', days: ['20260101'] }])
  })

  it('tells why a detection could not be done', async () => {
    const failing = await createControlServer({
      ...fixture.ports,
      detect: async () => {
        throw new StoreError('AUDIT_UNWRITABLE', 'disk full')
      },
    })
    const answer = await failing.inject({ method: 'POST', url: '/control/detect', payload: {} })
    assert.equal(Problem.parse(answer.json()).code, 'AUDIT_UNWRITABLE')
    await failing.close()
  })

  it('a shutdown over a real socket is answered before it begins', async () => {
    const path = join(fixture.directory, 'control.sock')
    const listener = createServer((incoming, outgoing) => server.routing(incoming, outgoing))
    listener.listen({ path })
    await once(listener, 'listening')
    const call = request({ socketPath: path, method: 'POST', path: '/control/shutdown' })
    call.end()
    const [response] = await once(call, 'response')
    const body = Buffer.concat(await response.toArray()).toString()
    assert.deepEqual(JSON.parse(body), { isStopping: true })
    assert.equal(fixture.asked.shutdowns, 1)
    listener.closeAllConnections()
    listener.close()
    await once(listener, 'close')
  })
})
