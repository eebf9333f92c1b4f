import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Fixture, openFixture } from './ports.fixture.ts'
import type { Api } from './routes/route.ts'
import { createPublicServer } from './server.ts'

type Operation = {
  operationId: string
  summary: string
  responses: Record<string, { content?: Record<string, { schema?: unknown }> }>
}
type Document = {
  openapi: string
  info: { title: string; version: string }
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, object> }
}

describe('the OpenAPI document', () => {
  let fixture: Fixture
  let server: Api
  let document: Document

  before(async () => {
    fixture = await openFixture()
    server = await createPublicServer(fixture.ports)
    document = (await server.inject('/api/v1/openapi.json')).json()
  })
  after(async () => {
    await server.close()
    await fixture[Symbol.asyncDispose]()
  })

  it('contains every route, and none of the control socket', () => {
    assert.equal(document.openapi, '3.1.0')
    const routes = Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method} ${path}`),
    )
    assert.deepEqual(routes.sort(), [
      'get /api/v1/account',
      'get /api/v1/alerts',
      'get /api/v1/alerts/effect',
      'get /api/v1/alerts/policy',
      'get /api/v1/alerts/sample',
      'get /api/v1/alerts/subscribers',
      'get /api/v1/approvals',
      'get /api/v1/audit',
      'get /api/v1/audit/verify',
      'get /api/v1/candidates',
      'get /api/v1/cases',
      'get /api/v1/cases/{id}',
      'get /api/v1/cases/{id}/activity',
      'get /api/v1/cases/{id}/collateral',
      'get /api/v1/check',
      'get /api/v1/consent/import',
      'get /api/v1/consent/statistics',
      'get /api/v1/consent/subscribers/{subscriber}',
      'get /api/v1/consent/subscribers/{subscriber}/proof',
      'get /api/v1/consent/terms',
      'get /api/v1/consent/timeline',
      'get /api/v1/consent/unanswered',
      'get /api/v1/ending-cases',
      'get /api/v1/evaluations',
      'get /api/v1/evaluations/{name}',
      'get /api/v1/expiry-calendar',
      'get /api/v1/exporters',
      'get /api/v1/flows/summary',
      'get /api/v1/health',
      'get /api/v1/hub',
      'get /api/v1/lifetimes',
      'get /api/v1/list-check',
      'get /api/v1/list-entries',
      'get /api/v1/lists',
      'get /api/v1/lists/{name}',
      'get /api/v1/measures',
      'get /api/v1/measures/changes',
      'get /api/v1/measures/entries',
      'get /api/v1/measures/plan',
      'get /api/v1/measures/planes/{name}/rules',
      'get /api/v1/measures/simulation',
      'get /api/v1/model',
      'get /api/v1/notice',
      'get /api/v1/notice-diff',
      'get /api/v1/notices',
      'get /api/v1/notices/{version}',
      'get /api/v1/people',
      'get /api/v1/people/{id}',
      'get /api/v1/purposes',
      'get /api/v1/queues',
      'get /api/v1/release-preview',
      'get /api/v1/releases',
      'get /api/v1/session',
      'get /api/v1/settings',
      'get /api/v1/views',
      'post /api/v1/account/passkeys',
      'post /api/v1/account/passkeys/options',
      'post /api/v1/account/passkeys/remove',
      'post /api/v1/account/sessions/end',
      'post /api/v1/account/tokens',
      'post /api/v1/account/tokens/revoke',
      'post /api/v1/case-decisions',
      'post /api/v1/case-decisions/undo',
      'post /api/v1/cases/{id}/approve',
      'post /api/v1/cases/{id}/confirm',
      'post /api/v1/cases/{id}/decline',
      'post /api/v1/cases/{id}/dismiss',
      'post /api/v1/cases/{id}/dispute',
      'post /api/v1/cases/{id}/evidence',
      'post /api/v1/cases/{id}/publish',
      'post /api/v1/cases/{id}/release',
      'post /api/v1/cases/{id}/reopen',
      'post /api/v1/cases/{id}/retract',
      'post /api/v1/cases/{id}/review',
      'post /api/v1/cases/{id}/uphold',
      'post /api/v1/consent/contracts/end',
      'post /api/v1/consent/give',
      'post /api/v1/consent/import',
      'post /api/v1/consent/lines',
      'post /api/v1/consent/lines/end',
      'post /api/v1/consent/links',
      'post /api/v1/consent/pause',
      'post /api/v1/consent/terms',
      'post /api/v1/consent/withdraw',
      'post /api/v1/hub/retry',
      'post /api/v1/measures/entries/remove',
      'post /api/v1/measures/lift',
      'post /api/v1/measures/lift/undo',
      'post /api/v1/measures/mend',
      'post /api/v1/measures/names',
      'post /api/v1/measures/overrides',
      'post /api/v1/measures/plan/apply',
      'post /api/v1/measures/plan/approve',
      'post /api/v1/measures/plan/collateral',
      'post /api/v1/measures/plan/simulate',
      'post /api/v1/measures/resume',
      'post /api/v1/measures/simulation',
      'post /api/v1/model/promote',
      'post /api/v1/notice/publish',
      'post /api/v1/people',
      'post /api/v1/people/{id}/link',
      'post /api/v1/people/{id}/remove',
      'post /api/v1/people/{id}/roles',
      'post /api/v1/people/{id}/sign-out',
      'post /api/v1/people/{id}/tokens/revoke',
      'post /api/v1/releases',
      'post /api/v1/releases/{id}/revoke',
      'post /api/v1/releases/{id}/undo',
      'post /api/v1/sign-in/link',
      'post /api/v1/sign-in/link/look',
      'post /api/v1/sign-in/openid',
      'post /api/v1/sign-in/passkey',
      'post /api/v1/sign-in/passkey/options',
      'post /api/v1/sign-out',
      'post /api/v1/sign-out-everywhere',
      'post /api/v1/views',
      'post /api/v1/views/remove',
    ])
  })

  it('says of every operation what it is for, what it answers and how it refuses', () => {
    const ids: string[] = []
    for (const [path, operations] of Object.entries(document.paths))
      for (const operation of Object.values(operations)) {
        ids.push(operation.operationId)
        assert.ok(operation.summary.length > 10, path)
        for (const status of ['200', 'default'])
          assert.ok(operation.responses[status]?.content?.['application/json']?.schema, path)
      }
    assert.equal(new Set(ids).size, ids.length)
  })

  it('has no reference that leads nowhere', () => {
    const references = JSON.stringify(document).matchAll(
      /"\$ref":"#\/components\/schemas\/([^"]+)"/g,
    )
    const names = [...references].map(([, name]) => name!)
    assert.ok(names.includes('Case') && names.includes('Problem'), names.join())
    for (const name of names) assert.ok(name in document.components.schemas, name)
  })
})
