import { formatEndpoint } from '../../../core/endpoint.ts'
import { protocolName } from '../../../core/protocol.ts'
import type { Blocking, GrantedSource } from '../../block/blocking.ts'
import type { RunCommand } from '../command.ts'
import type { PlaneErrorCode } from '../errors.ts'
import type { AfterSilence, Applied, Capacity, Plane } from '../plane.ts'
import { PoolCover } from '../pool-cover.ts'
import {
  FAMILIES,
  type FlowRule,
  familyOf,
  type HeldRule,
  matchWords,
  readRib,
  ruleFor,
  ruleKey,
} from './rule.ts'

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
  readonly #cover: PoolCover
  #wanted = new Map<string, FlowRule>()
  #concerns: readonly PlaneErrorCode[] = []

  constructor(choice: FlowspecChoice, run: RunCommand) {
    this.name = choice.name
    this.leaseMs = choice.leaseMs
    this.capacity = { targets: choice.ruleCountMax, sources: choice.pools.length }
    this.#choice = choice
    this.#run = run
    this.#cover = new PoolCover(choice.pools)
    const { command, community } = choice
    this.afterSilence = { kind: 'flowspec', command, community }
  }

  async apply(blockings: readonly Blocking[]): Promise<Applied> {
    const blocking = blockings.find(({ scope }) => scope === 'block-address')
    this.#cover.update(blocking?.sources ?? new Map<string, GrantedSource>())
    const all = this.#rulesFor(blocking)
    this.#wanted = new Map([...all].slice(0, this.#choice.ruleCountMax))
    const { added, removed, occupied } = await this.#reconcile()
    this.#concerns = [
      ...(all.size > this.#wanted.size ? (['PLANE_FULL'] as const) : []),
      ...(occupied > 0 ? (['PLANE_OCCUPIED'] as const) : []),
    ]
    return { added, removed, mended: 0 }
  }

  async mend(): Promise<Applied> {
    const { added, removed } = await this.#reconcile()
    return { added: 0, removed: 0, mended: added + removed }
  }

  /** Routes have no end of their own: that GoBGP answers is what the keeper is told. */
  async renew(): Promise<void> {
    await this.#run(['-j', 'global'])
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
    this.#wanted = new Map()
    await withdrawAll(this.#run, this.#choice.community)
  }

  concerns(): readonly PlaneErrorCode[] {
    return this.#concerns
  }

  async [Symbol.asyncDispose](): Promise<void> {}

  #rulesFor(blocking: Blocking | undefined): Map<string, FlowRule> {
    const pools = this.#choice.pools.filter(
      (pool) => this.#cover.coveredUntilMs(pool) !== undefined,
    )
    const rules = new Map<string, FlowRule>()
    for (const target of blocking?.targets ?? []) {
      if (target.type !== 'endpoint') continue
      for (const pool of pools) {
        const rule = ruleFor(pool, target)
        if (rule) rules.set(ruleKey(rule), rule)
      }
    }
    return rules
  }

  /** Reads first, always: what GoBGP holds is few, and the truth. */
  async #reconcile(): Promise<{ added: number; removed: number; occupied: number }> {
    const held = await this.#held()
    const ours = new Set(held.filter(({ isOurs }) => isOurs).map(({ rule }) => ruleKey(rule)))
    const others = new Set(held.filter(({ isOurs }) => !isOurs).map(({ rule }) => ruleKey(rule)))
    const gone = held.filter(({ rule, isOurs }) => isOurs && !this.#wanted.has(ruleKey(rule)))
    for (const { rule } of gone) await withdraw(this.#run, rule)
    let added = 0
    let occupied = 0
    for (const [key, rule] of this.#wanted) {
      if (ours.has(key)) continue
      // GoBGP keeps one path of its own for a rule: ours would replace theirs, and our withdrawal end it.
      if (others.has(key)) occupied++
      else {
        const then = ['then', 'discard', 'community', this.#choice.community]
        await this.#run([
          'global',
          'rib',
          'add',
          '-a',
          familyOf(rule),
          ...matchWords(rule),
          ...then,
        ])
        added++
      }
    }
    return { added, removed: gone.length, occupied }
  }

  #held(): Promise<HeldRule[]> {
    return heldRules(this.#run, this.#choice.community)
  }
}

async function heldRules(run: RunCommand, community: string): Promise<HeldRule[]> {
  const held: HeldRule[] = []
  for (const family of FAMILIES)
    held.push(...readRib(await run(['-j', 'global', 'rib', '-a', family]), community))
  return held
}

const withdraw = (run: RunCommand, rule: FlowRule): Promise<string> =>
  run(['global', 'rib', 'del', '-a', familyOf(rule), ...matchWords(rule), 'then', 'discard'])

/** Everything that carries the community, and nothing else; what the keeper does too. */
export async function withdrawAll(run: RunCommand, community: string): Promise<void> {
  for (const { rule, isOurs } of await heldRules(run, community))
    if (isOurs) await withdraw(run, rule)
}
