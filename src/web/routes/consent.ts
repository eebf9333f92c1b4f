import type { ConsentLedger } from '../../measures/consent/ledger.ts'
import { WORDING_TEMPLATES } from '../../measures/consent/wordings.ts'
import type { ApiPorts } from '../ports/ports.ts'
import {
  AllTerms,
  AssignLines,
  ConsentProof,
  ConsentReceipt,
  ConsentStatistics,
  EndLines,
  GiveConsent,
  MakeSubscriberLink,
  OfSubscriber,
  PauseProtection,
  PublishTerms,
  Recorded,
  SubscriberLink,
  SubscriberParameters,
  SubscriberStanding,
  Terms,
  Unanswered,
  UnansweredQuery,
  WithdrawConsent,
} from '../schemas/consent.ts'
import { allTermsView, standingView, termsView } from '../views/consent-view.ts'
import { instant } from '../views/time-window.ts'
import { type Api, answers } from './route.ts'

type Ports = Pick<ApiPorts, 'consent' | 'subscriberLinks' | 'nowMs'>

const DAY_MS = 86_400_000

/** Who agreed to what. A carrier's systems record here with a token; its subscribers have a page of their own. */
export function addConsent(api: Api, ports: Ports): void {
  addTerms(api, ports)
  addOverview(api, ports)
  addAnswers(api, ports)
  addLines(api, ports)
}

function addTerms(api: Api, { consent }: Ports): void {
  api.get(
    '/consent/terms',
    {
      schema: {
        operationId: 'listConsentTerms',
        summary: 'Every version of the words that subscribers agree to, and templates',
        response: answers(AllTerms),
      },
    },
    async () => allTermsView(consent),
  )

  api.post(
    '/consent/terms',
    {
      schema: {
        operationId: 'publishConsentTerms',
        summary: 'Publishes the next version; a material change asks everybody again',
        body: PublishTerms,
        response: answers(Terms),
      },
    },
    async ({ body: { graceDays, wording, actor, note, ...draft } }) => {
      const graceMs = Math.round(graceDays * DAY_MS)
      const words = wording ?? WORDING_TEMPLATES[draft.scope]
      return termsView(
        await consent.publishTerms({ ...draft, graceMs, wording: words }, { actor, note }),
      )
    },
  )
}

function addOverview(api: Api, { consent, nowMs }: Ports): void {
  api.get(
    '/consent/statistics',
    {
      schema: {
        operationId: 'getConsentStatistics',
        summary: 'How many agreed, withdrew and have not answered, by scope',
        response: answers(ConsentStatistics),
      },
    },
    async () => {
      const { scopes, ...counts } = consent.statistics()
      return { ...counts, scopes: [...scopes] }
    },
  )

  api.get(
    '/consent/unanswered',
    {
      schema: {
        operationId: 'listUnanswered',
        summary: 'Subscribers who were asked and have not answered, the soonest to end first',
        querystring: UnansweredQuery,
        response: answers(Unanswered),
      },
    },
    async ({ query: { scope, limit } }) => ({
      subscribers: consent.unanswered(scope, limit).map(({ subscriber, endsAtMs }) => ({
        subscriber,
        endsAt: endsAtMs === null ? null : instant(endsAtMs),
      })),
    }),
  )

  api.get(
    '/consent/subscribers/:subscriber',
    {
      schema: {
        operationId: 'getSubscriberConsent',
        summary: 'What one subscriber said last of each scope, and what follows now',
        params: SubscriberParameters,
        response: answers(SubscriberStanding),
      },
    },
    async ({ params }) => standingView(consent, params.subscriber, nowMs()),
  )

  api.get(
    '/consent/subscribers/:subscriber/proof',
    {
      schema: {
        operationId: 'getConsentProof',
        summary: 'Everything that one subscriber ever said, with the words shown, chained',
        params: SubscriberParameters,
        response: answers(ConsentProof),
      },
    },
    async ({ params }) => proofView(await consent.proof(params.subscriber)),
  )
}

