import type { FastifyReply, FastifyRequest } from 'fastify'
import type { House } from '../../people/roles.ts'
import type { SignInPorts } from '../ports/sign-in-ports.ts'

type Ports = Pick<SignInPorts, 'people' | 'signIn'>

/** Cookies do not know ports: two consoles on one machine would sign each other out, and see the other's secret. */
const NAMES: Readonly<Record<House, string>> = {
  operator: 'noroshi-session',
  association: 'noroshi-association-session',
}

/** `__Host-` makes the browser refuse a cookie that another host or an unencrypted page has set. */
const nameOf = ({ people, signIn }: Ports): string =>
  `${signIn.isSecure ? '__Host-' : ''}${NAMES[people.house]}`

export function readSessionCookie(request: FastifyRequest, ports: Ports): string | undefined {
  return request.cookies[nameOf(ports)]
}

/** Ends with the browser; how long it is good for is decided here and not by the browser. */
export function giveSessionCookie(reply: FastifyReply, secret: string, ports: Ports): void {
  reply.setCookie(nameOf(ports), secret, {
    path: '/',
    httpOnly: true,
    sameSite: 'strict',
    secure: ports.signIn.isSecure,
  })
}

export function dropSessionCookie(reply: FastifyReply, ports: Ports): void {
  reply.clearCookie(nameOf(ports), { path: '/', secure: ports.signIn.isSecure })
}
