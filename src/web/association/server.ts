/**
 * The association's console and its API, on a listener of its own. Members' software has another port; nothing
 * here answers to a member's key, and nothing there to a person's cookie.
 */
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import { authenticate } from '../access/authenticate.ts'
import { guardRequests } from '../access/request-guard.ts'
import { sendSecurityHeaders } from '../access/security-headers.ts'
import { serveConsole } from '../console-files.ts'
import { createApp } from '../http-app.ts'
import { describeApi } from '../openapi.ts'
import { WebError } from '../problems/errors.ts'
import { addAccount } from '../routes/account.ts'
import { addOpenId } from '../routes/openid.ts'
import { addPeople } from '../routes/people.ts'
import type { Api } from '../routes/route.ts'
import { addSignIn } from '../routes/sign-in.ts'
import { ASSOCIATION_DESCRIPTION } from './api-description.ts'
import type { AssociationPorts } from './ports.ts'
import { ASSOCIATION_PROBLEMS } from './problems.ts'
import { ASSOCIATION_ROUTE_ROLES } from './route-roles.ts'
import { addDisputes } from './routes/disputes.ts'
import { addHub } from './routes/hub.ts'
import { addMembers } from './routes/members.ts'
import { addWarnings } from './routes/warnings.ts'

/** The console gives up after the same time. */
const ANSWER_TIMEOUT_MS = 30_000

/** Does not listen by itself: `app` knows where. */
export async function createAssociationServer(ports: AssociationPorts): Promise<Api> {
  const app = createApp(ports.logger, ASSOCIATION_PROBLEMS, ANSWER_TIMEOUT_MS, ports.tls)
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  sendSecurityHeaders(app)
  guardRequests(app, ports.allowedHosts)
  await authenticate(app, ports, ASSOCIATION_ROUTE_ROLES)
  await app.register(
    async (scope) => {
      const api: Api = scope.withTypeProvider()
      await describeApi(api, ASSOCIATION_DESCRIPTION)
      addSignIn(api, ports)
      addAccount(api, ports)
      addOpenId(app, api, ports)
      addPeople(api, ports)
      addHub(api, ports)
      addMembers(api, ports)
      addDisputes(api, ports)
      addWarnings(api, ports)
      api.get('/openapi.json', { schema: { hide: true } }, async () => api.swagger())
      api.setNotFoundHandler(() => {
        throw new WebError('NOT_FOUND')
      })
    },
    { prefix: '/api/v1' },
  )
  await serveConsole(app, ports.consoleDirectory)
  await app.ready()
  return app
}
