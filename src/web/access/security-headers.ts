import type { FastifyInstance } from 'fastify'

/** No inline script or style: the console's build has none, so whatever is inline was injected. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  // Small pictures that the console's build puts into the style sheet.
  "img-src 'self' data:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ')

const HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
}

/** On every answer, errors included. What the API says is never kept by a browser or a proxy. */
export function sendSecurityHeaders(app: FastifyInstance): void {
  app.addHook('onRequest', async (_request, reply) => {
    reply.headers(HEADERS).header('cache-control', 'no-store')
  })
}
