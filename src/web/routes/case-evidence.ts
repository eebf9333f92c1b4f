import { HOUR_MS } from '../../core/time-span.ts'
import type { ApiPorts } from '../ports/ports.ts'
import {
  Case,
  Collateral,
  CollateralQuery,
  EndingCases,
  EndingQuery,
  NewEvidence,
} from '../schemas/cases.ts'
import { CaseParameters } from '../schemas/queries.ts'
import { caseView, collateralView, evidenceItemOf, summaryView } from '../views/case-view.ts'
import { type Api, answers } from './route.ts'

/** What is known of a case besides its scores, and which warnings somebody should look after. */
export function addCaseEvidence(api: Api, { registry }: Pick<ApiPorts, 'registry'>): void {
  api.post(
    '/cases/:id/evidence',
    {
      schema: {
        operationId: 'addCaseEvidence',
        summary: 'Evidence of any source: counts and a sentence, never who communicated',
        params: CaseParameters,
        body: NewEvidence,
        response: answers(Case),
      },
    },
    async ({ params, body: { actor, ...item } }) =>
      caseView(await registry.addEvidence(params.id, evidenceItemOf(item), { actor })),
  )

  api.get(
    '/cases/:id/collateral',
    {
      schema: {
        operationId: 'getCaseCollateral',
        summary: 'Who would be hurt by acting on the case, as counts; the look is audited',
        params: CaseParameters,
        querystring: CollateralQuery,
        response: answers(Collateral),
      },
    },
    async ({ params, query }) => collateralView(await registry.collateral(params.id, query.actor)),
  )

  api.get(
    '/ending-cases',
    {
      schema: {
        operationId: 'listEndingCases',
        summary: 'Warnings whose lease ends within some hours, the soonest first',
        querystring: EndingQuery,
        response: answers(EndingCases),
      },
    },
    async ({ query: { hours, limit } }) => ({
      cases: (await registry.ending(hours * HOUR_MS, limit)).map(summaryView),
    }),
  )
}
