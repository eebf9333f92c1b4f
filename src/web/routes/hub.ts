import type { ApiPorts } from '../ports/ports.ts'
import { HubMembership, OutboxRetried, OutboxRetry } from '../schemas/hub.ts'
import { type Api, answers } from './route.ts'

export function addHub(api: Api, ports: Pick<ApiPorts, 'hub' | 'retryOutbox'>): void {
  api.get(
    '/hub',
    {
      schema: {
        operationId: 'getHub',
        summary:
          'Our part in the hub: the list we were given, and what became of what we published',
        response: answers(HubMembership),
      },
    },
    () => ports.hub(),
  )

  api.post(
    '/hub/retry',
    {
      schema: {
        operationId: 'retryOutbox',
        summary: 'Passes on once more what the hub refused, after its cause was mended',
        body: OutboxRetry,
        response: answers(OutboxRetried),
      },
    },
    async ({ body }) => ({ count: await ports.retryOutbox(body) }),
  )
}
