import { type Kysely, sql } from 'kysely'
import { ENDPOINT_KINDS, type EndpointKind } from '../../core/endpoint-kind.ts'
import { DAY_MS, HOUR_MS } from '../../core/time-span.ts'
import type { CaseTables } from '../tables.ts'
import type { LeasePolicy } from './lease.ts'
import { LEASE_MS_MAX } from './life.ts'

/** How long endpoints of a kind lived, by our own warnings, and the lease that follows from it. */
export type Lifetime = {
  readonly kind: EndpointKind
  /** Lives that were seen to their end: the warning expired because nobody met the endpoint any more. */
  readonly endedCount: number
  /** Lives that still run: they say "at least so long". */
  readonly runningCount: number
  readonly priorMs: number
  readonly halfLifeMs: number
  readonly leaseMs: number
}

type Observed = {
  readonly kind: EndpointKind
  readonly endedCount: number
  readonly runningCount: number
  readonly livedMs: number
}

/** With fewer lives than these one unlucky week would decide; the configured lease stands. */
export const ENDED_COUNT_MIN = 10
/** As many lives as the configured half-life weighs beside the measured ones. */
const PRIOR_LIVES = 5
/** A measurement moves a lease by these factors at most: what is measured depends on what was watched. */
const SHRINK_MAX = 4
const GROW_MAX = 2
const LEASE_MS_MIN = 12 * HOUR_MS

/**
 * Half-lives by kind. Lives are taken as exponential, so that those that still run count by their time (a mean of
 * ended lives alone would be too short); the configured lease is the prior. A life begins when the case was
 * proposed and ends when the endpoint last answered. What was retracted or released was no life of a C2.
 */
export async function measureLifetimes(
  db: Kysely<CaseTables>,
  configured: LeasePolicy,
): Promise<readonly Lifetime[]> {
  const observed = await observe(db)
  return ENDPOINT_KINDS.map((kind) => {
    const found = observed.find((one) => one.kind === kind)
    return lifetimeOf(
      found ?? { kind, endedCount: 0, runningCount: 0, livedMs: 0 },
      configured.leaseMs[kind],
    )
  })
}

export function lifetimeOf(observed: Observed, configuredMs: number): Lifetime {
  const { kind, endedCount, runningCount, livedMs } = observed
  const priorMs = Math.min(configuredMs, LEASE_MS_MAX)
  const meanMs = (PRIOR_LIVES * (priorMs / Math.LN2) + livedMs) / (PRIOR_LIVES + endedCount)
  const halfLifeMs = endedCount < ENDED_COUNT_MIN ? priorMs : meanMs * Math.LN2
  const leaseMs = Math.min(
    Math.max(halfLifeMs, priorMs / SHRINK_MAX, Math.min(LEASE_MS_MIN, priorMs)),
    priorMs * GROW_MAX,
    LEASE_MS_MAX,
  )
  return { kind, endedCount, runningCount, priorMs, halfLifeMs, leaseMs }
}

/** The configured policy with the measured leases. */
export function measuredPolicy(
  configured: LeasePolicy,
  lifetimes: readonly Lifetime[],
): LeasePolicy {
  const leaseMs = Object.fromEntries(lifetimes.map((one) => [one.kind, one.leaseMs]))
  return { ...configured, leaseMs: leaseMs as Record<EndpointKind, number> }
}

async function observe(db: Kysely<CaseTables>): Promise<Observed[]> {
  const lived = sql`greatest(0, least(
    (life->'warning'->>'answeredAtMs')::double precision - extract(epoch from proposed_at) * 1000,
    ${366 * DAY_MS}::double precision))`
  const { rows } = await sql<Observed>`
    select kind, sum(${lived}) as "livedMs",
      count(*) filter (where life->'warning'->>'status' = 'expired') as "endedCount",
      count(*) filter (where life->'warning'->>'status' in ('active', 'disputed')) as "runningCount"
    from cases where life->'warning'->>'status' in ('expired', 'active', 'disputed')
    group by kind`.execute(db)
  return rows
}
