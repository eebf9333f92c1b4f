import type { ApiPorts } from '../ports/ports.ts'
import { Candidates } from '../schemas/detection.ts'
import { CandidatesQuery } from '../schemas/queries.ts'
import { type Api, answers } from './route.ts'

export function addCandidates(api: Api, ports: Pick<ApiPorts, 'candidates'>): void {
  api.get(
    '/candidates',
    {
      schema: {
        operationId: 'getCandidates',
        summary: 'The newest detection: probable C2 servers with reasons, best first',
        querystring: CandidatesQuery,
        response: answers(Candidates),
      },
    },
    async ({ query: { limit } }) => {
      const newest = await ports.candidates(limit)
      return { ...newest, candidates: newest.candidates.slice(0, limit) }
    },
  )
}
