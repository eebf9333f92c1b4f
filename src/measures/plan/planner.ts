/**
 * From what is warned of to what planes hold: a plan, what of it needs a person, and what is in force. It applies
 * nothing itself: whoever drives the planes asks for `blockings`, after every change.
 */
import type { Clock } from '../../core/clock.ts'
import type { CollateralEstimate, EstimateCollateral } from '../../core/collateral-estimate.ts'
import { plainText } from '../../core/plain-text.ts'
import { isSamePerson } from '../../core/same-person.ts'
import { DAY_MS } from '../../core/time-span.ts'
import type { Database } from '../../db/database.ts'
import type { Warning, WarningBand } from '../../gate/warning/warning.ts'
import { Blocking } from '../block/blocking.ts'
import { Coverage } from '../block/coverage.ts'
import type { LeaseMap } from '../block/lease-map.ts'
import type { Target } from '../block/target.ts'
import type { ConsentLedger } from '../consent/ledger.ts'
import { BLOCK_SCOPES } from '../consent/scopes.ts'
import { type AddedLine, countTargets, type Difference, differenceTo } from './difference.ts'
import { MeasureEntries } from './entries.ts'
import { PlanError } from './errors.ts'
import { type Approval, InForceStore, type MeasureChange, SCHEDULE } from './in-force-store.ts'
import { InForceTargets } from './in-force-targets.ts'
import {
  blockingOf,
  type GrantsOf,
  makePlan,
  type Plan,
  type PlannedDevice,
  SCOPE_OF_PLANE,
} from './make-plan.ts'
import { endpointTarget, nameTarget } from './targets.ts'
import { worthyTargets } from './worthy-targets.ts'

export type PlannerPorts = {
  /** Of all origins, whatever their state: one that was taken back has to be seen as such. */
  warnings(): Promise<readonly Warning[]>
  devices(): readonly PlannedDevice[]
  /** By target key, why. */
  readonly knownGood?: (targets: readonly Target[]) => Promise<ReadonlyMap<string, string>>
  /** Own subscribers seen with each in the last day, by target key. */
  readonly subscribers?: (targets: readonly Target[]) => Promise<ReadonlyMap<string, number>>
  readonly estimate?: EstimateCollateral
  readonly rolesOf: (actor: string) => Promise<ReadonlySet<string>>
  /** Whether a text holds an address of one of our subscribers. */
  readonly namesSubscriber?: (text: string) => boolean
}

export type PlanPolicy = {
  /** Targets that may come in force within a day without anybody's approval. */
  readonly additionsMax: number
  /** Whether two people have to approve. */
  readonly needsTwo: boolean
  readonly bandMin: WarningBand
}

export const DEFAULT_PLAN_POLICY: PlanPolicy = {
  additionsMax: 20,
  needsTwo: false,
  bandMin: 'suspected',
}

/** How a plan stands against what is in force. */
export type PlanStanding = {
  readonly plan: Plan
  readonly difference: Difference
  /** Targets that will not come in force before somebody approves. */
  readonly waitingCount: number
  readonly approvals: readonly Approval[]
  readonly approvalsNeeded: number
}

/** After so long nobody remembers what was looked at. */
const APPROVAL_LASTS_MS = DAY_MS
const APPROVER_ROLE = 'approver'
/** What is kept up with each word of a subscriber is compared with all of them this often. */
const RECHECK_EVERY_MS = 60_000

type Consent = Pick<ConsentLedger, 'grants' | 'onChange'>

export class Planner {
  readonly entries: MeasureEntries
  readonly #clock: Clock
  readonly #ledger: Consent
  readonly #ports: PlannerPorts
  readonly #policy: PlanPolicy
  readonly #store: InForceStore
  readonly #inForce: Map<string, Map<string, string>>
  /** Of the newest plan, by key: with the end that its warning has now. */
  #targets = new Map<string, Target>()
  /** What follows from it for each device, and who agreed; both kept up by changes. */
  readonly #held = new InForceTargets()
  readonly #coverages: readonly Coverage[]
  #recheckAtMs: number
  #wrongCount = 0
  #turn: Promise<unknown> = Promise.resolve()

