import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Language } from '../../core/bilingual.ts'
import { NoroshiError } from '../../core/error.ts'
import { CONSENT_SCOPES, type ConsentScope } from '../../measures/consent/scopes.ts'
import { readForms } from '../pages/form-page.ts'
import {
  enterPage,
  refusalPage,
  SUBSCRIBER_STYLE,
  type SubscriberPage,
  subscriberPage,
} from '../pages/subscriber-page.ts'
import { SUBSCRIBER_TEXTS } from '../pages/subscriber-texts.ts'
import type { PublicPorts } from '../ports/ports.ts'
import type { ProblemCode } from '../problems/problem-code.ts'
import { PROBLEM_STATUS } from '../problems/problem-status.ts'
import { PROBLEM_TEXTS } from '../problems/problem-texts.ts'
import { standingView } from '../views/consent-view.ts'

type Ports = Pick<PublicPorts, 'consent' | 'subscriberLinks' | 'nowMs' | 'signIn'>
type Form = Readonly<Record<string, string | undefined>>

/**
 * Where a subscriber sees, agrees, withdraws and pauses. The cookie of a visit is for these paths only and for
 * half an hour; it opens nothing else here.
 */
export async function addSubscriberPage(app: FastifyInstance, ports: Ports): Promise<void> {
  await app.register(async (scope) => {
    readForms(scope)
    // Of a page with `no-referrer` browsers send forms as from nowhere, and the guard could not tell them from others'.
    scope.addHook('onRequest', async (_request, reply) => {
      reply.header('referrer-policy', 'same-origin')
    })
    scope.setErrorHandler((error, request, reply) => {
      const code = codeOf(error)
      if (PROBLEM_STATUS[code] >= 500) request.log.error({ err: error, code }, 'a page failed')
      return html(
        reply.code(PROBLEM_STATUS[code]),
        refusalPage(languageOf(request), PROBLEM_TEXTS[code]),
      )
    })
    addPages(scope, ports)
  })
}

function addPages(scope: FastifyInstance, ports: Ports): void {
  const { consent, subscriberLinks } = ports
  const hidden = { schema: { hide: true } } as const

  scope.get('/my/consent.css', hidden, async (_request, reply) =>
    reply.type('text/css; charset=utf-8').send(SUBSCRIBER_STYLE),
  )

  scope.get('/my/link/:secret', hidden, async (request, reply) => {
    const { secret } = request.params as { secret: string }
    const language = languageOf(request)
    if (!(await subscriberLinks.isOpen(secret)))
      return html(reply.code(403), refusalPage(language, PROBLEM_TEXTS.CONSENT_LINK_INVALID))
    return html(reply, enterPage(language, secret))
  })

  scope.post('/my/enter', { ...hidden, config: { takesForm: true } }, async (request, reply) => {
    const form = (request.body ?? {}) as Form
    const { secret } = await subscriberLinks.redeem(form['secret'] ?? '')
    giveVisit(reply, secret, ports)
    return reply.redirect(`/my/consent?lang=${languageOf(request)}`, 303)
  })

  scope.get('/my/consent', hidden, async (request, reply) => {
    const subscriber = await visitorOf(request, ports)
    if (subscriber === undefined) return visitOver(request, reply)
    return html(reply, await pageOf(ports, subscriber, languageOf(request), null))
  })

  scope.post('/my/consent', { ...hidden, config: { takesForm: true } }, async (request, reply) => {
    const subscriber = await visitorOf(request, ports)
    if (subscriber === undefined) return visitOver(request, reply)
    const word = ((request.body ?? {}) as Form)['word']?.split(' ') ?? []
    const language = languageOf(request)
    if (word[0] === 'leave') {
      await subscriberLinks.end(request.cookies[COOKIE] ?? '')
      reply.clearCookie(COOKIE, { path: '/my' })
      return html(reply, refusalPage(language, SUBSCRIBER_TEXTS.left))
    }
    const receipt = await take(consent, subscriber, word, language)
    return html(reply, await pageOf(ports, subscriber, language, receipt))
  })
}

/** What one button says, and its receipt; `null` for one that is none of ours. */
async function take(
  consent: Ports['consent'],
  subscriber: string,
  [action, what, terms, digest = '']: readonly string[],
  language: Language,
): Promise<string | null> {
  const by = { subscriber, channel: 'page', actor: 'subscriber' } as const
  const scope = CONSENT_SCOPES.find((one) => one === what)
  switch (action) {
    case 'agree':
      if (!scope) return null
      return (await consent.give({ ...by, scope, language, terms, digest })).hash
    case 'withdraw':
      return scope ? (await consent.withdraw({ ...by, scope })).hash : null
    case 'pause':
      return (await consent.pause({ ...by, hours: Number(what) })).hash
    case 'resume':
      return (await consent.resume(by)).hash
    default:
      return null
  }
}

async function pageOf(
  { consent, nowMs }: Ports,
  subscriber: string,
  language: Language,
  receipt: string | null,
): Promise<string> {
  const terms: SubscriberPage['terms'] = new Map(
    CONSENT_SCOPES.flatMap((scope): [ConsentScope, NonNullable<ReturnType<typeof latest>>][] => {
      const found = latest(scope)
      return found ? [[scope, found]] : []
    }),
  )
  function latest(scope: ConsentScope) {
    return consent.book.terms.latest(scope)
  }
  return subscriberPage({
    language,
    standing: standingView(consent, subscriber, nowMs()),
    terms,
    history: await consent.history(subscriber),
    receipt,
  })
}

const COOKIE = 'noroshi-visit'

function giveVisit(reply: FastifyReply, secret: string, { signIn }: Ports): void {
  reply.setCookie(COOKIE, secret, {
    path: '/my',
    httpOnly: true,
    sameSite: 'strict',
    secure: signIn.isSecure,
  })
}

async function visitorOf(request: FastifyRequest, ports: Ports): Promise<string | undefined> {
  const secret = request.cookies[COOKIE]
  return secret === undefined ? undefined : ports.subscriberLinks.visitor(secret)
}

const visitOver = (request: FastifyRequest, reply: FastifyReply): FastifyReply =>
  html(reply.code(401), refusalPage(languageOf(request), SUBSCRIBER_TEXTS.visitOver))

const html = (reply: FastifyReply, text: string): FastifyReply =>
  reply.type('text/html; charset=utf-8').send(text)

/** What the page says, else what the browser prefers, else Japanese. */
function languageOf(request: FastifyRequest): Language {
  const asked = (request.query as Form | undefined)?.['lang']
  if (asked === 'ja' || asked === 'en') return asked
  return /^\s*en\b/i.test(request.headers['accept-language'] ?? '') ? 'en' : 'ja'
}

function codeOf(error: unknown): ProblemCode {
  if (error instanceof NoroshiError && Object.hasOwn(PROBLEM_STATUS, error.code))
    return error.code as ProblemCode
  const status = (error as { readonly statusCode?: number }).statusCode ?? 500
  return status === 413 ? 'BODY_TOO_LARGE' : status < 500 ? 'REQUEST_MALFORMED' : 'INTERNAL'
}
