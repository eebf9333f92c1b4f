import type { ApiPorts } from '../ports/ports.ts'
import { Settings } from '../schemas/operation.ts'
import { type Api, answers } from './route.ts'

export function addSettings(api: Api, ports: Pick<ApiPorts, 'settings'>): void {
  api.get(
    '/settings',
    {
      schema: {
        operationId: 'getSettings',
        summary: 'What an operator needs to point a router here',
        response: answers(Settings),
      },
    },
    () => ports.settings(),
  )
}