  private constructor(
    database: Database,
    clock: Clock,
    ledger: Consent,
    ports: PlannerPorts,
    policy: PlanPolicy,
    store: InForceStore,
    inForce: Map<string, Map<string, string>>,
  ) {
    this.entries = new MeasureEntries(database, clock, ports.namesSubscriber)
    this.#clock = clock
    this.#ledger = ledger
    this.#ports = ports
    this.#policy = policy
    this.#store = store
    this.#inForce = inForce
    const nowMs = clock.nowMs()
    this.#coverages = BLOCK_SCOPES.map((scope) => new Coverage(scope, ledger.grants(scope), nowMs))
    this.#recheckAtMs = nowMs + RECHECK_EVERY_MS
    ledger.onChange((change) => {
      for (const coverage of this.#coverages) coverage.change(change)
    })
  }

  /** Nothing is blocked before the first `refresh`: what was in force is in force once it is warned of now. */
  static async open(
    database: Database,
    clock: Clock,
    ledger: Consent,
    ports: PlannerPorts,
    policy: PlanPolicy = DEFAULT_PLAN_POLICY,
  ): Promise<Planner> {
    const store = new InForceStore(database)
    return new Planner(database, clock, ledger, ports, policy, store, await store.load())
  }

  /** What would be, changing nothing. */
  preview(): Promise<PlanStanding> {
    return this.#inTurn(async () => this.#standingOf(await this.#make()))
  }

  /**
   * Puts in force what may be: all that is removed, at once; what is added, where it is little or was approved.
   * Called when a warning, an entry or a device changes, and now and then. A change of consent needs no new plan.
   */
  refresh(): Promise<PlanStanding> {
    return this.#inTurn(() => this.#refresh())
  }

  /**
   * A person's word for exactly the plan they looked at. With the last one that is needed it is in force. Throws
   * MEASURE_PLAN_CHANGED where by now another one would be made.
   */
  approve(
    planId: string,
    by: { readonly actor: string; readonly isProven: boolean; readonly note: string },
  ): Promise<PlanStanding> {
    return this.#inTurn(async () => {
      const roles = await this.#ports.rolesOf(by.actor)
      if (!by.isProven || !roles.has(APPROVER_ROLE))
        throw new PlanError('MEASURE_APPROVER_REQUIRED', 'an approver who has signed in approves')
      const note = plainText(by.note)
      if (note === '') throw new PlanError('MEASURE_REASON_REQUIRED', 'say why')
      const standing = await this.#refresh()
      if (standing.plan.id !== planId)
        throw new PlanError('MEASURE_PLAN_CHANGED', `by now it would be ${standing.plan.id}`)
      if (standing.waitingCount === 0)
        throw new PlanError('MEASURE_PLAN_NOT_WAITING', 'nothing waits for approval')
      if (standing.approvals.some(({ actor }) => isSamePerson(actor, by.actor)))
        throw new PlanError('MEASURE_APPROVED_ALREADY', 'the second person is another one')
      await this.#store.approve(planId, { actor: by.actor, atMs: this.#clock.nowMs(), note })
      return this.#refresh()
    })
  }

  /**
   * What each device is to hold at this instant. Asked again after every change, of consent as well, and then costs what
   * has changed; only for a device without room for all who agreed everything is looked at again.
   */
  blockings(): ReadonlyMap<string, readonly Blocking[]> {
    const nowMs = this.#clock.nowMs()
    const coverages = new Map(
      this.#coverages.map((coverage) => [
        coverage.scope,
        { coverage, made: new Map<LeaseMap<Target>, Blocking>() },
      ]),
    )
    const wanted = new Map<string, readonly Blocking[]>()
    for (const device of this.#ports.devices()) {
      const { coverage, made } = coverages.get(SCOPE_OF_PLANE[device.kind])!
      const targets = this.#held.of(device.name)
      // Devices that hold the same are given the same, which costs once whatever is done with it.
      const whole = made.get(targets) ?? Blocking.covering(coverage, targets, nowMs)
      made.set(targets, whole)
      const hasRoom = coverage.claimCount <= (device.capacity.sources ?? Number.POSITIVE_INFINITY)
      const grantsOf: GrantsOf = (scope) => this.#ledger.grants(scope)
      wanted.set(device.name, [
        hasRoom ? whole : blockingOf(device, whole.targets, grantsOf, nowMs),
      ])
    }
    return wanted
  }

  /** Sources of whom what was kept differed from the ledger, and was put right; any is a fault of ours. */
  get wrongCount(): number {
    return this.#wrongCount
  }

  changes(limit: number): Promise<readonly MeasureChange[]> {
    return this.#store.changes(limit)
  }

  /** Who else would be hurt, of the first of these endpoints. Each is a look at flows and stands in the audit. */
  async collateralOf(
    added: readonly Pick<AddedLine, 'target'>[],
    { actor, limit }: { readonly actor: string; readonly limit: number },
    onProgress: (done: number, total: number) => void = () => {},
  ): Promise<ReadonlyMap<string, CollateralEstimate>> {
    const { estimate } = this.#ports
    const found = new Map<string, CollateralEstimate>()
    const endpoints = new Map(
      added.flatMap(({ target: { key, target } }) =>
        target.type === 'endpoint' ? [[key, target] as const] : [],
      ),
    )
    const asked = [...endpoints].slice(0, limit)
    for (const [index, [key, { address, protocol, port }]] of asked.entries()) {
      const answer = await estimate?.({ address, protocol, port }, actor)
      if (answer) found.set(key, answer)
      onProgress(index + 1, asked.length)
    }
    return found
  }

  async #refresh(): Promise<PlanStanding> {
    const plan = await this.#make()
    this.#targets = new Map(
      plan.devices.flatMap(({ targets }) =>
        targets.map(({ key, target }): [string, Target] => [key, target]),
      ),
    )
    this.#hold()
    const standing = await this.#standingOf(plan)
    const isHeld = standing.waitingCount > 0
    const difference: Difference = isHeld
      ? { added: [], removed: standing.difference.removed }
      : standing.difference
    if (difference.added.length + difference.removed.length === 0) {
      this.#recheck()
      return standing
    }
    const addedCount = countTargets(difference.added)
    const actor = standing.approvals.map(({ actor: one }) => one).join(', ') || SCHEDULE
    const atMs = this.#clock.nowMs()
    // Removed here before it is on disk: a release does not wait for a database.
    for (const { plane, key } of difference.removed) this.#inForce.get(plane)?.delete(key)
    this.#hold()
    await this.#store.change(plan.id, difference, {
      actor: addedCount > 0 ? actor : SCHEDULE,
      atMs,
      addedCount,
    })
    for (const { plane, key, cause } of difference.added)
      this.#inForce.set(plane, (this.#inForce.get(plane) ?? new Map()).set(key, cause))
    this.#hold()
    return { ...standing, difference }
  }

  #hold(): void {
    const devices = this.#ports.devices().map(({ name }) => name)
    this.#held.update(devices, this.#inForce, this.#targets)
  }

  /** When nothing else is to be done, so that nobody waits for it. */
  #recheck(): void {
    const nowMs = this.#clock.nowMs()
    if (nowMs < this.#recheckAtMs) return
    this.#recheckAtMs = nowMs + RECHECK_EVERY_MS
    for (const coverage of this.#coverages)
      this.#wrongCount += coverage.recheck(this.#ledger.grants(coverage.scope), nowMs)
  }

  async #make(): Promise<Plan> {
    const nowMs = this.#clock.nowMs()
    const warnings = await this.#ports.warnings()
    const names = await this.entries.names()
    const targets = [...warnings.map(endpointTarget), ...names.map(nameTarget)]
    const worthy = worthyTargets(
      {
        warnings,
        names,
        overrides: await this.entries.readOverrides(),
        knownGood: (await this.#ports.knownGood?.(targets)) ?? new Map(),
        subscribers: (await this.#ports.subscribers?.(targets)) ?? new Map(),
        bandMin: this.#policy.bandMin,
      },
      nowMs,
    )
    return makePlan(worthy, this.#ports.devices(), {
      grantsOf: (scope) => this.#ledger.grants(scope),
      inForce: this.#inForce,
      nowMs,
    })
  }

  async #standingOf(plan: Plan): Promise<PlanStanding> {
    const difference = differenceTo(plan, this.#inForce)
    const addedCount = countTargets(difference.added)
    const sinceMs = this.#clock.nowMs() - APPROVAL_LASTS_MS
    const approvals = addedCount > 0 ? await this.#store.approvals(plan.id, sinceMs) : []
    const approvalsNeeded = this.#policy.needsTwo ? 2 : 1
    // Within a day and not at once, or whoever feeds us could come in small steps.
    const unapproved = addedCount > 0 ? await this.#store.addedWithoutApproval(sinceMs) : 0
    const isFree =
      unapproved + addedCount <= this.#policy.additionsMax || approvals.length >= approvalsNeeded
    return {
      plan,
      difference,
      waitingCount: isFree ? 0 : addedCount,
      approvals,
      approvalsNeeded,
    }
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = this.#turn.then(work)
    this.#turn = turn.catch(() => {})
    return turn
  }
}
