import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { InjectOptions } from 'fastify'
import type { z } from 'zod'
import { DAY_MS, HOUR_MS } from '../core/time-span.ts'
import { StoreError } from '../flows/store/errors.ts'
import { candidate, type Fixture, NOW_MS, openFixture } from './ports.fixture.ts'
import type { Api } from './routes/route.ts'
import { Case, Cases } from './schemas/cases.ts'
import { Activity, Candidates } from './schemas/detection.ts'
import { Exporters, FlowSummary, Health, Settings } from './schemas/operation.ts'
import { Problem } from './schemas/shared.ts'
import { createPublicServer } from './server.ts'
import { instant } from './views/time-window.ts'

describe('the API', () => {
  let fixture: Fixture
  let server: Api

  before(async () => {
    fixture = await openFixture()
    server = await createPublicServer(fixture.ports)
    await fixture.propose(Array.from({ length: 57 }, (_, port) => candidate(port, (port % 5) / 5)))
  })
  after(async () => {
    await server.close()
    await fixture[Symbol.asyncDispose]()
  })

  async function get<Schema extends z.ZodType>(
    schema: Schema,
    path: string,
  ): Promise<z.infer<Schema>> {
    const answer = await server.inject(`/api/v1${path}`)
    assert.equal(answer.statusCode, 200, answer.body)
    return schema.parse(answer.json())
  }
  async function refused(status: number, code: string, request: string | InjectOptions) {
    const answer = await server.inject(request)
    assert.equal(answer.statusCode, status, answer.body)
    assert.match(String(answer.headers['content-type']), /^application\/json/)
    const problem = Problem.strict().parse(answer.json())
    assert.equal(problem.code, code)
    return problem
  }
  const post = (url: string, payload: unknown, headers = {}) => ({
    method: 'POST' as const,
    url: `/api/v1${url}`,
    headers: { 'content-type': 'application/json', ...headers },
    payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
  })
  const anyCase = async () => (await get(Cases, '/cases?limit=1&status=proposed')).cases[0]!

  it('says whether the service does its job, who sends, and how to send', async () => {
    assert.equal((await get(Health, '/health')).status, 'degraded')
    const { exporters, strangers } = await get(Exporters, '/exporters')
    assert.deepEqual(exporters[0]!.refused, { TEMPLATE_MISSING: 3 })
    assert.equal(strangers.length, 100)
    assert.deepEqual((await get(Settings, '/settings')).allowedExporters, ['127.0.0.0/8'])
  })

  it('answers the candidates best first, as many as asked for', async () => {
    const { candidates, endpointCount } = await get(Candidates, '/candidates?limit=2')
    assert.deepEqual(
      candidates.map(({ port }) => port),
      [443, 6667],
    )
    assert.equal(endpointCount, 13_900)
  })

  it('sums up traffic for the window that is asked for, else for the recent one', async () => {
    const query = `from=${instant(0)}&to=${instant(6 * HOUR_MS)}&step=60`
    assert.equal((await get(FlowSummary, `/flows/summary?${query}`)).stepSeconds, 60)
    assert.deepEqual(fixture.asked.windows.at(-1), {
      startMs: 0,
      endMs: 6 * HOUR_MS,
      stepSeconds: 60,
    })
    await get(FlowSummary, '/flows/summary')
    assert.deepEqual(fixture.asked.windows.at(-1), {
      startMs: NOW_MS - DAY_MS,
      endMs: NOW_MS,
      stepSeconds: 300,
    })
  })

  it('walking the pages of cases meets each once', async () => {
    for (const sort of ['probability', 'changed', 'clients']) {
      const ids: string[] = []
      let cursor = ''
      do {
        const page = await get(Cases, `/cases?sort=${sort}&limit=10${cursor}`)
        assert.ok(page.cases.length <= 10)
        assert.equal(page.total, 57)
        ids.push(...page.cases.map(({ id }) => id))
        cursor = page.nextCursor === null ? '' : `&cursor=${page.nextCursor}`
      } while (cursor !== '')
      assert.equal(ids.length, 57)
      assert.equal(new Set(ids).size, 57)
    }
  })

  it('a case is confirmed, reopened and dismissed, each with a note in its history', async () => {
    const { id } = await anyCase()
    const confirmed = await server.inject(
      post(`/cases/${id}/confirm`, { note: 'on a list we trust', actor: '花子' }),
    )
    assert.equal(Case.parse(confirmed.json()).status, 'confirmed')
    await server.inject(post(`/cases/${id}/reopen`, { note: 'the list was old' }))
    await server.inject(post(`/cases/${id}/dismiss`, { note: 'an update server' }))
    const { status, history, reasons, against } = await get(Case, `/cases/${id}`)
    assert.equal(status, 'dismissed')
    assert.deepEqual(
      history.map(({ kind, actor, note, probability }) => [
        kind,
        actor,
        note,
        probability !== null,
      ]),
      [
        ['proposed', 'detection', null, true],
        ['confirmed', 'operator:花子', 'on a list we trust', false],
        ['reopened', 'operator:analyst', 'the list was old', false],
        ['dismissed', 'operator:analyst', 'an update server', false],
      ],
    )
    assert.equal(reasons[0]!.ja, '応答が小さい')
    assert.equal(against[0]!.weight, -0.1)
    const { cases, counts } = await get(Cases, '/cases?status=dismissed')
    assert.deepEqual([cases.length, counts.dismissed, counts.proposed], [1, 1, 56])
  })

  it('looking at the traffic of a case says to the audit who looks and why', async () => {
    const { id, endpoint } = await anyCase()
    const { rhythm } = await get(Activity, `/cases/${id}/activity?actor=Hanako&reason=dispute`)
    assert.equal(rhythm.length, 1)
    assert.deepEqual(fixture.asked.looks.at(-1), {
      endpoint,
      access: { purpose: 'case-review', actor: 'operator:Hanako', reason: 'dispute' },
    })
    await get(Activity, `/cases/${id}/activity`)
    assert.equal(fixture.asked.looks.at(-1)!.access.reason, `review of case ${id}`)
  })

  it('metrics are in the text format of Prometheus', async () => {
    const answer = await server.inject('/metrics')
    assert.match(String(answer.headers['content-type']), /^text\/plain; version=0\.0\.4/)
    assert.match(answer.body, /^noroshi_datagrams_total 12$/m)
  })

  it('a value that is not possible is refused, and the sentence names it', async () => {
    const { id } = await anyCase()
    for (const [path, field] of [
      ['/cases?limit=0', 'limit'],
      ['/cases?limit=501', 'limit'],
      ['/cases?status=guilty', 'status'],
      ['/cases?sort=address', 'sort'],
      [`/cases?search=${'9'.repeat(101)}`, 'search'],
      ['/candidates?limit=all', 'limit'],
      ['/flows/summary?from=yesterday', 'from'],
      ['/flows/summary?step=1', 'step'],
      [`/cases/${id}/activity?actor=%20`, 'actor'],
    ] as const) {
      const { message } = await refused(400, 'QUERY_INVALID', `/api/v1${path}`)
      assert.ok(message.en.includes(`(${field})`) && message.ja.includes(`（${field}）`), path)
    }
    await refused(400, 'CURSOR_INVALID', '/api/v1/cases?cursor=abc')
    await refused(400, 'WINDOW_INVALID', `/api/v1/flows/summary?from=${instant(0)}`)
    const month = `from=${instant(0)}&to=${instant(32 * DAY_MS)}`
    await refused(400, 'WINDOW_TOO_WIDE', `/api/v1/flows/summary?${month}`)
    await refused(400, 'WINDOW_TOO_WIDE', `/api/v1/cases/${id}/activity?${month}`)
  })

  it('a decision that cannot be taken is refused, and changes nothing', async () => {
    const { id } = await anyCase()
    const before = await get(Case, `/cases/${id}`)
    const confirm = (payload: unknown) => post(`/cases/${id}/confirm`, payload)
    await refused(400, 'BODY_INVALID', confirm({}))
    await refused(400, 'BODY_INVALID', confirm({ note: '  ' }))
    await refused(400, 'BODY_INVALID', confirm({ note: 'x'.repeat(2001) }))
    await refused(400, 'BODY_INVALID', confirm('null'))
    await refused(400, 'BODY_MALFORMED', confirm('{"note":'))
    await refused(400, 'BODY_MALFORMED', confirm(''))
    await refused(400, 'BODY_MALFORMED', confirm('{"__proto__":{"note":"x"},"note":"x"}'))
    await refused(400, 'NOTE_REQUIRED', confirm({ note: '\0' }))
    await refused(400, 'NOTE_NAMES_SUBSCRIBER', confirm({ note: 'mail from 10.1.2.3' }))
    await refused(413, 'BODY_TOO_LARGE', confirm({ note: 'x'.repeat(64 * 1024) }))
    await refused(409, 'CASE_TRANSITION_ILLEGAL', post(`/cases/${id}/reopen`, { note: 'why not' }))
    await refused(404, 'CASE_NOT_FOUND', post('/cases/000000000000/confirm', { note: 'x' }))
    assert.deepEqual(await get(Case, `/cases/${id}`), before)
  })

  it('what does not exist is not found, as JSON', async () => {
    await refused(404, 'CASE_NOT_FOUND', '/api/v1/cases/nothing')
    await refused(404, 'CASE_NOT_FOUND', '/api/v1/cases/..%2f..%2fetc%2fpasswd/activity')
    await refused(404, 'NOT_FOUND', '/api/v1/flows')
    await refused(404, 'NOT_FOUND', '/api/v2/cases')
    await refused(404, 'NOT_FOUND', '/api')
    await refused(404, 'NOT_FOUND', '/control/status')
    await refused(404, 'NOT_FOUND', post('/../../control/shutdown', {}))
    await refused(404, 'NOT_FOUND', { ...post('/health', {}), method: 'DELETE' })
    await refused(400, 'REQUEST_MALFORMED', '/api/v1/cases/%zz')
    await refused(404, 'NOT_FOUND', `/api/v1/cases/${'a'.repeat(65)}`)
  })

  it('what goes wrong inside stays inside: the log has it, the answer has a code', async () => {
    await using broken = await openFixture()
    const failing = await createPublicServer({
      ...broken.ports,
      health: async () => {
        throw new Error('secret of the inside')
      },
      settings: async () => {
        throw new StoreError('ENGINE_FAILED', 'secret of the engine')
      },
      exporters: async () => ({ exporters: 'of the wrong shape' }) as never,
    })
    for (const [path, status, code] of [
      ['/health', 500, 'INTERNAL'],
      ['/settings', 503, 'ENGINE_FAILED'],
      ['/exporters', 500, 'INTERNAL'],
    ] as const) {
      const answer = await failing.inject(`/api/v1${path}`)
      assert.deepEqual([answer.statusCode, Problem.parse(answer.json()).code], [status, code])
      assert.doesNotMatch(answer.body, /secret|stack|\.ts/)
      assert.ok(broken.asked.log.at(-1)!.includes(`"route":"/api/v1${path}"`))
    }
    assert.match(broken.asked.log.join(''), /secret of the inside/)
    await failing.close()
  })

  it('requests and bodies are not logged', () => {
    assert.deepEqual(fixture.asked.log, [])
  })
})
