import { formatEndpoint } from '../core/endpoint.ts'
import { SeededRandom } from '../core/random.ts'
import { MINUTE_MS } from '../core/time-span.ts'
import type { FlowSink } from '../flows/wire/flow-batch.ts'
import { createActors } from './cast.ts'
import { type Exporter, planExporters } from './exporters/exporter.ts'
import { createRecordSession } from './exporters/record-session.ts'
import { knownServices } from './past/known-services.ts'
import { PastDays } from './past/past-days.ts'
import { completePlan } from './plan/complete-plan.ts'
import type { CountryPlan } from './plan/country-plan.ts'
import { settle } from './plan/inhabitants.ts'
import type { Recording } from './recorded/recording.ts'
import type { Actor, Stage } from './traffic/actor.ts'
import { InsideSpace } from './traffic/address-space.ts'
import { Contact, Traffic } from './traffic/contact.ts'
import type { TrafficMinute } from './traffic/traffic-minute.ts'
import { plantedEndpoints } from './truth/planted.ts'
import { trapList } from './truth/traps.ts'
import type { PlantedEndpoint, Trap } from './truth/truth.ts'

/** A seed, what shall differ from the usual country, and real traffic to put into it. */
export type CountryOptions = Partial<CountryPlan> & {
  readonly seed: number
  readonly recordings?: readonly Recording[]
  /** Another name of the plan's `sampling`. */
  readonly samplingInterval?: number
}

export type Country = {
  readonly seed: number
  readonly plan: CountryPlan
  readonly exporters: readonly Exporter[]
  readonly subscriberPrefixes: readonly string[]
  /** The planted C2 servers, one for each endpoint. A detector must never see this. */
  truth(): readonly PlantedEndpoint[]
  /** Everything planted: the controllers of `truth`, and what is planted beside them. */
  planted(): readonly PlantedEndpoint[]
  /** Innocent endpoints by what they are, for naming the cause of an error; never a feature. */
  traps(): readonly Trap[]
  /** Endpoint → what it is; `traps` in short. */
  benignTruth(): ReadonlyMap<string, string>
  /** Minute after minute without end. The same start gives the same traffic. */
  minutes(fromMs: number): Generator<TrafficMinute>
  hours(fromMs: number, hours: number): Generator<TrafficMinute>
  /** Keeps the days before a run that begins there; nothing where the plan has none. */
  past(fromMs: number): PastDays | undefined
  /**
   * What all exporters' records say, straight into columns; yields after each minute, so that the
   * caller can empty the sink. The same records as the datagrams hold: see `createRecordSession`. The days
   * before (`pastDays`) come last.
   */
  records(fromMs: number, hours: number, sink: FlowSink): Generator<{ readonly endMs: number }>
}

/** The largest exporter has 34 % of the subscribers, rounded up. */
const LARGEST_EXPORTER_SHARE = 0.36

/** @throws CountryError PLAN_INVALID, naming the parameter */
export function createCountry(options: CountryOptions): Country {
  const { recordings = [], samplingInterval, ...given } = options
  const plan = completePlan({ sampling: samplingInterval, ...given })
  const random = new SeededRandom(plan.seed)
  const exporters = planExporters(plan.sampling, plan.artefacts, random.fork('exporters'))
  const space = new InsideSpace(Math.ceil(plan.subscribers * LARGEST_EXPORTER_SHARE))
  const inhabitants = settle(random.fork('plan'), plan, exporters, space, recordings)
  const actorSeed = random.fork('actors').integer(2 ** 32)

  function* minutes(fromMs: number): Generator<TrafficMinute> {
    const calendar = new Calendar(fromMs)
    for (const actor of createActors(inhabitants, fromMs, new SeededRandom(actorSeed)))
      calendar.add(actor)
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

  const past = (fromMs: number): PastDays | undefined =>
    plan.pastDays > 0
      ? new PastDays(plan, fromMs, exporters, knownServices(inhabitants, plan))
      : undefined

  function* records(
    fromMs: number,
    count: number,
    sink: FlowSink,
  ): Generator<{ readonly endMs: number }> {
    const sessions = exporters.map((exporter) =>
      createRecordSession({ exporter, seed: plan.seed, startMs: fromMs, sink }),
    )
    const before = past(fromMs)
    for (const minute of hours(fromMs, count)) {
      for (const session of sessions) session.observe(minute)
      before?.observe(minute)
      yield { endMs: minute.endMs }
    }
    for (const session of sessions) session.end()
    const endMs = fromMs + count * 60 * MINUTE_MS
    yield { endMs }
    for (const _ of before?.write(sink) ?? []) yield { endMs }
  }

  const planted = () => plantedEndpoints(inhabitants)
  const traps = () => trapList(inhabitants)
  return {
    seed: plan.seed,
    plan,
    exporters,
    subscriberPrefixes: space.prefixes,
    truth: () => planted().filter(({ kind }) => kind === 'controller'),
    planted,
    traps,
    benignTruth: () => new Map(traps().map((trap) => [formatEndpoint(trap), trap.kind])),
    minutes,
    hours,
    past,
    records,
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
