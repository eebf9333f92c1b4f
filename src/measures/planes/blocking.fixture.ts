import { Blocking } from '../block/blocking.ts'
import type { EndpointTarget, NameTarget, Target } from '../block/target.ts'
import { Grant } from '../consent/grant.ts'
import type { BlockScope } from '../consent/scopes.ts'

export const NOW_MS = Date.UTC(2026, 10, 21)
const DAY_MS = 24 * 3_600_000

export const grantFor = (
  source: string,
  untilMs: number | null = null,
  scope: BlockScope = 'block-address',
): Grant =>
  new Grant({
    subscriber: `line ${source}`,
    scope,
    basis: 'opt-in',
    terms: 'blocking/1',
    sources: [source],
    sinceMs: 0,
    untilMs,
  })

export const endpointTarget = (
  address: string,
  port = 4444,
  untilMs = NOW_MS + DAY_MS,
  protocol = 'tcp',
): EndpointTarget => ({ type: 'endpoint', address, protocol, port, cause: `w ${address}`, untilMs })

export const nameTarget = (name: string, isTree = true, untilMs = NOW_MS + DAY_MS): NameTarget => ({
  type: 'name',
  name,
  isTree,
  cause: `n ${name}`,
  untilMs,
})

export const blockingOf = (
  targets: readonly Target[],
  sources: readonly string[],
  nowMs = NOW_MS,
  scope: BlockScope = 'block-address',
): Blocking =>
  Blocking.of(
    scope,
    targets,
    sources.map((each) => grantFor(each, null, scope)),
    nowMs,
  )