function addAnswers(api: Api, { consent, subscriberLinks }: Ports): void {
  api.post(
    '/consent/give',
    {
      schema: {
        operationId: 'giveConsent',
        summary: 'Records that a subscriber agreed, to which words and in which language',
        body: GiveConsent,
        response: answers(ConsentReceipt),
      },
    },
    async ({ body: { saidAt, ...agreement } }) =>
      receiptView(
        await consent.give({
          ...agreement,
          saidAtMs: saidAt === undefined ? undefined : Date.parse(saidAt),
        }),
      ),
  )

  api.post(
    '/consent/withdraw',
    {
      schema: {
        operationId: 'withdrawConsent',
        summary: 'Records a no; it holds before this is answered',
        body: WithdrawConsent,
        response: answers(ConsentReceipt),
      },
    },
    async ({ body }) => receiptView(await consent.withdraw(body)),
  )

  api.post(
    '/consent/pause',
    {
      schema: {
        operationId: 'pauseProtection',
        summary: 'Nothing is blocked for this line for so many hours; 0 ends the pause',
        body: PauseProtection,
        response: answers(ConsentReceipt),
      },
    },
    async ({ body }) =>
      receiptView(await (body.hours === 0 ? consent.resume(body) : consent.pause(body))),
  )

  api.post(
    '/consent/links',
    {
      schema: {
        operationId: 'makeSubscriberLink',
        summary: 'A one-time link to a subscriber’s own page, for a letter or a portal',
        body: MakeSubscriberLink,
        response: answers(SubscriberLink),
      },
    },
    async ({ body: { subscriber, hours, actor } }) => {
      consent.standing(subscriber)
      const { secret, expiresAtMs } = await subscriberLinks.make(subscriber, hours, actor)
      return { path: `/my/link/${secret}`, expiresAt: instant(expiresAtMs) }
    },
  )
}

function addLines(api: Api, { consent }: Ports): void {
  api.post(
    '/consent/lines',
    {
      schema: {
        operationId: 'assignLines',
        summary: 'The addresses that lines have from now on; whoever had them has them no longer',
        body: AssignLines,
        response: answers(Recorded),
      },
    },
    async ({ body: { lines, actor } }) => {
      await consent.assign(
        lines.map(({ subscriber, prefixes, since }) => ({
          subscriber,
          prefixes,
          sinceMs: since === undefined ? undefined : Date.parse(since),
          channel: 'api',
          actor,
        })),
      )
      return { isRecorded: true as const }
    },
  )

  api.post(
    '/consent/lines/end',
    {
      schema: {
        operationId: 'endLines',
        summary: 'A line has these addresses no longer; nothing is done for them',
        body: EndLines,
        response: answers(ConsentReceipt),
      },
    },
    async ({ body: { prefixes, ...by } }) =>
      receiptView(await consent.endLines({ ...by, ...(prefixes ? { prefixes } : {}) })),
  )

  api.post(
    '/consent/contracts/end',
    {
      schema: {
        operationId: 'endContract',
        summary: 'The contract ended; its history is kept for the stated years and then deleted',
        body: OfSubscriber,
        response: answers(Recorded),
      },
    },
    async ({ body }) => {
      await consent.endContract(body)
      return { isRecorded: true as const }
    },
  )
}

const receiptView = ({ atMs, hash }: Awaited<ReturnType<ConsentLedger['give']>>) => ({
  at: instant(atMs),
  hash,
})

export function proofView(proof: Awaited<ReturnType<ConsentLedger['proof']>>) {
  return {
    ...proof,
    terms: proof.terms.map((terms) => ({
      ...terms,
      wording: { ...terms.wording, points: [...terms.wording.points] },
    })),
    events: proof.events.map((event) => ({ ...event, fact: { ...event.fact } })),
  }
}
