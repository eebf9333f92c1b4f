/**
 * The hub's HTTP side: for members' own software (signed requests), for stock software (tokens), and for
 * everybody (the log). It does not listen by itself: `app` knows where.
 */
import type { TLSSocket } from 'node:tls'
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyRequest,
  LogController,
} from 'fastify'
import type { Clock } from '../../../core/clock.ts'
import { HubError } from '../errors.ts'
import type { Hub } from '../hub.ts'
import type { Member } from '../member.ts'
import { memberAsking, Nonces } from './authenticate.ts'
import { addFaceRoutes } from './face-routes.ts'
import { hubLimits, sendError } from './http-context.ts'
import { addLogRoutes } from './log-routes.ts'
import { addMemberRoutes } from './member-routes.ts'
import { addReceiptRoutes } from './receipt-routes.ts'
import { addTaxiiRoutes } from './taxii-routes.ts'

export type HubServerPorts = {
  readonly hub: Hub
  readonly clock: Clock
  readonly logger: FastifyBaseLogger
  /** Every root since the first. */
  readonly roots: readonly string[]
  /** PEM; without it only loopback may be listened on. */
  readonly tls: {
    readonly key: string
    readonly cert: string
    /** PEM of the authority that members' certificates are of: without one a member is not listened to. */
    readonly clientAuthority?: string | undefined
  } | null
  /** Routes of other rooms on the same port. They have their own limits and errors. */
  readonly others?: readonly AddRoutes[]
}

/** @param asking which member signed a request; throws as every member route does */
export type AddRoutes = (
  app: FastifyInstance,
  asking: (request: FastifyRequest) => Promise<Member>,
) => void

/** A thousand warnings have 400 kB. */
const BODY_OCTETS_MAX = 1024 * 1024
const REQUEST_TIMEOUT_MS = 30_000
const CONNECTION_TIMEOUT_MS = 60_000

export async function createHubServer(ports: HubServerPorts): Promise<FastifyInstance> {
  const { hub, clock, logger, roots, tls } = ports
  const app = Fastify({
    loggerInstance: logger,
    // A request line can hold an endpoint; the log of a hub holds none.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_OCTETS_MAX,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: CONNECTION_TIMEOUT_MS,
    forceCloseConnections: true,
    ...(tls ? { https: secureOptions(tls) } : {}),
  }) as unknown as FastifyInstance
  // The octets as they came: the signature is over them, and not over what a parser makes of them.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  app.setErrorHandler((error, _request, reply) => sendError(reply, error))
  app.setNotFoundHandler((_request, reply) =>
    sendError(reply, new HubError('HUB_NOT_FOUND', 'there is nothing here')),
  )
  app.addHook('onSend', async (_request, reply) => {
    reply.header('x-content-type-options', 'nosniff')
    reply.header('strict-transport-security', 'max-age=31536000')
  })
  if (tls?.clientAuthority !== undefined)
    app.addHook('onRequest', async (request) => assertCertified(request))
  const context = {
    hub,
    clock,
    roots,
    limits: hubLimits(clock),
    report: (event: Readonly<Record<string, string | number>>, text: string) =>
      logger.info(event, text),
  }
  const nonces = new Nonces()
  addMemberRoutes(app, context, nonces)
  addReceiptRoutes(app, context, nonces)
  addLogRoutes(app, context)
  addFaceRoutes(app, context)
  addTaxiiRoutes(app, context)
  const asking = (request: FastifyRequest) => memberAsking(request, context, nonces)
  for (const add of ports.others ?? []) add(app, asking)
  await app.ready()
  return app
}

/** Asked of everybody and required of members: owners of addresses and witnesses come without one. */
const secureOptions = ({ key, cert, clientAuthority }: NonNullable<HubServerPorts['tls']>) => ({
  key,
  cert,
  minVersion: 'TLSv1.2' as const,
  ...(clientAuthority === undefined
    ? {}
    : { ca: clientAuthority, requestCert: true, rejectUnauthorized: false }),
})

const MEMBER_PATHS = /^\/(v1|taxii2|faces)(\/|\?|$)/

/** Throws REQUEST_UNSIGNED. The certificate is a second lock; who the member is, its signature or token says. */
function assertCertified(request: FastifyRequest): void {
  const path = request.raw.url ?? ''
  if (!MEMBER_PATHS.test(path) || path === '/v1/roots') return
  if (!(request.raw.socket as TLSSocket).authorized)
    throw new HubError('REQUEST_UNSIGNED', 'a certificate of the association is needed')
}
