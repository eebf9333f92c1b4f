/**
 * The one door to what is done: planes, their keeper, releases and the page, from one configuration. Whoever wires it
 * hands in blockings, which cannot be made without grants, after every change of plan or consent.
 */
import type { Clock } from '../core/clock.ts'
import { type DrawOctets, drawHandle } from '../core/secret.ts'
import type { Database } from '../db/database.ts'
import { Blocking } from './block/blocking.ts'
import type { Target } from './block/target.ts'
import type { MeasuresConfiguration } from './configuration.ts'
import type { Grant } from './consent/grant.ts'
import { BLOCK_SCOPES } from './consent/scopes.ts'
import { Narrowing } from './narrowing.ts'
import { BlockPage, type PageCounts } from './page/block-page.ts'
import type { Outcome } from './planes/driver.ts'
import { Keeper } from './planes/keeper/keeper.ts'
import { openPlane } from './planes/open-plane.ts'
import type { Plane } from './planes/plane.ts'
import { type PlaneStatus, Reconciler } from './planes/reconciler.ts'
import type { Closure, ReleaseCause } from './release/closure.ts'
import type { ReleaseReceipt } from './release/receipt.ts'
import { ReleaseDesk, type ReleaseRequest } from './release/release-desk.ts'
import { type Lift, ReleaseStore, type StoredRelease, signed } from './release/release-store.ts'

export type MeasuresPorts = {
  readonly clock: Clock
  readonly database: Database
  readonly draw: DrawOctets
  /** A directory of ours that outlives the process. */
  readonly directory: string
  /** Of the line that has this address now: pauses its protection for these hours. False where nobody has it. */
  pause(address: string, hours: number): Promise<boolean>
  /** Acknowledges a release where it came from; fails quietly, and is not tried again here. */
  acknowledge?(receipt: ReleaseReceipt): Promise<void>
}

/** What each plane is to hold, by its name. */
export type Wanted = ReadonlyMap<string, readonly Blocking[]>

export type MeasuresStatus = {
  readonly isDryRun: boolean
  /** Set while everything is lifted. */
  readonly lift: Lift | null
  readonly planes: readonly PlaneStatus[]
  readonly page: PageCounts | null
  /** Targets wanted on any plane, and how many releases stand against them. */
  readonly targetCount: number
  readonly exemptionCount: number
}

/** Ends further away are looked for again then; a timer holds no more than 24 days. */
const LOOK_AGAIN_MS = 3_600_000

export class Measures {
  readonly #ports: MeasuresPorts
  readonly #isDryRun: boolean
  readonly #keeper: Keeper
  readonly #reconciler: Reconciler
  readonly #store: ReleaseStore
  readonly #page: BlockPage | undefined
  #desk!: ReleaseDesk
  #wanted: Wanted = new Map()
  readonly #narrowing = new Narrowing()
  #lift: Lift | null = null
  #turn: NodeJS.Timeout | undefined

  private constructor(
    ports: MeasuresPorts,
    isDryRun: boolean,
    planes: readonly Plane[],
    keeper: Keeper,
    page: BlockPage | undefined,
  ) {
    this.#ports = ports
    this.#isDryRun = isDryRun
    this.#keeper = keeper
    this.#page = page
    this.#store = new ReleaseStore(ports.database)
    this.#reconciler = new Reconciler(planes, ports.clock, (plane) => keeper.beat(plane))
  }

  /**
   * Opens all devices. They hold nothing of ours until `set` is called first; what an earlier run left there runs out
   * with its lease, or is taken over.
   */
  static async start(
    configuration: MeasuresConfiguration,
    ports: MeasuresPorts,
  ): Promise<Measures> {
    const { dryRun, devices, page, probe } = configuration
    const planes = await Promise.all(
      devices.map((device) => openPlane(device, page, dryRun, ports.clock)),
    )
    const keeper = await Keeper.start(ports.directory, drawHandle(ports.draw), planes)
    const shown = page && !dryRun ? await startPage(page, ports) : undefined
    const measures = new Measures(ports, dryRun, planes, keeper, shown)
    measures.#desk = await ReleaseDesk.open({
      store: measures.#store,
      clock: ports.clock,
      draw: ports.draw,
      vantages: probe && !dryRun ? probe : null,
      planes,
      targets: () => [...measures.#targets().values()],
      reapply: () => measures.#reapply(),
    })
    // Lifted stays lifted, whoever starts the service again.
    await measures.#desk.forgetIdle()
    measures.#lift = (await measures.#store.standingLift()) ?? null
    if (measures.#lift) await measures.#reconciler.liftAll()
    measures.#reconciler.run()
    return measures
  }

  /** What planning has to know of them. */
  get devices(): readonly Pick<Plane, 'name' | 'kind' | 'capacity'>[] {
    return this.#reconciler.planes
  }

