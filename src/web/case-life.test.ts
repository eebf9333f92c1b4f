import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { candidate, type Fixture, NOW_MS, openFixture, signedInAs } from './ports.fixture.ts'
import type { Api } from './routes/route.ts'
import { BulkAnswer, Case, Cases, Collateral } from './schemas/cases.ts'
import { createPublicServer } from './server.ts'
import { instant } from './views/time-window.ts'

describe('the life of a case over the API', () => {
  let fixture: Fixture
  let server: Api
  let ids: string[]
  const post = (url: string, payload: object) =>
    server.inject({ method: 'POST', url: `/api/v1${url}`, payload })
  const refusal = async (url: string, payload: object) => {
    const answer = await post(url, payload)
    return [answer.statusCode, answer.json().code]
  }
  const decision = { note: 'scans after contact', actor: 'hanako' }

  before(async () => {
    fixture = await openFixture()
    const hanako = signedInAs('hanako')
    const signIn = { anonymous: hanako, isSecure: false }
    server = await createPublicServer({ ...fixture.ports, signIn })
    await fixture.propose([candidate(1), candidate(2), candidate(3)])
    ids = Cases.parse((await server.inject('/api/v1/cases')).json()).cases.map(({ id }) => id)
  })
  after(async () => {
    await server.close()
    await fixture[Symbol.asyncDispose]()
  })

  it('many are decided at once, and each refusal is told', async () => {
    const body = { ...decision, verb: 'confirm', ids: [...ids, 'nobody'] }
    const { outcomes } = BulkAnswer.parse((await post('/case-decisions', body)).json())
    assert.deepEqual(
      outcomes.map(({ refusal: code }) => code),
      [null, null, null, 'CASE_NOT_FOUND'],
    )
  })

  it('publishing is asked for with a reason where the harm is unknown, and waits for another', async () => {
    const path = `/cases/${ids[0]}`
    const found = await server.inject(`/api/v1${path}/collateral`)
    assert.deepEqual(Collateral.parse(found.json()), {
      estimate: null,
      objections: ['not-estimated'],
    })
    assert.deepEqual(await refusal(`${path}/publish`, decision), [409, 'COLLATERAL_TOO_GREAT'])
    const request = { ...decision, override: 'agreed with the hoster', validHours: 24 }
    const asked = Case.parse((await post(`${path}/publish`, request)).json())
    assert.equal(asked.publicationRequest?.validHours, 24)
    const waiting = await server.inject('/api/v1/cases?awaiting=approval')
    assert.deepEqual(
      Cases.parse(waiting.json()).cases.map(({ id }) => id),
      [ids[0]],
    )
    // Nobody has a role here, so that the route's guard is not the only one that asks.
    assert.deepEqual(await refusal(`${path}/approve`, decision), [403, 'APPROVER_IS_PROPOSER'])
    const declined = Case.parse((await post(`${path}/decline`, decision)).json())
    assert.equal(declined.publicationRequest, null)
  })

  it('evidence is taken with its origin, and refused when it names somebody', async () => {
    const item = {
      source: 'sighting',
      origin: 'another member',
      observedAt: instant(NOW_MS),
      stance: 'for',
      text: 'seen by forty of theirs',
    }
    const path = `/cases/${ids[1]}/evidence`
    const { voicesFor } = Case.parse((await post(path, item)).json())
    assert.equal(voicesFor, 2)
    const naming = { ...item, text: 'asked by 10.1.2.3' }
    assert.deepEqual(await refusal(path, naming), [400, 'EVIDENCE_NAMES_ADDRESS'])
  })
})
