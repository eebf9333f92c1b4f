import Fastify, { type FastifyBaseLogger, LogController } from 'fastify'
import { WebError } from './problems/errors.ts'
import { answerMalformed } from './problems/malformed-request.ts'
import { type ProblemBook, problemSender } from './problems/problem.ts'
import type { Api } from './routes/route.ts'

/** The largest body is a decision with its note. */
const BODY_OCTETS_MAX = 64 * 1024
/** For receiving a request: a client that dribbles must not hold a connection. */
const REQUEST_TIMEOUT_MS = 10_000
const IDLE_TIMEOUT_MS = 60_000

/**
 * An HTTP application with our bounds and refusals, and no route yet.
 *
 * @param handlerTimeout milliseconds for one answer; 0 for as long as it takes
 * @param tls PEM; without it the caller listens on loopback
 */
export function createApp(
  logger: FastifyBaseLogger,
  book: ProblemBook,
  handlerTimeout: number,
  tls: { readonly key: string; readonly cert: string } | null = null,
): Api {
  const sendProblem = problemSender(book)
  const app = Fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_OCTETS_MAX,
    requestTimeout: REQUEST_TIMEOUT_MS,
    connectionTimeout: IDLE_TIMEOUT_MS,
    handlerTimeout,
    forceCloseConnections: true,
    frameworkErrors: sendProblem,
    clientErrorHandler: answerMalformed,
    routerOptions: { maxParamLength: 64 },
    ...(tls ? { https: { ...tls, minVersion: 'TLSv1.2' } } : {}),
  }) as unknown as Api
  app.removeContentTypeParser('text/plain')
  app.setErrorHandler(sendProblem)
  refuseNul(app)
  return app
}

/** No name, address or filter has one, and PostgreSQL can hold none: it would be a fault of ours further in. */
function refuseNul(app: Api): void {
  app.addHook('preHandler', async ({ params, query }) => {
    for (const part of [params, query])
      for (const value of Object.values(part ?? {}))
        if (typeof value === 'string' && value.includes('\0')) throw new WebError('QUERY_INVALID')
  })
}
