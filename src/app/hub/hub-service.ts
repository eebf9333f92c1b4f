import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { BlockList, isIP } from 'node:net'
import type { Logger } from 'pino'
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../core/time-span.ts'
import { HubError } from '../../gate/hub/errors.ts'
import { createHubServer } from '../../gate/hub/http/server.ts'
import type { DataDirectory } from '../data-directory.ts'
import { HeldDirectory } from '../held-directory.ts'
import { systemClock } from '../system-ports.ts'
import type { ConsoleOptions } from './console-options.ts'
import { disputeDeskOf } from './dispute-desk.ts'
import { deskListener, deskOf } from './hub-desk.ts'
import { hubMetricsServer } from './hub-metrics.ts'
import { listen } from './listen.ts'
import { staffNoticesOf } from './notices/open-notices.ts'
import { openHub } from './open-hub.ts'
import { oversightDeskOf } from './oversight-desk.ts'
import { HUB_COMMAND } from './with-desk.ts'

export type HubServiceOptions = {
  readonly directory: DataDirectory
  readonly host: string
  readonly port: number
  /** Paths of PEM files. */
  readonly tls: {
    readonly key: string
    readonly certificate: string
    /** Of the certificates that members must show. */
    readonly clientAuthority?: string | undefined
  } | null
  readonly logger: Logger
  /** The association's console, on a port of its own; none when null. */
  readonly console: ConsoleOptions | null
  /** Of loopback, for Prometheus; none when null. */
  readonly metricsPort: number | null
}

export type HubService = {
  readonly url: string
  readonly console: { readonly url: string; readonly firstUrl: string | null } | null
  [Symbol.asyncDispose](): Promise<void>
}

/** Members that require a witness wait as long for one that was away. */
const WITNESS_EVERY_MS = 5 * SECOND_MS

const LOOPBACK = new BlockList()
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4')
LOOPBACK.addAddress('::1', 'ipv6')

/** The association's process: database, log and HTTP. It loads no code that could read a flow. */
export async function startHub(options: HubServiceOptions): Promise<HubService> {
  const { directory, logger } = options
  for (const { host } of [options, ...(options.console ? [options.console] : [])])
    if (!options.tls && !isLoopback(host))
      throw new HubError(
        'HUB_TLS_REQUIRED',
        `${host} is not loopback: a key and a certificate are needed`,
      )
  const tls = options.tls && {
    key: readFileSync(options.tls.key, 'utf8'),
    cert: readFileSync(options.tls.certificate, 'utf8'),
    clientAuthority:
      options.tls.clientAuthority === undefined
        ? undefined
        : readFileSync(options.tls.clientAuthority, 'utf8'),
  }
  await using stack = new AsyncDisposableStack()
  const held = stack.use(await HeldDirectory.hold(directory, HUB_COMMAND))
  const open = stack.use(await openHub(directory))
  const { hub, roots } = open
  // Only where it is asked for: a hub without a console loads nothing of persons and pages.
  const association =
    options.console &&
    stack.use(
      await (await import('./association.ts')).startAssociation(open, options.console, {
        directory,
        tls,
        logger,
      }),
    )
  const oversight = oversightDeskOf(open)
  held.serve(
    deskListener({
      ...deskOf(hub, association?.makeLink),
      ...disputeDeskOf(open.disputes.disputes),
      ...oversight,
    }),
  )
  const app = await createHubServer({
    hub,
    clock: systemClock,
    logger,
    roots,
    tls,
    others: [open.disputes.addRoutes],
  })
  stack.defer(() => app.close())
  const url = await listen(app, options, tls !== null)
  const notices = staffNoticesOf(open, logger)
  if (options.metricsPort !== null) {
    const server = hubMetricsServer(oversight.standing, systemClock.nowMs)
    stack.defer(() => void server.close())
    server.listen(options.metricsPort, '127.0.0.1')
    await once(server, 'listening')
  }
  const pass = async (): Promise<void> => {
    try {
      await hub.passTime()
      await open.disputes.disputes.passTime()
      await notices.pass()
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
  const catchUp = (): void => {
    hub.log.catchUpWitnesses().catch((error: unknown) => {
      logger.error({ err: error }, 'the witnesses could not be shown the log')
    })
  }
  const timers = [
    setInterval(pass, MINUTE_MS),
    setInterval(stamp, HOUR_MS),
    setInterval(catchUp, WITNESS_EVERY_MS),
  ]
  stack.defer(() => timers.forEach(clearInterval))
  void stamp()
  const kept = stack.move()
  return {
    url,
    console: association && { url: association.url, firstUrl: association.firstUrl },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

function isLoopback(host: string): boolean {
  if (host === 'localhost') return true
  const family = isIP(host)
  return family !== 0 && LOOPBACK.check(host, family === 6 ? 'ipv6' : 'ipv4')
}
