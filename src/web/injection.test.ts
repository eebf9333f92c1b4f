import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { InjectOptions } from 'fastify'
import { caseIdOf } from '../cases/registry/case-id.ts'
import { candidate, type Fixture, openFixture, signedInAs } from './ports.fixture.ts'
import type { Api } from './routes/route.ts'
import { createPublicServer } from './server.ts'

type Schema = {
  readonly $ref?: string
  readonly type?: string
  readonly format?: string
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly Schema[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
}
type Operation = {
  readonly parameters?: readonly {
    readonly name: string
    readonly in: string
    readonly schema: Schema
  }[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> }
}

/** For a database, a page, a shell, a template, a log, a path, a terminal; and what no storage can hold. */
const NASTY: readonly string[] = [
  "x'; drop table cases; --",
  '"><script>alert(1)</script>',
  '$(reboot) `reboot` ; | & \n reboot',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: what a template would calculate, as it stands.
  '${7*7} {{7*7}} %s %n',
  '../../../../etc/passwd',
  'nul \0 and lone \ud800 surrogate',
  '\u202e\u200b\u001b[31m',
  '__proto__',
  'A'.repeat(5_000),
]

describe('whatever is written into a field', () => {
  let fixture: Fixture
  let server: Api
  let document: {
    readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
    readonly components: { readonly schemas: Readonly<Record<string, Schema>> }
  }

  before(async () => {
    fixture = await openFixture()
    const signIn = { anonymous: signedInAs('hanako'), isSecure: false }
    server = await createPublicServer({ ...fixture.ports, signIn })
    await fixture.propose([candidate(443)])
    document = (await server.inject('/api/v1/openapi.json')).json()
  })
  after(async () => {
    await server.close()
    await fixture[Symbol.asyncDispose]()
  })

  /** A value of a schema's shape in which every free text is the nasty one. */
  function filled(schema: Schema | undefined, nasty: string): unknown {
    if (!schema) return nasty
    if (schema.$ref)
      return filled(document.components.schemas[schema.$ref.split('/').at(-1)!], nasty)
    if (schema.const !== undefined) return schema.const
    if (schema.enum) return schema.enum[0]
    if (schema.anyOf) return filled(schema.anyOf[0], nasty)
    if (schema.properties)
      return Object.fromEntries(
        Object.entries(schema.properties).map(([name, one]) => [name, filled(one, nasty)]),
      )
    if (schema.type === 'array') return [filled(schema.items, nasty)]
    if (schema.type === 'integer' || schema.type === 'number') return 1
    if (schema.type === 'boolean') return true
    if (schema.format === 'date-time') return '2026-11-21T11:00:00.000Z'
    if (schema.type === 'object') return { [nasty.slice(0, 30)]: nasty }
    return nasty
  }

  it('is stored as it is or refused: no field of any route breaks anything', async () => {
    let asked = 0
    const id = caseIdOf(candidate(443))
    for (const [path, operations] of Object.entries(document.paths))
      for (const [method, operation] of Object.entries(operations))
        for (const nasty of NASTY) {
          const parameters = operation.parameters ?? []
          const query = new URLSearchParams(
            parameters
              .filter((one) => one.in === 'query')
              .map(({ name, schema }): [string, string] => [name, String(filled(schema, nasty))]),
          )
          const place = path.replace(/\{(\w+)\}/g, () =>
            path.includes('/cases/') && asked % 2 === 0
              ? id
              : encodeURIComponent(nasty.slice(0, 60).toWellFormed()),
          )
          const schema = operation.requestBody?.content['application/json']?.schema
          const answer = await server.inject({
            method: method.toUpperCase() as NonNullable<InjectOptions['method']>,
            url: `${place}?${query}`,
            headers: { 'content-type': 'application/json' },
            ...(method === 'post' ? { payload: JSON.stringify(filled(schema, nasty)) } : {}),
          })
          asked++
          const where = `${method} ${path} ${JSON.stringify(nasty.slice(0, 40))}: ${answer.body.slice(0, 200)}`
          // 502 and 503 say that a provider or part is absent here, which is no fault of the text.
          assert.ok(answer.statusCode !== 500, where)
          if (answer.body !== '')
            assert.match(String(answer.headers['content-type']), /json/, where)
        }
    assert.ok(asked > 500, String(asked))
  })

  it('everything is still there afterwards, and no log says what was written', async () => {
    const { registry, people, lists, notice } = fixture.ports
    assert.equal((await registry.find({ sort: 'probability', limit: 9 })).total, 1)
    assert.equal(await registry.rebuildSnapshots(), 0)
    await people.directory.list()
    await lists.sources()
    await notice.notices.list()
    assert.doesNotMatch(fixture.asked.log.join('\n'), /drop table|<script|reboot/)
    assert.equal(({} as Record<string, unknown>)['polluted'], undefined)
  })
})
