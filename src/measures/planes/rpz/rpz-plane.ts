import { readFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import type { Clock } from '../../../core/clock.ts'
import type { ZoneRecord } from '../../../gate/warning/faces/index.ts'
import { PolicyZone } from '../../../gate/zone/policy-zone.ts'
import { type Place, ZoneServer } from '../../../gate/zone/zone-server.ts'
import type { Blocking } from '../../block/blocking.ts'
import { type Target, targetKey } from '../../block/target.ts'
import type { RunCommand } from '../command.ts'
import { PlaneError, type PlaneErrorCode } from '../errors.ts'
import type { AfterSilence, Applied, Capacity, Plane } from '../plane.ts'
import { countOf, isEmpty, Standing } from '../standing.ts'
import { includeFile } from './include-file.ts'
import { type Logging, Unbound } from './unbound.ts'
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
/** Within this a resolver takes a change; ours takes some milliseconds, a reload with 50,000 sources 0.3 s. */
const TAKEN_WITHIN_MS = 5_000
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
  #isKnown = false
  #logging: Logging = { ofAddressRules: true, ofEverything: false }

  private constructor(
    choice: RpzChoice,
    run: RunCommand,
    clock: Clock,
    zone: PolicyZone,
    server: ZoneServer,
  ) {
    this.name = choice.name
    this.leaseMs = choice.leaseMs
    this.capacity = choice.capacity
    this.#choice = choice
    this.#clock = clock
    this.#unbound = new Unbound(run, zone.origin)
    this.#zone = zone
    this.#server = server
    this.#standing = new Standing(choice.capacity)
    const { command, includeFile: file } = choice
    this.afterSilence = { kind: 'rpz', command, file, text: this.#fileText([]), zone: zone.origin }
  }

  static async start(choice: RpzChoice, run: RunCommand, clock: Clock): Promise<RpzPlane> {
    const zone = new PolicyZone(choice.zone, ZONE_NUMBERS)
    zone.update([], clock.nowMs())
    // On one machine it comes from the address that it goes to.
    const allowed = [choice.resolver.address, choice.listen.address]
    const server = await ZoneServer.start(zone, choice.listen, allowed)
    return new RpzPlane(choice, run, clock, zone, server)
  }

  async apply(blockings: readonly Blocking[]): Promise<Applied> {
    const blocking = blockings.find(({ scope }) => scope === 'block-name')
    const difference = this.#standing.difference(blocking)
    if (this.#isKnown && isEmpty(difference)) return { added: 0, removed: 0, mended: 0 }
    const { goneSources, newSources } = difference
    const hasOtherSources = !this.#isKnown || goneSources.length + newSources.length > 0
    this.#standing.take(difference)
    this.#isKnown = false
    if (hasOtherSources) this.#logging = await this.#unbound.logging()
    this.#showZone()
    if (hasOtherSources) await this.#tellSources()
    await this.#taken()
    this.#isKnown = true
    return { ...countOf(difference), mended: 0 }
  }

  async mend(): Promise<Applied> {
    const logging = await this.#unbound.logging()
    const hasOtherLogging = logging.ofAddressRules !== this.#logging.ofAddressRules
    this.#logging = logging
    const text = await readFile(this.#choice.includeFile, 'utf8').catch(() => '')
    const isSame = text === this.#fileText(this.#standing.sources.keys())
    const { current } = this.#zone
    if (isSame && !hasOtherLogging && (await this.#unbound.serial()) === current?.serial)
      return { added: 0, removed: 0, mended: 0 }
    this.#isKnown = false
    this.#showZone()
    await this.#tellSources()
    await this.#taken()
    this.#isKnown = true
    return { added: 0, removed: 0, mended: 1 }
  }

  /** The keeper ends the rules; that the resolver answers and knows the zone is what it is told. */
  async renew(): Promise<void> {
    if ((await this.#unbound.serial()) === null)
      throw new PlaneError('PLANE_REFUSED', `unbound does not know the zone ${this.#zone.origin}`)
  }

  async heldTargets(): Promise<ReadonlySet<string>> {
    const serial = await this.#unbound.serial()
    return this.#keysBySerial.get(serial ?? -1) ?? new Set()
  }

  /** A blocked answer is made anew at each query; what was looked up through another way may be older. */
  async forgetAnswers(names: readonly string[]): Promise<void> {
    for (const name of names.slice(0, FORGET_COUNT_MAX)) await this.#unbound.forget(name)
  }

  async liftAll(): Promise<void> {
    this.#standing = new Standing(this.capacity)
    this.#isKnown = false
    this.#showZone()
    await this.#unbound.disable()
    await this.#tellSources()
  }

  concerns(): readonly PlaneErrorCode[] {
    const isLogging =
      this.#logging.ofEverything || (this.#logging.ofAddressRules && this.#choice.hasAddressRules)
    return [
      ...(isLogging ? (['PLANE_LOGS_SUBSCRIBERS'] as const) : []),
      ...(this.#standing.isFull ? (['PLANE_FULL'] as const) : []),
    ]
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server[Symbol.asyncDispose]()
  }

  /** Address rules only where nobody's questions are written down for them. */
  #isHeld(target: Target): boolean {
    if (target.type === 'name') return true
    return this.#choice.hasAddressRules && !this.#logging.ofAddressRules
  }

  #showZone(): void {
    const records: ZoneRecord[] = []
    const keys = new Set<string>()
    for (const target of this.#standing.targets.values()) {
      const made = this.#isHeld(target) ? recordsOf(target, this.#choice.page) : []
      if (made.length > 0) keys.add(targetKey(target))
      records.push(...made)
    }
    this.#zone.update(records, this.#clock.nowMs())
    const { serial } = this.#zone.current!
    this.#keysBySerial.set(serial, keys)
    const [oldest] = this.#keysBySerial.keys()
    if (this.#keysBySerial.size > VERSIONS_MAX) this.#keysBySerial.delete(oldest!)
    this.#server.notify(this.#choice.resolver, serial)
  }

  async #tellSources(): Promise<void> {
    await writeWhole(this.#choice.includeFile, this.#fileText(this.#standing.sources.keys()))
    await this.#unbound.reload()
  }

  /** Waits until the resolver says that it holds the newest version. */
  async #taken(): Promise<void> {
    const { serial } = this.#zone.current!
    for (let asked = 1; asked * ASK_EVERY_MS < TAKEN_WITHIN_MS; asked++) {
      if ((await this.#unbound.serial()) === serial) return
      // The notice may be lost, or have come while it read its configuration.
      if (asked % TRANSFER_AFTER_ASKS === 0) await this.#unbound.transfer()
      await delay(ASK_EVERY_MS)
    }
    throw new PlaneError('PLANE_REFUSED', `${this.name} has not taken the zone`)
  }

  #fileText(sources: Iterable<string>): string {
    return includeFile(this.#zone.origin, this.#ownPlace(), sources)
  }

  #ownPlace(): Place {
    return { address: this.#choice.listen.address, port: this.#server.port }
  }
}

/** What the keeper does: no source is tagged any more, at once and after any restart. */
export async function endPolicyZone(
  run: RunCommand,
  order: { readonly file: string; readonly text: string; readonly zone: string },
): Promise<void> {
  const unbound = new Unbound(run, order.zone)
  await writeWhole(order.file, order.text)
  await unbound.disable()
  await unbound.reload()
}
