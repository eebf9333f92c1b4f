import { readFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import type { Clock } from '../../../core/clock.ts'
import type { ZoneRecord } from '../../../gate/warning/faces/index.ts'
import { PolicyZone } from '../../../gate/zone/policy-zone.ts'
import { type Place, ZoneServer } from '../../../gate/zone/zone-server.ts'
import type { Blocking } from '../../block/blocking.ts'
import { targetKey } from '../../block/target.ts'
import type { RunCommand } from '../command.ts'
import { PlaneError, type PlaneErrorCode } from '../errors.ts'
import {
  type AfterSilence,
  type Applied,
  type Capacity,
  NOTHING_APPLIED,
  type Plane,
} from '../plane.ts'
import { PrefixTree } from '../prefix-tree.ts'
import { countOf, type Difference, isEmpty, Standing } from '../standing.ts'
import { includeFile } from './include-file.ts'
import { Unbound } from './unbound.ts'
import { writeWhole } from './write-file.ts'
import { type PageAddresses, recordsOf } from './zone-records.ts'

export type RpzChoice = {
  readonly name: string
  readonly leaseMs: number
  readonly capacity: Capacity
  /** Name of the zone: `noroshi.rpz`. */
  readonly zone: string
  /** Where we serve it; the resolver comes from `resolver.address`. */
  readonly listen: Place
  /** Who is told of changes, at the port where it answers queries. */
  readonly resolver: Place
  /** Included by unbound's configuration; written by us alone. */
  readonly includeFile: string
  readonly command: readonly string[]
  /** Whether answers with a warned address are stopped too, whatever the port. */
  readonly hasAddressRules: boolean
  readonly page: PageAddresses | null
}

/**
 * Refresh, retry, expire, time to live in seconds. Short, so that a lost notice and a device's own memory do not
 * keep what was released. (unbound enforces a zone also after it has expired, so `expire` ends nothing.)
 */
const ZONE_NUMBERS = [5, 2, 86_400, 5]
/** Within this a resolver takes a change; ours takes some milliseconds, a reload with 50,000 sources 0.7 s. */
const TAKEN_WITHIN_MS = 8_000
const ASK_EVERY_MS = 25
const TRANSFER_AFTER_ASKS = 20
/** Versions whose keys are remembered, as many as the zone itself keeps. */
const VERSIONS_MAX = 64
/** Names whose answers are forgotten at one release. */
const FORGET_COUNT_MAX = 100

/** Names, and addresses in answers, for sources whose consent covers names: a policy zone for unbound. */
export class RpzPlane implements Plane {
  readonly kind = 'rpz'
  readonly isPortless = true
  readonly name: string
  readonly leaseMs: number
  readonly capacity: Capacity
  readonly afterSilence: AfterSilence
  readonly #choice: RpzChoice
  readonly #clock: Clock
  readonly #unbound: Unbound
  readonly #zone: PolicyZone
  readonly #server: ZoneServer
  readonly #keysBySerial = new Map<number, ReadonlySet<string>>()
  #standing: Standing
  /** Who agreed, in as few prefixes as say it: what unbound reads at each change. */
  #sources = new PrefixTree()
  #isKnown = false
  #isLogging = false
  /** Of the include file as written last. */
  #generationMs = 0
  #addressKeys: ReadonlySet<string> = new Set()

  private constructor(
    choice: RpzChoice,
    run: RunCommand,
    ask: RunCommand,
    clock: Clock,
    zone: PolicyZone,
    server: ZoneServer,
  ) {
    this.name = choice.name
    this.leaseMs = choice.leaseMs
    this.capacity = choice.capacity
    this.#choice = choice
    this.#clock = clock
    this.#unbound = new Unbound(run, ask, zone.origin)
    this.#zone = zone
    this.#server = server
    this.#standing = new Standing(choice.capacity)
    const { command, includeFile: file } = choice
    const text = includeFile({ ...this.#places(), generation: 'g0', sources: [], addresses: [] })
    this.afterSilence = { kind: 'rpz', command, file, text, zone: zone.origin }
  }

  /** @param ask as `run`, given up sooner */
  static async start(
    choice: RpzChoice,
    run: RunCommand,
    ask: RunCommand,
    clock: Clock,
  ): Promise<RpzPlane> {
    const zone = new PolicyZone(choice.zone, ZONE_NUMBERS)
    zone.update([], clock.nowMs())
    // On one machine it comes from the address that it goes to.
    const allowed = [choice.resolver.address, choice.listen.address]
    const server = await ZoneServer.start(zone, choice.listen, allowed)
    return new RpzPlane(choice, run, ask, clock, zone, server)
  }

  async apply(blockings: readonly Blocking[]): Promise<Applied> {
    const blocking = blockings.find(({ scope }) => scope === 'block-name')
    const difference = this.#standing.difference(blocking)
    if (this.#isKnown && isEmpty(difference)) return NOTHING_APPLIED
    const hasOtherFile = !this.#isKnown || concernsFile(difference)
    this.#standing.take(difference)
    for (const source of difference.goneSources) this.#sources.set(source, undefined)
    for (const { source } of difference.newSources)
      this.#sources.set(source, Number.POSITIVE_INFINITY)
    if (!this.#isKnown) this.#isLogging = await this.#unbound.isLogging()
    await this.#tell(hasOtherFile)
    return { ...countOf(difference), mended: 0 }
  }

  async mend(): Promise<Applied> {
    this.#isLogging = await this.#unbound.isLogging()
    const text = await readFile(this.#choice.includeFile, 'utf8').catch(() => '')
    if (text === this.#fileText() && (await this.#hasTaken())) {
      await this.#unbound.enable()
      return NOTHING_APPLIED
    }
    await this.#tell(true)
    return { added: 0, removed: 0, mended: 1 }
  }

  /** The keeper ends the rules; that the resolver answers and knows the zone is what it is told. */
  async renew(): Promise<void> {
    if ((await this.#unbound.serial()) === null)
      throw new PlaneError('PLANE_REFUSED', `unbound does not know the zone ${this.#zone.origin}`)
  }

  /** Names by the version of the zone that it says it holds, addresses by the text that it says it has read. */
  async heldTargets(): Promise<ReadonlySet<string>> {
    const names = this.#keysBySerial.get((await this.#unbound.serial()) ?? -1) ?? new Set()
    const hasRead = (await this.#unbound.generation()) === this.#generation
    return hasRead ? new Set([...names, ...this.#addressKeys]) : names
  }

  /** A blocked answer is made anew at each query; what was looked up through another way may be older. */
  async forgetAnswers(names: readonly string[]): Promise<void> {
    for (const name of names.slice(0, FORGET_COUNT_MAX)) await this.#unbound.forget(name)
  }

  async liftAll(): Promise<void> {
    this.#standing = new Standing(this.capacity)
    this.#sources = new PrefixTree()
    this.#isKnown = false
    await this.#unbound.disable()
    await this.#tell(true)
  }

  concerns(): readonly PlaneErrorCode[] {
    return [
      ...(this.#isLogging ? (['PLANE_LOGS_SUBSCRIBERS'] as const) : []),
      ...(this.#standing.isFull ? (['PLANE_FULL'] as const) : []),
    ]
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server[Symbol.asyncDispose]()
  }

  async #tell(hasOtherFile: boolean): Promise<void> {
    if (!this.#isKnown) await this.#goOnAbove()
    this.#isKnown = false
    this.#showZone()
    if (hasOtherFile) {
      this.#generationMs = Math.max(this.#generationMs + 1, this.#clock.nowMs())
      await writeWhole(this.#choice.includeFile, this.#fileText())
      await this.#unbound.reload()
    }
    await this.#taken()
    if (hasOtherFile) await this.#unbound.enable()
    this.#isKnown = true
  }

  /** It keeps its zone while we start anew, and takes only what is newer. */
  async #goOnAbove(): Promise<void> {
    // A resolver without any zone answers nothing at all; whether it can be reached is seen below.
    const held = await this.#unbound.serial().catch(() => null)
    if (typeof held === 'number' && !this.#keysBySerial.has(held)) this.#zone.riseAbove(held)
  }

  #showZone(): void {
    const records: ZoneRecord[] = []
    const keys = new Set<string>()
    for (const target of this.#standing.targets.values()) {
      if (target.type !== 'name') continue
      keys.add(targetKey(target))
      records.push(...recordsOf(target, this.#choice.page))
    }
    this.#zone.update(records, this.#clock.nowMs())
    const { serial } = this.#zone.current!
    this.#keysBySerial.set(serial, keys)
    const [oldest] = this.#keysBySerial.keys()
    if (this.#keysBySerial.size > VERSIONS_MAX) this.#keysBySerial.delete(oldest!)
    this.#server.notify(this.#choice.resolver, serial)
  }

  /** Waits until the resolver says that it holds the newest version. */
  async #taken(): Promise<void> {
    const untilMs = this.#clock.nowMs() + TAKEN_WITHIN_MS
    for (let asked = 1; this.#clock.nowMs() < untilMs; asked++) {
      // While it reads its configuration it may hang up on who asks.
      if (await this.#hasTaken().catch(() => false)) return
      // The notice may be lost, or have come meanwhile.
      if (asked % TRANSFER_AFTER_ASKS === 0) await this.#unbound.transfer().catch(() => {})
      await delay(ASK_EVERY_MS)
    }
    throw new PlaneError('PLANE_REFUSED', `${this.name} has not taken the zone or the file`)
  }

  /** The text first: reading it makes it forget the zone, which it then takes anew. */
  async #hasTaken(): Promise<boolean> {
    return (
      (await this.#unbound.generation()) === this.#generation &&
      (await this.#unbound.serial()) === this.#zone.current?.serial
    )
  }

  get #generation(): string {
    return `g${this.#generationMs}`
  }

  #fileText(): string {
    const { targets } = this.#standing
    const endpoints = this.#choice.hasAddressRules
      ? [...targets.values()].filter((target) => target.type === 'endpoint')
      : []
    this.#addressKeys = new Set(endpoints.map(targetKey))
    return includeFile({
      ...this.#places(),
      generation: this.#generation,
      sources: this.#sources.fewest(),
      addresses: new Set(endpoints.map(({ address }) => address)),
    })
  }

  #places(): { origin: string; primary: Place } {
    const { address } = this.#choice.listen
    return { origin: this.#zone.origin, primary: { address, port: this.#server.port } }
  }
}

/** Names change with the zone alone. */
const concernsFile = (difference: Difference): boolean =>
  difference.goneSources.length + difference.newSources.length > 0 ||
  [...difference.goneTargets, ...difference.newTargets].some(({ type }) => type === 'endpoint')

/** What the keeper does: no source is tagged any more, at once and after any restart. */
export async function endPolicyZone(
  run: RunCommand,
  order: { readonly file: string; readonly text: string; readonly zone: string },
): Promise<void> {
  const unbound = new Unbound(run, run, order.zone)
  await writeWhole(order.file, order.text)
  await unbound.disable()
  await unbound.reload()
}
