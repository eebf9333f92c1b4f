import type { ControlPorts } from '../ports/ports.ts'
import {
  ListImportAnswer,
  ListImportRequest,
  ListQuality,
  ListRemoveAnswer,
  ListRemoveRequest,
} from '../schemas/lists.ts'
import { importRequestOf, importView } from '../views/list-view.ts'
import { type Api, answers } from './route.ts'

/** What `noroshi list` asks of a running service. It reads files by path, so it is never on a TCP port. */
export function addControlLists(api: Api, { lists, listQuality }: ControlPorts): void {
  api.post(
    '/lists/import',
    { schema: { body: ListImportRequest, response: answers(ListImportAnswer) } },
    async ({ body }) => importView(await lists.import(importRequestOf(body))),
  )

  api.post(
    '/lists/remove',
    { schema: { body: ListRemoveRequest, response: answers(ListRemoveAnswer) } },
    async ({ body: { source, ...by } }) => ({ removed: await lists.remove(source, by) }),
  )

  api.post('/lists/quality', { schema: { response: answers(ListQuality) } }, () => listQuality())
}
