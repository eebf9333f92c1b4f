import type { ApiPorts } from '../ports/ports.ts'
import { Activity } from '../schemas/detection.ts'
import { ActivityQuery, CaseParameters } from '../schemas/queries.ts'
import { readWindow } from '../views/time-window.ts'
import { type Api, answers } from './route.ts'

/** The only route that looks at flows of one endpoint, and so the only one that says who and why. */
export function addCaseActivity(
  api: Api,
  ports: Pick<ApiPorts, 'registry' | 'activity' | 'recentWindow'>,
): void {
  api.get(
    '/cases/:id/activity',
    {
      schema: {
        operationId: 'getCaseActivity',
        summary: 'Pictures of the traffic of one endpoint; the look is written to the audit',
        params: CaseParameters,
        querystring: ActivityQuery,
        response: answers(Activity),
      },
    },
    async ({ params, query }) => {
      const { id, endpoint } = await ports.registry.get(params.id)
      const window = await readWindow(query, ports.recentWindow)
      return ports.activity(endpoint, window, {
        purpose: 'case-review',
        actor: query.actor,
        reason: query.reason ?? `review of case ${id}`,
      })
    },
  )
}
