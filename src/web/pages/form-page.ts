import type { FastifyInstance } from 'fastify'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** A page without scripts sends a form here; nothing else may be sent as one. */
    takesForm?: true
  }
}

/** A form of ours has a handful of short fields. */
const FORM_OCTETS_MAX = 4_096

/** Reads forms in this scope and nowhere else. */
export function readForms(scope: FastifyInstance): void {
  scope.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: FORM_OCTETS_MAX },
    (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  )
}
