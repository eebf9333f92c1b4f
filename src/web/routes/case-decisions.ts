import { caseView } from '../case-view.ts'
import type { ApiPorts } from '../ports.ts'
import { Case, Decision } from '../schemas/cases.ts'
import { CaseParameters } from '../schemas/queries.ts'
import { type Api, answers } from './route.ts'

const DECISIONS = [
  { verb: 'confirm', summary: 'A person says: this is a C2 server' },
  { verb: 'dismiss', summary: 'A person says: this is not one' },
  { verb: 'reopen', summary: 'A person takes a decision back' },
] as const

/** The answer is the case as it is afterwards. */
export function addCaseDecisions(api: Api, { registry }: Pick<ApiPorts, 'registry'>): void {
  for (const { verb, summary } of DECISIONS)
    api.post(
      `/cases/:id/${verb}`,
      {
        schema: {
          operationId: `${verb}Case`,
          summary,
          params: CaseParameters,
          body: Decision,
          response: answers(Case),
        },
      },
      async ({ params, body }) => caseView(await registry[verb](params.id, body)),
    )
}
