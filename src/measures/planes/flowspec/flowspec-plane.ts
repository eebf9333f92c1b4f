import { formatEndpoint } from '../../../core/endpoint.ts'
import { protocolName } from '../../../core/protocol.ts'
import type { Blocking } from '../../block/blocking.ts'
import type { RunCommand } from '../command.ts'
import type { PlaneErrorCode } from '../errors.ts'
import {
  type AfterSilence,
  type Applied,
  type Capacity,
  NOTHING_APPLIED,
  type Plane,
} from '../plane.ts'
import { PoolCover } from '../pool-cover.ts'
import { Standing } from '../standing.ts'
import { FAMILIES, type FlowRule, type HeldRule, readRib, ruleFor, ruleKey } from './rule.ts'
import { commandChanges, type RuleChanges } from './rule-changes.ts'

export type FlowspecChoice = {
  readonly name: string
  readonly leaseMs: number
  /** Source prefixes that may be announced, each only while all of it is granted. */
  readonly pools: readonly string[]
  /** Routers take few; the first targets of the plan get them. */
  readonly ruleCountMax: number
  /** `65001:777`: on each rule that is ours, and on no other. */
  readonly community: string
  readonly command: readonly string[]
}

/**
 * Routers that take BGP FlowSpec (RFC 8955), through GoBGP. Never blackhole routes: those cut off everybody. A rule
 * carries our community; what does not is somebody else's and stays.
 */
export class FlowspecPlane implements Plane {
  readonly kind = 'flowspec'
  readonly isPortless = false
  readonly name: string
  readonly leaseMs: number
  readonly capacity: Capacity
  readonly afterSilence: AfterSilence
  readonly #choice: FlowspecChoice
  readonly #run: RunCommand
  readonly #changes: RuleChanges
  readonly #cover: PoolCover
  #standing = new Standing()
  /** Pools that are granted whole. */
  #pools: readonly string[] = []
  #wanted = new Map<string, FlowRule>()
  /** Whether the device holds what is in `#wanted`, as far as we know. */
  #isKnown = false
  #isFull = false
  #occupiedCount = 0

  /**
   * @param run GoBGP's command: reads the table, whatever tells the changes
   * @param changes how rules come and go
   */
  constructor(
    choice: FlowspecChoice,
    run: RunCommand,
    changes: RuleChanges = commandChanges(run, choice.community),
  ) {
    this.name = choice.name
    this.leaseMs = choice.leaseMs
    // Lines are no rules here: of however many a pool consists, it is one prefix.
    this.capacity = { targets: choice.ruleCountMax, sources: null }
    this.#choice = choice
    this.#run = run
    this.#changes = changes
    this.#cover = new PoolCover(choice.pools)
    const { command, community } = choice
    this.afterSilence = { kind: 'flowspec', command, community }
  }

  async apply(blockings: readonly Blocking[]): Promise<Applied> {
    const blocking = blockings.find(({ scope }) => scope === 'block-address')
    const difference = this.#standing.difference(blocking)
    this.#standing.take(difference)
    this.#cover.change(difference)
    const pools = this.#choice.pools.filter(
      (pool) => this.#cover.coveredUntilMs(pool) !== undefined,
    )
    const { goneTargets, newTargets } = difference
    const isSame =
      pools.join() === this.#pools.join() && goneTargets.length + newTargets.length === 0
    if (this.#isKnown && isSame) return NOTHING_APPLIED
    this.#pools = pools
    this.#wanted = this.#rules()
    const { added, removed } = await this.#reconcile()
    return { added, removed, mended: 0 }
  }

  async mend(): Promise<Applied> {
    const { added, removed } = await this.#reconcile()
    return { added: 0, removed: 0, mended: added + removed }
  }

  /** Routes have no end of their own: that GoBGP answers is what the keeper is told. */
  async renew(): Promise<void> {
    // Where it does not, it may have started again since, without any route.
    const wasKnown = this.#isKnown
    this.#isKnown = false
    await this.#run(['-j', 'global'])
    this.#isKnown = wasKnown
  }

  async heldTargets(): Promise<ReadonlySet<string>> {
    const held = await this.#held()
    return new Set(
      held
        .filter(({ isOurs }) => isOurs)
        .map(({ rule: { destination, protocol, port } }) =>
          formatEndpoint({
            address: destination.split('/')[0]!,
            protocol: protocolName(protocol),
            port,
          }),
        ),
    )
  }

  async forgetAnswers(): Promise<void> {}

  async liftAll(): Promise<void> {
    this.#standing = new Standing()
    this.#cover.clear()
    this.#pools = []
    this.#wanted = new Map()
    this.#isKnown = false
    await this.#changes.withdraw(ours(await this.#held()))
  }

  concerns(): readonly PlaneErrorCode[] {
    return [
      ...(this.#isFull ? (['PLANE_FULL'] as const) : []),
      ...(this.#occupiedCount > 0 ? (['PLANE_OCCUPIED'] as const) : []),
    ]
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#changes.close()
  }

  /** The first that there is room for. */
  #rules(): Map<string, FlowRule> {
    const rules = new Map<string, FlowRule>()
    this.#isFull = false
    for (const target of this.#standing.targets.inOrder()) {
      if (target.type !== 'endpoint') continue
      for (const pool of this.#pools) {
        const rule = ruleFor(pool, target)
        if (!rule) continue
        this.#isFull = rules.size === this.#choice.ruleCountMax
        if (this.#isFull) return rules
        rules.set(ruleKey(rule), rule)
      }
    }
    return rules
  }

  /** Reads before it changes anything: what GoBGP holds is few, and the truth. */
  async #reconcile(): Promise<{ added: number; removed: number }> {
    this.#isKnown = false
    const held = await this.#held()
    const own = new Set(ours(held).map(ruleKey))
    const others = new Set(held.filter(({ isOurs }) => !isOurs).map(({ rule }) => ruleKey(rule)))
    const gone = held.filter(({ rule, isOurs }) => isOurs && !this.#wanted.has(ruleKey(rule)))
    await this.#changes.withdraw(gone.map(({ rule }) => rule))
    const missing = [...this.#wanted].filter(([key]) => !own.has(key))
    // GoBGP keeps one path of its own for a rule: ours would replace theirs, and our withdrawal end it.
    const free = missing.filter(([key]) => !others.has(key))
    await this.#changes.announce(free.map(([, rule]) => rule))
    this.#occupiedCount = missing.length - free.length
    this.#isKnown = true
    return { added: free.length, removed: gone.length }
  }

  #held(): Promise<HeldRule[]> {
    return heldRules(this.#run, this.#choice.community)
  }
}

async function heldRules(run: RunCommand, community: string): Promise<HeldRule[]> {
  const held = await Promise.all(
    FAMILIES.map(async (family) =>
      readRib(await run(['-j', 'global', 'rib', '-a', family]), community),
    ),
  )
  return held.flat()
}

const ours = (held: readonly HeldRule[]): FlowRule[] =>
  held.filter(({ isOurs }) => isOurs).map(({ rule }) => rule)

/** Everything that carries the community, and nothing else; what the keeper does too. */
export async function withdrawAll(run: RunCommand, community: string): Promise<void> {
  await commandChanges(run, community).withdraw(ours(await heldRules(run, community)))
}