  /** What is wanted from now on, in place of what was. Answers when each plane has taken it or says why not. */
  set(wanted: Wanted): Promise<Outcome[]> {
    this.#wanted = wanted
    const outcomes = this.#reapply()
    if (this.#desk.hasUnproved) void outcomes.then(() => this.#proveOpen()).catch(() => {})
    return outcomes
  }

  /** The same targets on every plane, for whom these grants cover. */
  setEverywhere(targets: readonly Target[], grants: readonly Grant[]): Promise<Outcome[]> {
    const nowMs = this.#ports.clock.nowMs()
    const blockings = BLOCK_SCOPES.map((scope) => Blocking.of(scope, targets, grants, nowMs))
    return this.set(new Map(this.#reconciler.planes.map(({ name }) => [name, blockings])))
  }

  previewRelease(subject: string, cause: ReleaseCause): Promise<Closure> {
    return this.#desk.preview(subject, cause)
  }

  /** Lifts at once, then proves. Throws `ReleaseError`. */
  async release(request: ReleaseRequest): Promise<ReleaseReceipt> {
    const receipt = await this.#desk.release(request)
    await this.#ports.acknowledge?.(receipt).catch(() => {})
    return receipt
  }

  /** Within five seconds, by who released. Throws `ReleaseError`. */
  undoRelease(id: string, by: string): Promise<void> {
    return this.#desk.undo(id, by)
  }

  revokeRelease(id: string, by: string, reason: string): Promise<void> {
    return this.#desk.revoke(id, by, reason)
  }

  /** Newest first. */
  releases(countMax: number, subjects?: readonly string[]): Promise<StoredRelease[]> {
    return this.#desk.latest(countMax, subjects)
  }

  /** Everything off every plane, and nothing on again until `resume`, also after a restart. */
  async liftAll(by: string, reason: string): Promise<Outcome[]> {
    const texts = signed(by, reason)
    const lift = {
      liftedAtMs: this.#ports.clock.nowMs(),
      liftedBy: texts.by,
      reason: texts.reason,
    }
    const isFirst = this.#lift === null
    this.#lift ??= lift
    // The devices first: a database that hangs must not keep anybody blocked.
    const outcomes = this.#reconciler.liftAll()
    if (isFirst) await this.#store.lift(drawHandle(this.#ports.draw), lift)
    return outcomes
  }

  async resume(by: string, reason: string): Promise<Outcome[]> {
    const texts = signed(by, reason)
    await this.#store.resume(this.#ports.clock.nowMs(), texts.by, texts.reason)
    this.#lift = null
    await this.#reapply()
    return this.#reconciler.resume()
  }

  /** Keys of the targets that a device says it holds, by plane; null where it does not answer. */
  async held(): Promise<ReadonlyMap<string, ReadonlySet<string> | null>> {
    return new Map(
      await Promise.all(
        this.#reconciler.planes.map(
          async (plane) => [plane.name, await plane.heldTargets().catch(() => null)] as const,
        ),
      ),
    )
  }

  /** What each plane was told last, by its name: releases are taken off already. */
  wanted(): Wanted {
    return this.#reconciler.wanted()
  }

  /** Reads every device now and puts right what differs. */
  mend(): Promise<void> {
    return this.#reconciler.mend()
  }

  /** Counts and codes; neither subscribers nor targets. */
  status(): MeasuresStatus {
    return {
      isDryRun: this.#isDryRun,
      lift: this.#lift,
      planes: this.#reconciler.status(),
      page: this.#page?.counts ?? null,
      targetCount: this.#targets().size,
      exemptionCount: this.#desk.exemptions.length,
    }
  }

  /** Leaves the rules to their leases. */
  async [Symbol.asyncDispose](): Promise<void> {
    clearTimeout(this.#turn)
    await this.#reconciler[Symbol.asyncDispose]()
    await this.#keeper[Symbol.asyncDispose]()
    await this.#page?.[Symbol.asyncDispose]()
  }

  /** What an earlier run lifted and did not look after; nobody waits for it, and where it fails the next start looks. */
  async #proveOpen(): Promise<void> {
    for (const receipt of await this.#desk.proveOpen()) await this.#ports.acknowledge?.(receipt)
  }

  #reapply(): Promise<Outcome[]> {
    const nowMs = this.#ports.clock.nowMs()
    const { planes } = this.#reconciler
    const left = this.#narrowing.narrow(planes, this.#wanted, this.#desk.exemptions, nowMs)
    this.#waitForTurn(left, nowMs)
    return this.#reconciler.apply(({ name }) => left.get(name) ?? [])
  }

  /** Grants and warnings end by themselves, also on devices that know no time. */
  #waitForTurn(left: Wanted, nowMs: number): void {
    clearTimeout(this.#turn)
    const ends = [...left.values()].flat().map(({ endMs }) => endMs)
    if (ends.length === 0) return
    const waitMs = Math.min(LOOK_AGAIN_MS, Math.min(...ends) - nowMs)
    this.#turn = setTimeout(() => void this.#reapply(), Math.max(1, waitMs)).unref()
  }

  /** Of all planes, each once; releases are not taken off. */
  #targets(): ReadonlyMap<string, Target> {
    // Planners give the same to many planes.
    const maps = new Set([...this.#wanted.values()].flat().map(({ byKey }) => byKey))
    return new Map([...maps].flatMap((byKey) => [...byKey]))
  }
}

function startPage(
  page: NonNullable<MeasuresConfiguration['page']>,
  { clock, draw, pause }: MeasuresPorts,
): Promise<BlockPage> {
  const host = page.ipv4 ?? `[${page.ipv6}]`
  return BlockPage.start(
    { listen: page.listen, host, contact: page.contact },
    { clock, draw, pause: (address) => pause(address, page.pauseHours) },
  )
}
