/**
 * A made-up service behind `vite dev` and `vite preview`, for looking at pages without collecting
 * anything. It is never part of the build.
 *
 * `?fake=empty`, `?fake=error` and `?fake=down` on any page choose a world for that browser until
 * `?fake=full`.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Connect, Plugin } from 'vite'
import type { Case, Decision } from '../../src/web/schemas/cases.ts'
import type { Candidates } from '../../src/web/schemas/detection.ts'
import { fakeActivity } from './fake-activity.ts'
import { createFakeCases, decideFakeCase, listFakeCases } from './fake-cases.ts'
import { fakeExporters, fakeHealth, fakeSettings, fakeSummary } from './fake-traffic.ts'

const API = '/api/v1'
const BODY_LENGTH_MAX = 10_000
/** What the service sends with every page; `vite dev` itself needs inline styles and is spared. */
const SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

type World = 'full' | 'empty' | 'error' | 'down'

export function fakeApi(): Plugin {
  return {
    name: 'noroshi-fake-api',
    configureServer: (server) => void server.middlewares.use(createHandler()),
    configurePreviewServer: (server) => {
      server.middlewares.use((_request, response, next) => {
        response.setHeader('content-security-policy', SECURITY_POLICY)
        next()
      })
      server.middlewares.use(createHandler())
    },
  }
}

function createHandler(): Connect.NextHandleFunction {
  const cases = createFakeCases(Date.now())
  return (request, response, next) => {
    const url = new URL(request.url ?? '/', 'http://localhost')
    const chosen = url.searchParams.get('fake')
    if (chosen) response.setHeader('set-cookie', `fake=${chosen}; Path=/; SameSite=Strict`)
    if (!url.pathname.startsWith(API)) return next()
    const world = (/fake=(\w+)/.exec(request.headers.cookie ?? '')?.[1] ?? 'full') as World
    if (world === 'down') return void response.writeHead(502).end('<h1>Bad gateway</h1>')
    if (world === 'error')
      return refuse(response, 503, 'STORE_UNAVAILABLE', {
        en: 'The flow store does not answer. Look at the log of the service, then try again.',
        ja: 'フローの保存先が応答しません。サービスのログを確認してから、もう一度お試しください。',
      })
    void answer(request, response, url, world === 'empty' ? new Map() : cases, world === 'empty')
  }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  cases: Map<string, Case>,
  isEmpty: boolean,
): Promise<void> {
  const now = Date.now()
  const path = url.pathname.slice(API.length)
  const [, id, verb] = /^\/cases\/([^/]+)(?:\/(\w+))?$/.exec(path) ?? []
  if (path === '/session')
    return send(response, { person: null, reach: [], isDemonstration: true, openId: null })
  if (path === '/health') return send(response, fakeHealth(now, isEmpty))
  if (path === '/exporters') return send(response, fakeExporters(now, isEmpty))
  if (path === '/flows/summary') return send(response, fakeSummary(now, isEmpty))
  if (path === '/settings') return send(response, fakeSettings(isEmpty))
  if (path === '/candidates') return send(response, fakeCandidates(now, isEmpty))
  if (path === '/cases') return send(response, listFakeCases(cases.values(), url.searchParams))

  const subject = cases.get(decodeURIComponent(id ?? ''))
  if (!subject)
    return refuse(response, 404, 'CASE_UNKNOWN', {
      en: 'There is no such case. It may belong to another data directory.',
      ja: 'この事案はありません。別のデータディレクトリの事案かもしれません。',
    })
  if (verb === undefined) return send(response, subject)
  if (verb === 'activity') return send(response, fakeActivity(now, subject.clients))
  if (
    request.method === 'POST' &&
    (verb === 'confirm' || verb === 'dismiss' || verb === 'reopen')
  ) {
    const decided = decideFakeCase(subject, verb, await readDecision(request), now)
    cases.set(subject.id, decided)
    return send(response, decided)
  }
  refuse(response, 404, 'ROUTE_UNKNOWN', { en: 'No such address.', ja: 'この番地はありません。' })
}

function fakeCandidates(nowMs: number, isEmpty: boolean): Candidates {
  const iso = (ms: number) => new Date(ms).toISOString()
  return {
    window: { from: iso(nowMs - 86_400_000), to: iso(nowMs) },
    detectedAt: isEmpty ? null : iso(nowMs - 11 * 60_000),
    endpointCount: isEmpty ? 0 : 48_211,
    candidates: [],
  }
}

async function readDecision(request: IncomingMessage): Promise<Decision> {
  let text = ''
  for await (const chunk of request) {
    text += String(chunk)
    if (text.length > BODY_LENGTH_MAX) break
  }
  return JSON.parse(text) as Decision
}

function send(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' })
  response.end(JSON.stringify(body))
}

function refuse(
  response: ServerResponse,
  status: number,
  code: string,
  message: { en: string; ja: string },
): void {
  send(response, { code, message }, status)
}
