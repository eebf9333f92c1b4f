import { setTimeout as delay } from 'node:timers/promises'
import type { Clock } from '../../core/clock.ts'
import { type DrawOctets, drawHandle } from '../../core/secret.ts'
import type { Target } from '../block/target.ts'
import type { Outcome } from '../planes/driver.ts'
import type { Plane } from '../planes/plane.ts'
import { type Closure, closureOf, type Links, type ReleaseCause } from './closure.ts'
import { ReleaseError } from './errors.ts'
import type { Exemption } from './exemption.ts'
import { addressesOf, type ProbeResult, probe, type Vantages } from './probe.ts'
import type { PlaneRelease, ReleaseReceipt } from './receipt.ts'
import { type ReleaseStore, type StoredRelease, signed } from './release-store.ts'
import { formatSubject, parseSubject, type ReleaseSubject } from './subject.ts'

export type ReleaseRequest = {
  /** An endpoint, an address or a name, as written. */
  readonly subject: string
  readonly cause: ReleaseCause
  readonly by: string
  readonly reason: string
}

export type ReleasePorts = {
  readonly store: ReleaseStore
  readonly clock: Clock
  readonly draw: DrawOctets
  readonly vantages: Vantages | null
  readonly planes: readonly Plane[]
  /** All that is wanted on any plane, released or not. */
  targets(): readonly Target[]
  /** Tells every plane what is left. */
  reapply(): Promise<Outcome[]>
}

/** An operator can take a release back as if it had not been. */
const UNDO_MS = 5_000
/** A name target of more than this many is not looked up; who names so many hosts has another problem. */
const LOOKUP_COUNT_MAX = 200
/** No warning is promised for longer. */
const IDLE_AFTER_MS = 31 * 24 * 3_600_000
/** Devices and probes are asked again within this, then the receipt says what they said last. */
const PROVE_WITHIN_MS = 5_000
const PROVE_EVERY_MS = 100

/** Lifts, proves, remembers. Never waits before lifting: what can be undone is undone by blocking again. */
export class ReleaseDesk {
  readonly #ports: ReleasePorts
  readonly #standing = new Map<string, StoredRelease>()
  /** Lifted by a run that ended before it had looked. */
  #unproved: readonly StoredRelease[] = []

  private constructor(ports: ReleasePorts) {
    this.#ports = ports
  }

  static async open(ports: ReleasePorts): Promise<ReleaseDesk> {
    const desk = new ReleaseDesk(ports)
    for (const release of await ports.store.standing()) desk.#standing.set(release.id, release)
    desk.#unproved = [...desk.#standing.values()].filter(({ receipt }) => receipt === null)
    return desk
  }

  /** Whether `proveOpen` would find something. */
  get hasUnproved(): boolean {
    return this.#unproved.length > 0
  }

