/**
 * The public pages: HTML from the server, forms, no script, no cookie. On the hub's port and behind its TLS;
 * limits and errors are this room's own.
 */

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { canonicalAddress } from '../../../core/address.ts'
import type { Clock } from '../../../core/clock.ts'
import { sourcePrefix } from '../../../core/source-prefix.ts'
import { HOUR_MS, MINUTE_MS } from '../../../core/time-span.ts'
import type { Disputes } from '../disputes.ts'
import { DisputeError } from '../errors.ts'
import type { Limit } from '../ports.ts'
import { askPage } from './ask-page.ts'
import { type ClaimPageSettings, claimPage } from './claim-page.ts'
import { DISPUTE_STATUS } from './dispute-status.ts'
import { formOf } from './form.ts'
import { kept } from './kept.ts'
import { languageOf } from './language.ts'
import { type PageContext, pageContext, ROOT } from './layout.ts'
import { problemPage } from './problem-page.ts'
import { assertSameSite } from './same-site.ts'
import { statisticsPage } from './statistics-page.ts'
import { DISPUTE_STYLE } from './style.ts'

/** By the prefix that somebody asks from, and for new claims also by the address asked about. */
export type DisputeLimits = {
  readonly requests: Limit
  readonly claims: Limit
  readonly claimsOfAddress: Limit
  readonly forms: Limit
}

export type DisputePages = {
  readonly clock: Clock
  readonly disputes: Disputes
  readonly limits: DisputeLimits
  readonly settings: ClaimPageSettings & { readonly keepTextsDays: number }
}

/** A statement of 4,000 Japanese letters is 36,000 octets in a form. */
const BODY_OCTETS_MAX = 65_536
/** Twenty thousand disputes take the database half a second to count. */
const STATISTICS_KEPT_MS = MINUTE_MS

const HEADERS = {
  'content-security-policy':
    "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  // To this site only: the path of a claim is its key.
  'referrer-policy': 'same-origin',
  'cache-control': 'no-store',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
}

export function addDisputePages(app: FastifyInstance, pages: DisputePages): void {
  void app.register(
    async (scope) => {
      scope.setErrorHandler((error, request, reply) => refuse(error, request, reply, pages))
      scope.setNotFoundHandler((request, reply) => refuse(NOWHERE, request, reply, pages))
      scope.addHook('onRequest', async (request, reply) => {
        reply.headers(HEADERS)
        spend(pages.limits.requests, sourcePrefix(request.ip, 24))
      })
      addPublicPages(scope, pages)
      addClaimPages(scope, pages)
    },
    { prefix: ROOT },
  )
}

function addPublicPages(
  scope: FastifyInstance,
  { clock, disputes, limits, settings }: DisputePages,
): void {
  const statistics = kept(clock, STATISTICS_KEPT_MS, () => disputes.statistics())
  scope.get('/', (request, reply) =>
    sendPage(reply, askPage(settings.keepTextsDays, contextOf(request, ROOT))),
  )

  scope.post('/', { bodyLimit: BODY_OCTETS_MAX }, async (request, reply) => {
    assertSameSite(request)
    const form = formOf(request)
    const source = sourcePrefix(request.ip, 24)
    spend(limits.claims, source)
    // In its one spelling, so that writing it otherwise is no other address.
    const address = canonicalAddress((form('address') ?? '').trim()) ?? ''
    // Strangers may use up what may be asked about an address; from its own network it can always be asked.
    if (sourcePrefix(address, 24) !== source) spend(limits.claimsOfAddress, address)
    const secret = await disputes.open(form('address'), form('port'))
    return seeOther(request, reply, `${ROOT}/of/${secret}`)
  })

  scope.get('/style.css', (_request, reply) =>
    reply
      .header('content-type', 'text/css; charset=utf-8')
      .header('cache-control', 'public, max-age=3600')
      .send(DISPUTE_STYLE),
  )

  scope.get('/statistics', async (request, reply) =>
    sendPage(reply, statisticsPage(await statistics(), contextOf(request, `${ROOT}/statistics`))),
  )

  scope.get('/statistics.json', async (_request, reply) => reply.send(await statistics()))
}

