import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Clock } from '../../../core/clock.ts'
import { digestOf } from '../../../core/secret.ts'
import type { Place } from '../../../gate/zone/zone-server.ts'
import type { Blocking } from '../../block/blocking.ts'
import { targetKey } from '../../block/target.ts'
import type { PlaneErrorCode } from '../errors.ts'
import { type Applied, type Capacity, NOTHING_APPLIED, type Plane } from '../plane.ts'
import { PoolCover } from '../pool-cover.ts'
import { countOf, Standing } from '../standing.ts'
import { decision } from './decisions.ts'
import type { Enforcer } from './enforcer.ts'
import { Told, type Wanted } from './told.ts'

export type StreamChoice = {
  readonly name: string
  readonly leaseMs: number
  readonly listen: Place
  readonly enforcers: readonly Enforcer[]
}

const CONNECTION_COUNT_MAX = 256
const REQUEST_TIMEOUT_MS = 10_000
const CURSOR_HEADER = 'x-noroshi-cursor'

/**
 * Decisions for whoever asks in CrowdSec's way. An enforcer is given any only while every address behind it is
 * granted; each lasts a lease, so that an enforcer that hears nothing more lets go.
 */
export class StreamPlane implements Plane {
  readonly kind = 'stream'
  readonly isPortless = true
  readonly afterSilence = null
  readonly capacity: Capacity = { targets: null, sources: null }
  readonly name: string
  readonly leaseMs: number
  readonly #enforcers: ReadonlyMap<string, Enforcer>
  readonly #clock: Clock
  readonly #cover: PoolCover
  readonly #told = new Map<string, Told>()
  readonly #server: Server
  #standing = new Standing()
  #renewedMs: number

  private constructor(choice: StreamChoice, clock: Clock) {
    this.name = choice.name
    this.leaseMs = choice.leaseMs
    this.#clock = clock
    this.#renewedMs = clock.nowMs()
    this.#enforcers = new Map(choice.enforcers.map((each) => [each.keyDigest, each]))
    this.#cover = new PoolCover([...new Set(choice.enforcers.flatMap(({ sources }) => sources))])
    for (const { name } of choice.enforcers) this.#told.set(name, new Told(choice.leaseMs))
    this.#server = createServer((request, response) => this.#answer(request, response))
    this.#server.maxConnections = CONNECTION_COUNT_MAX
    this.#server.requestTimeout = REQUEST_TIMEOUT_MS
  }

  static async start(choice: StreamChoice, clock: Clock): Promise<StreamPlane> {
    const plane = new StreamPlane(choice, clock)
    plane.#server.listen(choice.listen.port, choice.listen.address)
    await once(plane.#server, 'listening')
    return plane
  }

  get port(): number {
    const address = this.#server.address()
    return typeof address === 'object' && address ? address.port : 0
  }

  async apply(blockings: readonly Blocking[]): Promise<Applied> {
    const blocking = blockings.find(({ scope }) => scope === 'block-address')
    const difference = this.#standing.difference(blocking)
    this.#standing.take(difference)
    this.#cover.change(difference)
    return { ...countOf(difference), mended: 0 }
  }

  async mend(): Promise<Applied> {
    return NOTHING_APPLIED
  }

  async renew(): Promise<void> {
    this.#renewedMs = this.#clock.nowMs()
  }

  /** Enforcers are not asked: what one was told counts as held until the deletion is known to have arrived. */
  async heldTargets(): Promise<ReadonlySet<string>> {
    const nowMs = this.#clock.nowMs()
    const addresses = new Set([...this.#told.values()].flatMap((told) => [...told.held(nowMs)]))
    return new Set(
      [...this.#standing.targets.values()]
        .filter((target) => target.type === 'endpoint' && addresses.has(target.address))
        .map(targetKey),
    )
  }

  async forgetAnswers(): Promise<void> {}

  async liftAll(): Promise<void> {
    this.#standing = new Standing()
    this.#cover.clear()
  }

  concerns(): readonly PlaneErrorCode[] {
    return []
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections()
    this.#server.close()
    await once(this.#server, 'close')
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const [path, query = ''] = (request.url ?? '').split('?')
    const enforcer = this.#enforcerOf(request)
    if (path !== '/v1/decisions/stream') say(response, 404, { message: 'not found' })
    else if (!enforcer) say(response, 403, { message: 'access forbidden' })
    // Asked to see whether the API is there; moves nothing.
    else if (request.method === 'HEAD') say(response, 200, null)
    else if (request.method !== 'GET') say(response, 405, { message: 'method not allowed' })
    else this.#tell(enforcer, new URLSearchParams(query), response)
  }

  #enforcerOf({ headers }: IncomingMessage): Enforcer | undefined {
    const key = headers['x-api-key']
    return this.#enforcers.get(digestOf(typeof key === 'string' ? key : ''))
  }

  #tell(enforcer: Enforcer, query: URLSearchParams, response: ServerResponse): void {
    const acknowledged = query.get('cursor') ?? ''
    const nowMs = this.#clock.nowMs()
    const { added, deleted, cursor } = this.#told
      .get(enforcer.name)!
      .tell(
        this.#wantedBy(enforcer, nowMs),
        query.get('startup') === 'true',
        /^\d{1,15}$/.test(acknowledged) ? Number(acknowledged) : undefined,
        nowMs,
      )
    response.setHeader(CURSOR_HEADER, cursor)
    say(response, 200, {
      new: [...added].map(([address, untilMs]) => decision(address, untilMs, nowMs)),
      deleted: [...deleted].map((address) => decision(address, undefined, nowMs)),
    })
  }

  /** Nothing unless all who are behind it are granted, and never longer than the lease, or any of their grants. */
  #wantedBy({ sources }: Enforcer, nowMs: number): Wanted {
    let untilMs = this.#renewedMs + this.leaseMs
    for (const source of sources)
      untilMs = Math.min(untilMs, this.#cover.coveredUntilMs(source) ?? Number.NEGATIVE_INFINITY)
    const wanted = new Map<string, number>()
    if (sources.length === 0 || untilMs <= nowMs) return wanted
    for (const target of this.#standing.targets.values()) {
      if (target.type !== 'endpoint') continue
      const endMs = Math.min(untilMs, target.untilMs)
      if (endMs > nowMs && endMs > (wanted.get(target.address) ?? 0))
        wanted.set(target.address, endMs)
    }
    return wanted
  }
}

function say(response: ServerResponse, status: number, body: object | null): void {
  const text = body === null ? '' : JSON.stringify(body)
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
  })
  response.end(text)
}
