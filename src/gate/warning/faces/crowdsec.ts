import type { Warning } from '../warning.ts'
import { type FaceInput, inForce, type Listed, secondsLeft } from './face.ts'
import { uuidOf } from './uuid.ts'

/** A decision as CrowdSec's local API tells its bouncers. */
export type CrowdSecDecision = {
  readonly id: number
  readonly uuid: string
  readonly origin: 'noroshi'
  readonly type: 'ban'
  readonly scope: 'Ip'
  readonly value: string
  readonly scenario: string
  /** Go's notation: `3600s`; negative when the decision is over. */
  readonly duration: string
}

export type CrowdSecStream = {
  readonly new: readonly CrowdSecDecision[]
  readonly deleted: readonly CrowdSecDecision[]
}

const USE = 'block-with-consent'
const OVER = '-1s'

/** What a bouncer is told that begins: everything that holds. */
export function crowdSecStartup(input: FaceInput): CrowdSecStream {
  const byAddress = Map.groupBy(inForce(input, USE), ({ address }) => address)
  return { new: [...byAddress.values()].map((all) => decisionOf(all, input.nowMs)), deleted: [] }
}

/**
 * What a bouncer is told that stands at an earlier change. Bouncers know addresses and no ports: an address is
 * deleted when nothing on it holds any more, not when one of two warnings is withdrawn. To delete what a
 * bouncer never had is harmless, so nobody has to remember what it was told.
 * @param changed the warnings that changed since; the input holds all
 */
export function crowdSecChanges(input: FaceInput, changed: readonly Listed[]): CrowdSecStream {
  const touched = new Map(changed.map(({ warning }) => [warning.address, warning]))
  const holding = Map.groupBy(
    inForce(input, USE).filter(({ address }) => touched.has(address)),
    ({ address }) => address,
  )
  const added = [...holding.values()].map((all) => decisionOf(all, input.nowMs))
  const deleted = [...touched]
    .filter(([address]) => !holding.has(address))
    .map(([, warning]) => ({ ...decisionOf([warning], input.nowMs), duration: OVER }))
  return { new: added, deleted }
}

/** One decision per address, as long as the longest warning on it. */
function decisionOf(warnings: readonly Warning[], nowMs: number): CrowdSecDecision {
  const [first] = warnings as readonly [Warning, ...Warning[]]
  const seconds = Math.max(...warnings.map((warning) => secondsLeft(warning, nowMs)))
  const uuid = uuidOf(`crowdsec ${first.address}`)
  return {
    id: Number.parseInt(uuid.slice(0, 7), 16),
    uuid,
    origin: 'noroshi',
    type: 'ban',
    scope: 'Ip',
    value: first.address,
    scenario: `noroshi/${first.kind}`,
    duration: `${seconds}s`,
  }
}
