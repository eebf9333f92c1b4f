import type { Server } from 'node:http'
import { isIP } from 'node:net'
import { AppError } from '../errors.ts'

type Listening = {
  readonly server: Server
  listen(place: { readonly host: string; readonly port: number }): Promise<unknown>
}

/** Answers the URL, with the port that was given when any was asked for. Throws PORT_TAKEN. */
export async function listen(
  app: Listening,
  { host, port }: { readonly host: string; readonly port: number },
  isSecure: boolean,
): Promise<string> {
  try {
    await app.listen({ host, port })
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw cause
    throw new AppError('PORT_TAKEN', `port ${port} is in use`, { cause })
  }
  const address = app.server.address()
  const boundPort = typeof address === 'object' && address ? address.port : port
  const shown = isIP(host) === 6 ? `[${host}]` : host
  return `${isSecure ? 'https' : 'http'}://${shown}:${boundPort}/`
}
