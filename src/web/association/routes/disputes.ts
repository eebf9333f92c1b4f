import type { FastifyRequest } from 'fastify'
import type { z } from 'zod'
import type { Disputes as DisputeRoom } from '../../../gate/disputes/disputes.ts'
import type { Dispute } from '../../../gate/disputes/read.ts'
import { REASON_CODES, REASONS } from '../../../gate/disputes/reasons.ts'
import { type Api, answers } from '../../routes/route.ts'
import type * as schema from '../../schemas/association/disputes.ts'
import {
  ContactProof,
  DisputeDecision,
  DisputeDetail,
  DisputeParameters,
  DisputeProposal,
  Disputes,
  DisputesQuery,
  DisputeText,
} from '../../schemas/association/disputes.ts'
import { Done } from '../../schemas/people.ts'
import { instant } from '../../views/time-window.ts'
import { actorOf } from '../actor.ts'
import type { AssociationPorts } from '../ports.ts'
import { disputeView, maybeInstant } from '../views.ts'

const DONE = { isDone: true } as const

/** Hearing owners. Who an officer is is proved here, by signing in; the room knows what may happen when. */
export function addDisputes(api: Api, { disputes }: AssociationPorts): void {
  api.get(
    '/disputes',
    {
      schema: {
        operationId: 'listDisputes',
        summary: 'What is heard, the soonest due first; with ended ones on request',
        querystring: DisputesQuery,
        response: answers(Disputes),
      },
    },
    async ({ query }) => {
      const { now, decisionHours } = await disputes.statistics()
      return {
        disputes: (await disputes.list(query.ended === 'yes')).map(disputeView),
        decisionHours,
        open: now.open,
        overdue: now.overdue,
        claims: (await disputes.claims()).map(({ id, address, openedAtMs, endsAtMs }) => ({
          id,
          address,
          openedAt: instant(openedAtMs),
          endsAt: instant(endsAtMs),
        })),
      }
    },
  )

  api.get(
    '/disputes/:id',
    {
      schema: {
        operationId: 'getDispute',
        summary: 'One dispute with everything that was said and done',
        params: DisputeParameters,
        response: answers(DisputeDetail),
      },
    },
    async ({ params, principal }) =>
      // How to reach an owner is for whoever hears them.
      detailView(await disputes.show(params.id), principal?.reach.has('officer') === true),
  )

  api.post(
    '/claims/contact',
    {
      schema: {
        operationId: 'recordContact',
        summary: 'The registered contact of an address confirmed its owner’s claim',
        body: ContactProof,
        response: answers(Done),
      },
    },
    async (request) => {
      const { reference, how } = request.body
      await disputes.contactProved(actorOf(request), reference, how)
      return DONE
    },
  )
  addActs(api, disputes)
}

function addActs(api: Api, disputes: DisputeRoom): void {
  const act = <Body>(
    path: string,
    operationId: string,
    summary: string,
    body: z.ZodType<Body> | null,
    run: (officer: string, id: string, given: Body) => Promise<void>,
  ): void => {
    api.post(
      `/disputes/:id/${path}`,
      {
        schema: {
          operationId,
          summary,
          params: DisputeParameters,
          ...(body === null ? {} : { body }),
          response: answers(Done),
        },
      },
      async (request: FastifyRequest) => {
        const { id } = request.params as { id: string }
        await run(actorOf(request), id, request.body as Body)
        return DONE
      },
    )
  }
  act('take', 'takeDispute', 'An officer looks into it', null, (officer, id) =>
    disputes.take(officer, id),
  )
  act(
    'propose',
    'proposeEnd',
    'How it should end; somebody else decides',
    DisputeProposal,
    (officer, id, { outcome, reason, text }) =>
      disputes.propose(officer, id, outcome, reason, text === undefined ? {} : { text }),
  )
  act(
    'decide',
    'decideDispute',
    'As it was proposed, by another person than the one who proposed',
    DisputeDecision,
    (officer, id, { text }) => disputes.decide(officer, id, text === undefined ? {} : { text }),
  )
  for (const [path, operationId, summary, method] of [
    ['send-back', 'sendBackDispute', 'Not as proposed: somebody proposes anew', 'sendBack'],
    ['suspend', 'suspendDisputed', 'Nothing is enforced while it is heard', 'suspend'],
    ['resume', 'resumeDisputed', 'It is enforced while it is heard', 'resume'],
    ['reopen', 'reopenDispute', 'An ended dispute is heard again', 'reopen'],
    ['tell', 'tellOwner', 'A question or an answer to the owner', 'tell'],
  ] as const)
    act(path, operationId, summary, DisputeText, (officer, id, { text }) =>
      disputes[method](officer, id, text),
    )
}

function detailView(dispute: Dispute, isWithContact: boolean): schema.DisputeDetail {
  const { proof } = dispute
  return {
    dispute: {
      ...disputeView(dispute),
      proof: proof && {
        kind: proof.kind,
        at: instant(proof.atMs),
        officer: proof.officer ?? null,
        how: proof.how ?? null,
      },
      decisions: dispute.decisions.map(({ atMs, ...decision }) => ({
        ...decision,
        at: instant(atMs),
      })),
      appealsUntil: maybeInstant(dispute.appealsUntilMs),
      releasedUntil: maybeInstant(dispute.releasedUntilMs),
    },
    events: dispute.events.map(({ atMs, actor, kind, details }) => ({
      at: instant(atMs),
      actor,
      kind,
      details: details && { ...details },
    })),
    texts: dispute.texts
      .filter(({ kind }) => isWithContact || kind !== 'contact')
      .map(({ atMs, ...text }) => ({ ...text, at: instant(atMs) })),
    reasons: REASON_CODES.map((code) => {
      const { outcome, en, ja } = REASONS[code]
      return { code, outcome, text: { en, ja } }
    }),
  }
}
