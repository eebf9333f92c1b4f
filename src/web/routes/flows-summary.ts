import type { ApiPorts } from '../ports/ports.ts'
import { FlowSummary } from '../schemas/operation.ts'
import { FlowSummaryQuery } from '../schemas/queries.ts'
import { readStep, readWindow } from '../views/time-window.ts'
import { type Api, answers } from './route.ts'

export function addFlowsSummary(
  api: Api,
  ports: Pick<ApiPorts, 'flowSummary' | 'recentWindow'>,
): void {
  api.get(
    '/flows/summary',
    {
      schema: {
        operationId: 'getFlowSummary',
        summary: 'How much traffic each exporter reported, over time',
        querystring: FlowSummaryQuery,
        response: answers(FlowSummary),
      },
    },
    async ({ query }) => {
      const window = await readWindow(query, ports.recentWindow)
      return ports.flowSummary(window, readStep(query.step, window))
    },
  )
}