  get exemptions(): readonly Exemption[] {
    return [...this.#standing.values()].flatMap(({ exemptions }) => exemptions)
  }

  /** What a release would lift, for a person to see before. Throws `ReleaseError`. */
  async preview(subject: string, cause: ReleaseCause): Promise<Closure> {
    const parsed = parseSubject(subject)
    return closureOf(parsed, cause, this.#ports.targets(), await this.#linksOf(parsed))
  }

  /** Throws `ReleaseError`; answers when it is proved, or cannot be within seconds. */
  async release(request: ReleaseRequest): Promise<ReleaseReceipt> {
    const { store, clock, draw } = this.#ports
    const subject = parseSubject(request.subject)
    const { by, reason } = signed(request.by, request.reason)
    const requestedAtMs = clock.nowMs()
    const targets = this.#ports.targets()
    // What is known without asking anybody goes at once; what names lead to is asked meanwhile.
    const asked = this.#linksOf(subject)
    const first = closureOf(subject, request.cause, targets, new Map())
    const release: StoredRelease = {
      id: drawHandle(draw),
      subject: formatSubject(subject),
      cause: request.cause,
      requestedAtMs,
      requestedBy: by,
      reason,
      exemptions: first.exemptions,
      receipt: null,
      endedAtMs: null,
    }
    await store.add(release)
    this.#standing.set(release.id, release)
    let outcomes = await this.#ports.reapply()
    const closure = closureOf(subject, request.cause, targets, await asked)
    if (closure.exemptions.length > first.exemptions.length) {
      await store.widen(release.id, closure.exemptions)
      this.#standing.set(release.id, { ...release, exemptions: closure.exemptions })
      outcomes = await this.#ports.reapply()
    }
    const receipt = await this.#prove(release, subject, closure, outcomes)
    await store.prove(release.id, receipt)
    return receipt
  }

  /**
   * Looks after what an earlier run has lifted and not looked after, once: whoever asked for it waits for a receipt. To
   * be called when devices have been told what they are to hold now.
   */
  async proveOpen(): Promise<ReleaseReceipt[]> {
    const open = this.#unproved
    this.#unproved = []
    const receipts: ReleaseReceipt[] = []
    for (const release of open) {
      if (!this.#standing.has(release.id)) continue
      const subject = parseSubject(release.subject)
      const links = await this.#linksOf(subject)
      const closure = closureOf(subject, release.cause, this.#ports.targets(), links)
      const receipt = await this.#prove(release, subject, closure, [])
      await this.#ports.store.prove(release.id, receipt)
      receipts.push(receipt)
    }
    return receipts
  }

  /** Within five seconds, by who released; blocks again. Throws `ReleaseError`. */
  async undo(id: string, by: string): Promise<void> {
    const release = this.#standing.get(id)
    if (!release) throw new ReleaseError('RELEASE_NOT_FOUND', 'no such release stands')
    const ageMs = this.#ports.clock.nowMs() - release.requestedAtMs
    if (ageMs > UNDO_MS || release.requestedBy !== by)
      throw new ReleaseError('RELEASE_UNDO_LATE', 'it can be revoked with a reason')
    await this.#end(id, by, 'undone')
  }

  /** At any time, by anybody who may; blocks again what is still in force. Throws `ReleaseError`. */
  async revoke(id: string, by: string, reason: string): Promise<void> {
    const texts = signed(by, reason)
    await this.#end(id, texts.by, texts.reason)
  }

  /**
   * Ends what frees nothing any more: all it was made for is gone, and for longer than any warning lasts, so that none
   * of it can come back.
   */
  async forgetIdle(): Promise<void> {
    const causes = new Set(this.#ports.targets().map(({ cause }) => cause))
    const nowMs = this.#ports.clock.nowMs()
    for (const { id, exemptions, requestedAtMs } of [...this.#standing.values()]) {
      const isIdle = exemptions.every(
        (each) => each.kind !== 'name' && each.causes?.every((cause) => !causes.has(cause)),
      )
      if (!isIdle || nowMs - requestedAtMs < IDLE_AFTER_MS) continue
      this.#standing.delete(id)
      await this.#ports.store.end(id, nowMs, 'schedule', 'nothing is left that it would free')
    }
  }

  latest(countMax: number, subjects?: readonly string[]): Promise<StoredRelease[]> {
    return this.#ports.store.latest(countMax, subjects)
  }

  async #end(id: string, by: string, reason: string): Promise<void> {
    await this.#ports.store.end(id, this.#ports.clock.nowMs(), by, reason)
    this.#standing.delete(id)
    await this.#ports.reapply()
  }

  /** One question for a name; for an address, one for each name that is blocked. */
  async #linksOf(subject: ReleaseSubject): Promise<Links> {
    const { vantages } = this.#ports
    if (!vantages) return new Map()
    const names =
      subject.kind === 'name'
        ? [subject.name]
        : this.#ports
            .targets()
            .filter((target) => target.type === 'name')
            .map(({ name }) => name)
    return addressesOf([...new Set(names)].slice(0, LOOKUP_COUNT_MAX), vantages)
  }

  async #prove(
    release: StoredRelease,
    subject: ReleaseSubject,
    closure: Closure,
    outcomes: readonly Outcome[],
  ): Promise<ReleaseReceipt> {
    const { clock, vantages } = this.#ports
    const names = [
      ...new Set([...closure.names, ...(subject.kind === 'name' ? [subject.name] : [])]),
    ]
    let planes: PlaneRelease[]
    let liftedAtMs: number | null = null
    let result: ProbeResult
    for (;;) {
      planes = await Promise.all(
        this.#ports.planes.map((plane) => freed(plane, closure, names, outcomes)),
      )
      const isFree = planes.every((each) => each.isFree)
      if (isFree) liftedAtMs ??= clock.nowMs()
      result = vantages ? await probe(subject, vantages) : 'not-probed'
      const isOver = clock.nowMs() - release.requestedAtMs > PROVE_WITHIN_MS
      if ((isFree && result !== 'still-blocked') || isOver) break
      await delay(PROVE_EVERY_MS)
    }
    return {
      id: release.id,
      subject: release.subject,
      cause: release.cause,
      requestedAtMs: release.requestedAtMs,
      liftedAtMs,
      provedAtMs: clock.nowMs(),
      rules: closure.rules,
      planes,
      probe: result,
      isComplete: liftedAtMs !== null && result !== 'still-blocked',
    }
  }
}

/** Whether the device says that nothing is left. Rules that stay by design (other ports, other names) do not count. */
async function freed(
  plane: Plane,
  { rules }: Closure,
  names: readonly string[],
  outcomes: readonly Outcome[],
): Promise<PlaneRelease> {
  const code = outcomes.find((each) => each.plane === plane.name)?.code ?? null
  const left = ({ key, step }: Closure['rules'][number], held: ReadonlySet<string>): boolean =>
    held.has(key) && step !== 'tree-above' && (plane.isPortless || step !== 'whole-address')
  try {
    await plane.forgetAnswers(names)
    const held = await plane.heldTargets()
    const isFree = code === null && !rules.some((rule) => left(rule, held))
    return { plane: plane.name, kind: plane.kind, isFree, code }
  } catch {
    return { plane: plane.name, kind: plane.kind, isFree: false, code: code ?? 'PLANE_UNREACHABLE' }
  }
}
