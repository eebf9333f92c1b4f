import type { ApiPorts } from '../ports/ports.ts'
import { Case, Cases, CasesQuery } from '../schemas/cases.ts'
import { CaseParameters } from '../schemas/queries.ts'
import { casesQueryOf, casesView, caseView } from '../views/case-view.ts'
import { type Api, answers } from './route.ts'

export function addCases(api: Api, { registry }: Pick<ApiPorts, 'registry'>): void {
  api.get(
    '/cases',
    {
      schema: {
        operationId: 'listCases',
        summary: 'Cases, greatest first; follow nextCursor for the next page',
        querystring: CasesQuery,
        response: answers(Cases),
      },
    },
    async ({ query }) =>
      casesView(await registry.find(casesQueryOf(query)), await registry.counts()),
  )

  api.get(
    '/cases/:id',
    {
      schema: {
        operationId: 'getCase',
        summary: 'One case: what, since when, how sure, why, what speaks against it, its history',
        params: CaseParameters,
        response: answers(Case),
      },
    },
    async ({ params }) => caseView(await registry.get(params.id)),
  )
}
