import { readFileSync } from 'node:fs'
import { BlockList, isIP } from 'node:net'
import type { Logger } from 'pino'
import { HOUR_MS, MINUTE_MS } from '../../core/time-span.ts'
import { HubError } from '../../gate/hub/errors.ts'
import { createHubServer } from '../../gate/hub/http/server.ts'
import type { DataDirectory } from '../data-directory.ts'
import { AppError } from '../errors.ts'
import { HeldDirectory } from '../held-directory.ts'
import { systemClock } from '../system-ports.ts'
import { deskListener, deskOf, HUB_COMMAND } from './hub-desk.ts'
import { openHub } from './open-hub.ts'

export type HubServiceOptions = {
  readonly directory: DataDirectory
  readonly host: string
  readonly port: number
  /** Paths of PEM files. */
  readonly tls: { readonly key: string; readonly certificate: string } | null
  readonly logger: Logger
}

export type HubService = { readonly url: string; [Symbol.asyncDispose](): Promise<void> }

const LOOPBACK = new BlockList()
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4')
LOOPBACK.addAddress('::1', 'ipv6')

/** The association's process: database, log and HTTP. It loads no code that could read a flow. */
export async function startHub(options: HubServiceOptions): Promise<HubService> {
  const { directory, host, port, logger } = options
  if (!options.tls && !isLoopback(host))
    throw new HubError(
      'HUB_TLS_REQUIRED',
      `${host} is not loopback: a key and a certificate are needed`,
    )
  const tls = options.tls && {
    key: readFileSync(options.tls.key, 'utf8'),
    cert: readFileSync(options.tls.certificate, 'utf8'),
  }
  await using stack = new AsyncDisposableStack()
  const held = stack.use(await HeldDirectory.hold(directory, HUB_COMMAND))
  const { hub, roots } = stack.use(await openHub(directory))
  held.serve(deskListener(deskOf(hub)))
  const app = await createHubServer({ hub, clock: systemClock, logger, roots, tls })
  stack.defer(() => app.close())
  await app.listen({ host, port }).catch((cause) => {
    if (cause.code !== 'EADDRINUSE') throw cause
    throw new AppError('PORT_TAKEN', `port ${port} is in use`, { cause })
  })
  const pass = async (): Promise<void> => {
    try {
      await hub.passTime()
    } catch (error) {
      logger.error({ err: error }, 'leases could not be looked at; tried again in a minute')
    }
  }
  const stamp = async (): Promise<void> => {
    try {
      await hub.stamp()
    } catch (error) {
      logger.warn({ err: error }, 'the log was not time-stamped; tried again in an hour')
    }
  }
  await pass()
  const timers = [setInterval(pass, MINUTE_MS), setInterval(stamp, HOUR_MS)]
  stack.defer(() => timers.forEach(clearInterval))
  void stamp()
  const address = app.server.address()
  const boundPort = typeof address === 'object' && address ? address.port : port
  const shown = isIP(host) === 6 ? `[${host}]` : host
  const kept = stack.move()
  return {
    url: `${tls ? 'https' : 'http'}://${shown}:${boundPort}/`,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

function isLoopback(host: string): boolean {
  if (host === 'localhost') return true
  const family = isIP(host)
  return family !== 0 && LOOPBACK.check(host, family === 6 ? 'ipv6' : 'ipv4')
}
