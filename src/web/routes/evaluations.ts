import { z } from 'zod'
import type { ApiPorts } from '../ports/ports.ts'
import { WebError } from '../problems/errors.ts'
import { Evaluation, Evaluations } from '../schemas/evaluations.ts'
import { type Api, answers } from './route.ts'

const Parameters = z.object({ name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,99}$/) })

/** The report styles itself and loads nothing; every other page of the console may do neither. */
const REPORT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"

export function addEvaluations(
  api: Api,
  ports: Pick<ApiPorts, 'evaluations' | 'evaluation' | 'evaluationReport'>,
): void {
  api.get(
    '/evaluations',
    {
      schema: {
        operationId: 'listEvaluations',
        summary: 'Measurements of the detector that were kept, newest first',
        response: answers(Evaluations),
      },
    },
    () => ports.evaluations(),
  )
  api.get(
    '/evaluations/:name',
    {
      schema: {
        operationId: 'getEvaluation',
        summary: 'One measurement with everything its pictures are drawn from',
        params: Parameters,
        response: answers(Evaluation),
      },
    },
    async ({ params }) => found(await ports.evaluation(params.name)),
  )
  api.get(
    '/evaluations/:name/report',
    {
      // A page for people, not an answer for programs.
      schema: { hide: true, params: Parameters },
    },
    async ({ params }, reply) =>
      reply
        .header('content-security-policy', REPORT_POLICY)
        .header('x-frame-options', 'SAMEORIGIN')
        .type('text/html; charset=utf-8')
        .send(found(await ports.evaluationReport(params.name))),
  )
}

function found<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new WebError('NOT_FOUND')
  return value
}
