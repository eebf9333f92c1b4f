import type { FastifyReply, FastifyRequest } from 'fastify'

/** `__Host-` makes the browser refuse a cookie that another host or an unencrypted page has set. */
const nameOf = (isSecure: boolean): string =>
  isSecure ? '__Host-noroshi-session' : 'noroshi-session'

export function readSessionCookie(request: FastifyRequest, isSecure: boolean): string | undefined {
  return request.cookies[nameOf(isSecure)]
}

/** Ends with the browser; how long it is good for is decided here and not by the browser. */
export function giveSessionCookie(reply: FastifyReply, secret: string, isSecure: boolean): void {
  reply.setCookie(nameOf(isSecure), secret, {
    path: '/',
    httpOnly: true,
    sameSite: 'strict',
    secure: isSecure,
  })
}

export function dropSessionCookie(reply: FastifyReply, isSecure: boolean): void {
  reply.clearCookie(nameOf(isSecure), { path: '/', secure: isSecure })
}
