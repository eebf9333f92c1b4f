import type { ApiPorts } from '../ports/ports.ts'
import { Exporters } from '../schemas/operation.ts'
import { type Api, answers } from './route.ts'

/** Strangers are named by whoever sends a datagram, so their number is not ours to trust. */
const EXPORTER_COUNT_MAX = 1_000
const STRANGER_COUNT_MAX = 100

export function addExporters(api: Api, ports: Pick<ApiPorts, 'exporters'>): void {
  api.get(
    '/exporters',
    {
      schema: {
        operationId: 'getExporters',
        summary: 'Who sends flows, and do we hear all of it?',
        response: answers(Exporters),
      },
    },
    async () => {
      const { exporters, strangers, collectors } = await ports.exporters()
      return {
        exporters: exporters.slice(0, EXPORTER_COUNT_MAX),
        strangers: strangers.slice(0, STRANGER_COUNT_MAX),
        collectors,
      }
    },
  )
}