type OwnPath = { Params: { secret: string; id?: string; warning?: string; age?: string } }

function addClaimPages(scope: FastifyInstance, { disputes, limits, settings }: DisputePages): void {
  const claimPath = ({ params }: FastifyRequest<OwnPath>): string => `${ROOT}/of/${params.secret}`

  scope.get<OwnPath>('/of/:secret', async (request, reply) => {
    const view = await disputes.view(request.params.secret)
    return sendPage(reply, claimPage(view, settings, contextOf(request, claimPath(request))))
  })

  scope.get<OwnPath>('/of/:secret/proof/:warning/:age', async (request, reply) => {
    const { secret, warning, age } = request.params
    const file = /^\d{1,4}$/.test(age!)
      ? await disputes.proofFile(secret, warning!, Number(age))
      : undefined
    if (file === undefined) throw NOWHERE
    return reply
      .header('content-type', 'application/octet-stream')
      .header('content-disposition', 'attachment; filename="listed.tlog-proof"')
      .send(file)
  })

  /** Every form of a claim: does it, and shows the page again. */
  const act = (
    path: string,
    work: (
      params: OwnPath['Params'],
      field: (name: string) => string | undefined,
    ) => Promise<unknown>,
    isWithForm = true,
  ): void => {
    scope.post<OwnPath>(
      `/of/:secret/${path}`,
      { bodyLimit: BODY_OCTETS_MAX },
      async (request, reply) => {
        assertSameSite(request)
        spend(limits.forms, sourcePrefix(request.ip, 24))
        await work(request.params, isWithForm ? formOf(request) : () => undefined)
        return seeOther(request, reply, claimPath(request))
      },
    )
  }
  act('check', ({ secret }) => disputes.check(secret), false)
  act('file/:warning', ({ secret, warning }, field) =>
    disputes.file(secret, {
      warningId: warning,
      statement: field('statement'),
      contact: field('contact'),
    }),
  )
  act(':id/state', ({ secret, id }, field) => disputes.state(secret, id!, field('statement')))
  act(':id/appeal', ({ secret, id }, field) => disputes.appeal(secret, id!, field('statement')))
  act(':id/withdraw', ({ secret, id }) => disputes.withdraw(secret, id!), false)
}

const NOWHERE = new DisputeError('DISPUTE_NOT_FOUND', 'there is nothing here')

function contextOf(request: FastifyRequest, path: string): PageContext {
  const { lang } = request.query as { lang?: unknown }
  return pageContext(languageOf(lang, request.headers['accept-language']), path)
}

const sendPage = (reply: FastifyReply, page: string): FastifyReply =>
  reply
    .header('content-type', 'text/html; charset=utf-8')
    .header('vary', 'accept-language')
    .send(page)

function seeOther(request: FastifyRequest, reply: FastifyReply, path: string): FastifyReply {
  const { language } = contextOf(request, path)
  return reply.redirect(`${path}?lang=${language}`, 303)
}

function spend(limit: Limit, key: string): void {
  if (!limit.take(key))
    throw new DisputeError('DISPUTE_LIMITED', 'more was asked than one may ask in this time')
}

/** The one place of this room where a code becomes an HTTP status. */
function refuse(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  { settings }: DisputePages,
): FastifyReply {
  const { statusCode } = error as { statusCode?: number }
  // Fastify's own refusals: a body too large, a header that is none.
  const isMalformed = statusCode !== undefined && statusCode >= 400 && statusCode < 500
  if (!(error instanceof DisputeError) && !isMalformed) {
    request.log.error({ err: error }, 'a page of disputes failed')
    return reply.status(500).type('text/plain; charset=utf-8').send('500')
  }
  const code = error instanceof DisputeError ? error.code : 'DISPUTE_FORM_INVALID'
  const status = error instanceof DisputeError ? DISPUTE_STATUS[code] : statusCode!
  if (status === 429) reply.header('retry-after', HOUR_MS / 1_000)
  reply.headers(HEADERS).status(status)
  return sendPage(reply, problemPage(code, settings.contact, contextOf(request, ROOT)))
}
