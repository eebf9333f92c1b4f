/**
 * The HTTP API in two places: for the browser on a TCP port, guarded, with the console; for
 * commands on the socket in the data directory, with `/control`, reachable only by who may open
 * that file. Neither listens by itself: `app` knows where.
 */
import type { FastifyInstance } from 'fastify'
import { authenticate, trustOperator } from './access/authenticate.ts'
import { guardRequests } from './access/request-guard.ts'
import { ROUTE_ROLES } from './access/route-roles.ts'
import { sendSecurityHeaders } from './access/security-headers.ts'
import { registerApi } from './api.ts'
import { serveConsole } from './console-files.ts'
import { createApp } from './http-app.ts'
import type { ControlPorts, PublicPorts } from './ports/ports.ts'
import { PROBLEM_STATUS } from './problems/problem-status.ts'
import { PROBLEM_TEXTS } from './problems/problem-texts.ts'
import { addAccount } from './routes/account.ts'
import { addControl } from './routes/control.ts'
import { addOpenId } from './routes/openid.ts'
import { addControlPeople } from './routes/people.ts'
import { addPublicNotice } from './routes/public-notice.ts'
import type { Api } from './routes/route.ts'
import { addSignIn } from './routes/sign-in.ts'
import { addSubscriberPage } from './routes/subscriber.ts'

/** For answering; the console gives up after the same time. */
const ANSWER_TIMEOUT_MS = 30_000
const PROBLEMS = { status: PROBLEM_STATUS, texts: PROBLEM_TEXTS }

export async function createPublicServer(ports: PublicPorts): Promise<Api> {
  const app = createApp(ports.logger, PROBLEMS, ANSWER_TIMEOUT_MS)
  sendSecurityHeaders(app)
  guardRequests(app, ports.allowedHosts)
  await authenticate(app, ports, ROUTE_ROLES)
  await registerApi(app, ports, (api) => {
    addSignIn(api, ports)
    addAccount(api, ports)
    addOpenId(app, api, ports)
  })
  addPublicNotice(app, ports)
  await addSubscriberPage(app, ports)
  await serveConsole(app, ports.consoleDirectory)
  await app.ready()
  return app
}

/** Without a limit on the time of an answer: detection over a week takes minutes. */
export async function createControlServer(ports: ControlPorts): Promise<Api> {
  const app = createApp(ports.logger, PROBLEMS, 0)
  trustOperator(app, ports, ROUTE_ROLES)
  await registerApi(app, ports)
  const addControls = async (scope: FastifyInstance): Promise<void> => {
    addControl(scope.withTypeProvider(), ports)
    addControlPeople(scope.withTypeProvider(), ports)
  }
  await app.register(addControls, { prefix: '/control' })
  await app.ready()
  return app
}
