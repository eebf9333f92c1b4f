import type { FastifyInstance, FastifyRequest } from 'fastify'
import { WebError } from '../problems/errors.ts'

const LOOPBACK_HOSTS = ['localhost', '127.0.0.1', '[::1]']
const FORM_TYPE = 'application/x-www-form-urlencoded'
const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Keeps other people's web pages out. Binding to the loopback is not enough: a page open in the
 * analyst's browser can send requests to 127.0.0.1, or give its own name our address for a second
 * (DNS rebinding) and then read the answers as well.
 */
export function guardRequests(app: FastifyInstance, allowedHosts: readonly string[]): void {
  const hosts = new Set([...LOOPBACK_HOSTS, ...allowedHosts.map((host) => host.toLowerCase())])
  app.addHook('onRequest', async (request) => {
    assertHost(request, hosts)
    assertSite(request)
    if (!SAFE_METHODS.has(request.method)) assertJson(request)
  })
}

function assertHost(request: FastifyRequest, hosts: ReadonlySet<string>): void {
  const host = (request.headers.host ?? '').toLowerCase().replace(/:\d{1,5}$/, '')
  if (!hosts.has(host)) throw new WebError('HOST_REFUSED')
}

/**
 * A link from elsewhere may open the console, but the API answers the console alone: reading a
 * case's activity leaves a line in the audit, and nobody else's page shall write there. Clients that
 * are no browsers send none of these headers.
 */
function assertSite(request: FastifyRequest): void {
  const { origin, 'sec-fetch-site': site } = request.headers
  const isConsolePage = SAFE_METHODS.has(request.method) && !isInterface(request)
  if (isConsolePage) return
  if (site !== undefined && site !== 'same-origin' && site !== 'none')
    throw new WebError('ORIGIN_REFUSED')
  if (origin !== undefined && !isSameOrigin(origin, request)) throw new WebError('ORIGIN_REFUSED')
}

/** A form of another site can send text/plain and urlencoded, never JSON without asking first. */
function assertJson(request: FastifyRequest): void {
  const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase()
  // A page for people without scripts; its site was asserted, and its cookie goes to no other site's form.
  if (request.routeOptions.config.takesForm && type === FORM_TYPE) return
  if (type !== 'application/json') throw new WebError('CONTENT_TYPE_REFUSED')
}

/** By the route that was matched: `/%61pi/v1/cases` is a spelling of the same route. */
function isInterface(request: FastifyRequest): boolean {
  const route = request.routeOptions.url ?? ''
  return route.startsWith('/api/') || route === '/metrics'
}

/** Scheme and all: TLS, where there is any, ends at a proxy in front, so https may speak for http. */
function isSameOrigin(origin: string, request: FastifyRequest): boolean {
  const host = request.headers.host?.toLowerCase()
  return origin === `http://${host}` || origin === `https://${host}`
}
