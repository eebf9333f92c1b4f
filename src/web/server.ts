/**
 * The HTTP API in two places: for the browser on a TCP port, guarded, with the console; for
 * commands on the socket in the data directory, with `/control`, reachable only by who may open
 * that file. Neither listens by itself: `app` knows where.
 */
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import { authenticate, trustOperator } from './access/authenticate.ts'
import { registerApi } from './api.ts'
import { serveConsole } from './console-files.ts'
import { WebError } from './errors.ts'
import { answerMalformed } from './malformed-request.ts'
import type { ControlPorts, PublicPorts } from './ports.ts'
import { answerProblems, sendProblem } from './problem.ts'
import { guardRequests } from './request-guard.ts'
import { addAccount } from './routes/account.ts'
import { addControl } from './routes/control.ts'
import { addOpenId } from './routes/openid.ts'
import { addControlPeople } from './routes/people.ts'
import { addPublicNotice } from './routes/public-notice.ts'
import type { Api } from './routes/route.ts'
import { addSignIn } from './routes/sign-in.ts'
import { sendSecurityHeaders } from './security-headers.ts'

/** The largest body is a decision with its note. */
const BODY_OCTETS_MAX = 64 * 1024
/** For receiving a request: a client that dribbles must not hold a connection. */
const REQUEST_TIMEOUT_MS = 10_000
const IDLE_TIMEOUT_MS = 60_000
/** For answering it; the console gives up after the same time. */
const ANSWER_TIMEOUT_MS = 30_000

export async function createPublicServer(ports: PublicPorts): Promise<Api> {
  const app = createApp(ports.logger, ANSWER_TIMEOUT_MS)
  sendSecurityHeaders(app)
  guardRequests(app, ports.allowedHosts)
  await authenticate(app, ports)
  await registerApi(app, ports, (api) => {
    addSignIn(api, ports)
    addAccount(api, ports)
    addOpenId(app, api, ports)
  })
  addPublicNotice(app, ports)
  await serveConsole(app, ports.consoleDirectory)
  await app.ready()
  return app
}

/** Without a limit on the time of an answer: detection over a week takes minutes. */
export async function createControlServer(ports: ControlPorts): Promise<Api> {
  const app = createApp(ports.logger, 0)
  trustOperator(app, ports)
  await registerApi(app, ports)
  const addControls = async (scope: FastifyInstance): Promise<void> => {
    addControl(scope.withTypeProvider(), ports)
    addControlPeople(scope.withTypeProvider(), ports)
  }
  await app.register(addControls, { prefix: '/control' })
  await app.ready()
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

function createApp(logger: FastifyBaseLogger, handlerTimeout: number): Api {
  const app: Api = Fastify({
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
  })
  app.removeContentTypeParser('text/plain')
  answerProblems(app)
  refuseNul(app)
  return app
}
