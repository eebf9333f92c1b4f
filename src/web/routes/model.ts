import type { ApiPorts } from '../ports/ports.ts'
import { Model, ModelPromotion } from '../schemas/model.ts'
import { type Api, answers } from './route.ts'

export function addModel(api: Api, ports: Pick<ApiPorts, 'model' | 'promoteModel'>): void {
  api.get(
    '/model',
    {
      schema: {
        operationId: 'getModel',
        summary: 'The model in use: its card, its curves, drift, and a challenger beside it',
        response: answers(Model),
      },
    },
    () => ports.model(),
  )

  api.post(
    '/model/promote',
    {
      schema: {
        operationId: 'promoteModel',
        summary: 'A person makes another model the one that decides; the audit says who and why',
        body: ModelPromotion,
        response: answers(Model),
      },
    },
    async ({ body }) => {
      await ports.promoteModel(body)
      return await ports.model()
    },
  )
}
