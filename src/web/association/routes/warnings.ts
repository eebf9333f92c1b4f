import { type Api, answers } from '../../routes/route.ts'
import {
  FlowQuery,
  ProofQuery,
  SharedWarningDetail,
  SharedWarnings,
  WarningFlow,
  WarningParameters,
  WarningSources,
  WarningsQuery,
} from '../../schemas/association/warnings.ts'
import { instant } from '../../views/time-window.ts'
import { actorOf } from '../actor.ts'
import type { AssociationPorts } from '../ports.ts'
import { disputeView, hourView, maybeInstant, warningView } from '../views.ts'

/** What flows through the hub. */
export function addWarnings(api: Api, { oversight, disputes }: AssociationPorts): void {
  api.get(
    '/warnings',
    {
      schema: {
        operationId: 'listWarnings',
        summary: 'What the hub says now, what changed last first',
        querystring: WarningsQuery,
        response: answers(SharedWarnings),
      },
    },
    async ({ query: { cursor, ...filter } }) => {
      const { rows, total, counts, next } = await oversight.warnings({ ...filter, before: cursor })
      return {
        warnings: rows.map(({ warning, changedAtMs }) => ({
          ...warningView(warning),
          changedAt: instant(changedAtMs),
        })),
        total,
        counts,
        nextCursor: next,
      }
    },
  )

  api.get(
    '/warnings/:id',
    {
      schema: {
        operationId: 'getWarning',
        summary: 'One warning: what was said, how many speak for it, who holds it, what owners say',
        params: WarningParameters,
        response: answers(SharedWarningDetail),
      },
    },
    async ({ params }) => {
      const detail = await oversight.warning(params.id)
      return {
        warning: warningView(detail.warning),
        withdrawnAt: maybeInstant(detail.withdrawnAtMs),
        statements: detail.statements.map(({ statedAtMs, warning, ...statement }) => ({
          ...statement,
          statedAt: maybeInstant(statedAtMs),
          warning: warning && warningView(warning),
        })),
        voices: detail.voices,
        holders: [...detail.holders],
        judged: detail.judged,
        receipts: detail.receipts.map(({ memberId, liftedAt, probe }) => ({
          memberId,
          liftedAt,
          probe,
        })),
        disputes: (await disputes.about(params.id)).map(disputeView),
        seen: [...detail.seen],
      }
    },
  )

  api.get(
    '/warnings/:id/proof',
    // A file that anybody can check without us, and not a JSON document.
    { schema: { hide: true, params: WarningParameters, querystring: ProofQuery } },
    async ({ params, query }, reply) => {
      const { index, text } = await oversight.proof(params.id, query.index)
      return reply
        .type('text/plain; charset=utf-8')
        .header('content-disposition', `attachment; filename="entry-${index}.tlog-proof"`)
        .send(text)
    },
  )

  api.post(
    '/warnings/:id/sources',
    {
      schema: {
        operationId: 'showSources',
        summary: 'Which members speak for a warning; the look is in the record',
        params: WarningParameters,
        response: answers(WarningSources),
      },
    },
    async (request) => {
      const { id } = request.params
      // Throws for what is not listed, so that nobody asks about what may be a canary.
      await oversight.warning(id)
      const sources = await oversight.sources(id, actorOf(request))
      return {
        sources: sources.map(({ receivedAtMs, warning, ...source }) => ({
          ...source,
          warning: warningView(warning),
          receivedAt: instant(receivedAtMs),
        })),
      }
    },
  )

  api.get(
    '/flow',
    {
      schema: {
        operationId: 'getFlow',
        summary: 'What came in and what went out, by the hour',
        querystring: FlowQuery,
        response: answers(WarningFlow),
      },
    },
    async ({ query }) => ({ hours: (await oversight.flow(query.hours)).map(hourView) }),
  )
}
