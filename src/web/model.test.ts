import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { EVALUATION } from './model.fixture.ts'
import { type Fixture, openFixture } from './ports.fixture.ts'
import type { Api } from './routes/route.ts'
import { Evaluation, Evaluations } from './schemas/evaluations.ts'
import { Model } from './schemas/model.ts'
import { createPublicServer } from './server.ts'

describe('the model and its measurements over the API', () => {
  let fixture: Fixture
  let server: Api

  before(async () => {
    fixture = await openFixture()
    server = await createPublicServer(fixture.ports)
  })
  after(async () => {
    await server.close()
    await fixture[Symbol.asyncDispose]()
  })

  const promote = (payload: object) =>
    server.inject({
      method: 'POST',
      url: '/api/v1/model/promote',
      headers: { 'content-type': 'application/json' },
      payload: JSON.stringify(payload),
    })

  it('tells of the model in use', async () => {
    const answer = await server.inject('/api/v1/model')
    assert.equal(Model.strict().parse(answer.json()).champion.id, 'shipped')
  })

  it('a promotion has a name and a reason, and the answer shows it', async () => {
    const answer = await promote({
      id: 'm-0123456789ab',
      actor: 'hanako',
      reason: 'agrees for a week',
    })
    assert.equal(answer.statusCode, 200, answer.body)
    const [promotion] = Model.parse(answer.json()).promotions
    assert.deepEqual([promotion!.by, promotion!.id], ['operator:hanako', 'm-0123456789ab'])
  })

  it('a promotion without a reason, or of a path, is refused', async () => {
    for (const body of [
      { id: 'm-0123456789ab' },
      { id: 'm-0123456789ab', reason: ' ' },
      { id: '../../etc/passwd', reason: 'why not' },
    ])
      assert.equal((await promote(body)).json().code, 'BODY_INVALID', JSON.stringify(body))
  })

  it('lists what was kept and opens one of them', async () => {
    const list = Evaluations.parse((await server.inject('/api/v1/evaluations')).json())
    assert.equal(list.evaluations.length, 1)
    const one = await server.inject(`/api/v1/evaluations/${EVALUATION.name}`)
    assert.deepEqual(Evaluation.parse(one.json()), EVALUATION)
    assert.equal((await server.inject('/api/v1/evaluations/none')).json().code, 'NOT_FOUND')
  })

  it('a report is a page that may run nothing and stand in no page but ours', async () => {
    const answer = await server.inject(`/api/v1/evaluations/${EVALUATION.name}/report`)
    assert.match(String(answer.headers['content-type']), /^text\/html/)
    const policy = String(answer.headers['content-security-policy'])
    assert.match(policy, /default-src 'none'/)
    assert.doesNotMatch(policy, /script/)
    assert.equal(answer.headers['x-frame-options'], 'SAMEORIGIN')
    for (const name of ['none', '..%2f..%2fnoroshi', 'A'])
      assert.notEqual((await server.inject(`/api/v1/evaluations/${name}/report`)).statusCode, 200)
  })
})
