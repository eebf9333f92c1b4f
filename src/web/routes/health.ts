import type { ApiPorts } from '../ports/ports.ts'
import { Health } from '../schemas/operation.ts'
import { type Api, answers } from './route.ts'

export function addHealth(api: Api, ports: Pick<ApiPorts, 'health'>): void {
  api.get(
    '/health',
    {
      schema: {
        operationId: 'getHealth',
        summary: 'Is the service doing its job?',
        response: answers(Health),
      },
    },
    () => ports.health(),
  )
}
