import { formatAddress } from '../core/address.ts'
import { formatEndpoint } from '../core/endpoint.ts'
import { protocolName } from '../core/protocol.ts'
import { SeededRandom } from '../core/random.ts'
import type { FlowBatch } from '../flows/wire/flow-batch.ts'
import { describeController, type PlantedC2 } from './attackers/controllers.ts'
import { createActors } from './cast.ts'
import { planCountry } from './country-plan.ts'
import { type Exporter, planExporters } from './exporters/exporter.ts'
import type { Service } from './machines/service.ts'
import type { Actor, Stage } from './traffic/actor.ts'
import { HOUSEHOLDS_PER_EXPORTER_MAX, SUBSCRIBER_PREFIXES } from './traffic/address-space.ts'
import { Contact, Traffic } from './traffic/contact.ts'

export type CountryOptions = {
  readonly seed: number
  /** Households; the traffic grows with them. */
  readonly subscribers?: number
  /** One sampling interval for all exporters, instead of their own. */
  readonly samplingInterval?: number
}

/** The conversations of one virtual minute, whole and unsampled. */
export type TrafficMinute = {
  readonly startMs: number
  readonly endMs: number
  /** Biflow rows as `Traffic` describes them, grouped by who made them; reused by the next minute. */
  readonly flows: FlowBatch
}

export type Country = {
  readonly seed: number
  readonly exporters: readonly Exporter[]
  readonly subscriberPrefixes: readonly string[]
  /** The planted C2 servers. A detector must never see this. */
  truth(): readonly PlantedC2[]
  /** Endpoint → what it is, for analysing errors; never a feature. */
  benignTruth(): ReadonlyMap<string, string>
  /** Minute after minute without end. The same start gives the same traffic. */
  minutes(fromMs: number): Generator<TrafficMinute>
  hours(fromMs: number, hours: number): Generator<TrafficMinute>
}

const SUBSCRIBERS_DEFAULT = 2000
/** The largest exporter holds 35 % of them in its /20. */
const SUBSCRIBERS_MAX = Math.floor(HOUSEHOLDS_PER_EXPORTER_MAX / 0.36)
const MINUTE_MS = 60_000

/** @throws RangeError when `subscribers` is not between 50 and 11,377 */
export function createCountry(options: CountryOptions): Country {
  const subscribers = options.subscribers ?? SUBSCRIBERS_DEFAULT
  if (!(subscribers >= 50 && subscribers <= SUBSCRIBERS_MAX))
    throw new RangeError(`subscribers must be 50 to ${SUBSCRIBERS_MAX}, not ${subscribers}`)
  const random = new SeededRandom(options.seed)
  const exporters = planExporters(options.samplingInterval)
  const plan = planCountry(random.fork('plan'), subscribers, exporters)
  const actorSeed = random.fork('actors').integer(2 ** 32)

  function* minutes(fromMs: number): Generator<TrafficMinute> {
    const calendar = new Calendar(fromMs)
    for (const actor of createActors(plan, fromMs, new SeededRandom(actorSeed))) calendar.add(actor)
    const traffic = new Traffic()
    const stage: Stage = { traffic, contact: new Contact() }
    for (let startMs = fromMs; ; startMs += MINUTE_MS) {
      const endMs = startMs + MINUTE_MS
      traffic.clear()
      calendar.runUntil(endMs, stage)
      yield { startMs, endMs, flows: traffic.flows }
    }
  }

  function* hours(fromMs: number, count: number): Generator<TrafficMinute> {
    const endMs = fromMs + count * 60 * MINUTE_MS
    for (const minute of minutes(fromMs)) {
      if (minute.startMs >= endMs) return
      yield minute
    }
  }

  const { web } = plan
  const benign: readonly Service[] = [
    ...plan.benign.map(({ service }) => service),
    ...web.sites.flatMap(({ servers, parts }) => [...servers, ...parts]),
    ...[web.resolvers, web.streams, web.games, web.peers, web.personal].flat(),
  ]
  return {
    seed: options.seed,
    exporters,
    subscriberPrefixes: SUBSCRIBER_PREFIXES,
    truth: () => plan.controllers.map(describeController),
    benignTruth: () => new Map(benign.flatMap(endpointsOf)),
    minutes,
    hours,
  }
}

/** Actors by the minute of their next act, so that each minute touches only those who act in it. */
class Calendar {
  readonly #originMs: number
  readonly #minutes = new Map<number, Actor[]>()
  #minute = 0

  constructor(originMs: number) {
    this.#originMs = originMs
  }

  add(actor: Actor): void {
    if (!Number.isFinite(actor.nextMs)) return
    const minute = Math.max(this.#minute, Math.floor((actor.nextMs - this.#originMs) / MINUTE_MS))
    const actors = this.#minutes.get(minute)
    if (actors) actors.push(actor)
    else this.#minutes.set(minute, [actor])
  }

  runUntil(endMs: number, stage: Stage): void {
    const actors = this.#minutes.get(this.#minute) ?? []
    this.#minutes.delete(this.#minute)
    this.#minute++
    for (const actor of actors) {
      while (actor.nextMs < endMs) actor.act(stage)
      this.add(actor)
    }
  }
}

function endpointsOf(service: Service): [string, string][] {
  return [service.ipv4, service.ipv6]
    .filter((octets) => octets !== undefined)
    .map((octets) => [
      formatEndpoint({
        address: formatAddress(octets),
        protocol: protocolName(service.protocol),
        port: service.port,
      }),
      service.kind,
    ])
}
