import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { caseIdOf } from '../../cases/registry/case-id.ts'
import { candidate, type Fixture, openFixture } from '../ports.fixture.ts'
import type { Api } from '../routes/route.ts'
import { Problem } from '../schemas/shared.ts'
import { createPublicServer } from '../server.ts'

describe('the guard', () => {
  let fixture: Fixture
  let server: Api
  const id = caseIdOf(candidate(443))

  before(async () => {
    fixture = await openFixture()
    server = await createPublicServer(fixture.ports)
    await fixture.propose([candidate(443)])
  })
  after(async () => {
    await server.close()
    await fixture[Symbol.asyncDispose]()
  })

  const ask = async (headers: Record<string, string>, url = '/api/v1/health') => {
    const answer = await server.inject({ url, headers })
    return answer.statusCode === 200 ? 'answered' : Problem.parse(answer.json()).code
  }
  const decide = async (headers: Record<string, string>) => {
    const answer = await server.inject({
      method: 'POST',
      url: `/api/v1/cases/${id}/confirm`,
      headers: { host: 'localhost:8080', 'content-type': 'application/json', ...headers },
      payload: '{"note":"a decision of somebody else"}',
    })
    return answer.statusCode === 200 ? 'decided' : Problem.parse(answer.json()).code
  }

  it('answers under the names of the loopback and those of the configuration', async () => {
    for (const host of [
      'localhost',
      'LOCALHOST:8080',
      '127.0.0.1:8080',
      '[::1]:8080',
      'noroshi.example',
    ])
      assert.equal(await ask({ host }), 'answered', host)
  })

  it('does not answer under a name that somebody else pointed at us', async () => {
    for (const host of [
      'rebound.example:8080',
      '127.0.0.1.rebound.example',
      'localhost.rebound.example',
      'rebound.example:localhost',
      'localhost@rebound.example',
      '192.0.2.1',
      '[::2]:8080',
    ])
      for (const url of ['/api/v1/health', '/metrics', '/', '/api/v1/nothing'])
        assert.equal(await ask({ host }, url), 'HOST_REFUSED', `${host} ${url}`)
  })

  it('no other site can decide a case', async () => {
    for (const headers of [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'https://rebound.example' },
      { origin: 'null' },
      { origin: 'http://localhost:9999' },
      { origin: 'http://localhost:8080.rebound.example' },
      { origin: 'https://rebound.example', 'sec-fetch-site': 'same-origin' },
    ] as Record<string, string>[])
      assert.equal(await decide(headers), 'ORIGIN_REFUSED', JSON.stringify(headers))
  })

  it('nothing changes by a content type that a form can send', async () => {
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data',
      '',
    ])
      assert.equal(await decide({ 'content-type': type }), 'CONTENT_TYPE_REFUSED', type)
    assert.equal((await fixture.ports.registry.get(id)).status, 'proposed')
  })

  it('no other site can make us read flows, which would leave lines in the audit', async () => {
    const url = `/api/v1/cases/${id}/activity`
    const host = 'localhost:8080'
    assert.equal(await ask({ host, 'sec-fetch-site': 'cross-site' }, url), 'ORIGIN_REFUSED')
    assert.equal(await ask({ host, origin: 'https://rebound.example' }, url), 'ORIGIN_REFUSED')
    for (const spelling of [url.replace('api', '%61pi'), `${url}?x`, url.replace('v1', '%761')])
      assert.equal(await ask({ host, 'sec-fetch-site': 'cross-site' }, spelling), 'ORIGIN_REFUSED')
    assert.deepEqual(fixture.asked.looks, [])
    assert.equal(await ask({ host, 'sec-fetch-site': 'same-origin' }, url), 'answered')
  })

  it('the console itself and a client that is no browser can decide', async () => {
    const headers = { origin: 'http://localhost:8080', 'sec-fetch-site': 'same-origin' }
    assert.equal(await decide(headers), 'decided')
    assert.equal(await decide({}), 'CASE_TRANSITION_ILLEGAL')
  })

  it('every answer, a refusal as well, forbids framing, sniffing, referrers and foreign scripts', async () => {
    for (const url of ['/api/v1/health', '/api/v1/nothing', '/', '/metrics', '/assets/none.js'])
      for (const host of ['localhost', 'rebound.example']) {
        const { headers } = await server.inject({ url, headers: { host } })
        const policy = String(headers['content-security-policy'])
        assert.match(policy, /default-src 'self'/)
        assert.match(policy, /frame-ancestors 'none'/)
        assert.doesNotMatch(policy, /unsafe|\*|https?:/)
        assert.equal(headers['x-content-type-options'], 'nosniff')
        assert.equal(headers['referrer-policy'], 'no-referrer')
        assert.equal(headers['access-control-allow-origin'], undefined)
        assert.equal(headers['cache-control'], 'no-store')
      }
  })
})
