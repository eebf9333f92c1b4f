import type { FlowAccess } from '../../core/flow-access.ts'
import { RUN_RECORDS_MAX } from '../../flows/store/fold-ledger.ts'
import type {
  FoldingPlace,
  FoldJob,
  FoldProgress,
  FoldSummary,
} from '../../flows/store/fold-pending.ts'
import { CONVERSATION_BUCKETS } from '../../flows/store/shard-key.ts'
import { fillEndpointHours } from './endpoint-hours.ts'
import type { ExtractOptions } from './extract-options.ts'
import { foldRules } from './fold-rules.ts'
import {
  KNOWN_SERVICES_SQL,
  knownServicesParameters,
  learnServices,
  passOnServices,
} from './known-services.ts'
import { hasSeveralObservers, OBSERVED_PAIR_SUMS_SQL } from './observers.ts'
import { orientedRecords, provenConditions } from './oriented-records.ts'
import { insertPairHours, PAIR_SUMS_SQL } from './pair-hours.ts'
import { hoursOfRun } from './run-hours.ts'
import { runPasses } from './run-passes.ts'

export type FoldOptions = Pick<ExtractOptions, 'subscriberPrefixes' | 'upstreamInterfaces'> & {
  readonly access: FlowAccess
  /** Records folded at a time on each shard: what bounds the memory. */
  readonly passRecordsMax?: number
  /** Octets of groups that a pass holds in memory; what is more goes to disk. */
  readonly passGroupsOctetsMax?: number
  readonly onProgress?: FoldProgress
}

/** Small groups lie near: sixteen passes over a run of the most records take a sixth less than eight. */
const PASS_RECORDS_MAX = RUN_RECORDS_MAX / CONVERSATION_BUCKETS
/**
 * Half a kilobyte of state for each record that is a pair of its own. Groups beyond the first bound go to disk and
 * come back, which costs as much again: it is there for a flood of forged sources, and the engine's own, lower
 * bound is off. A statement of its own memory bound fails alone; the collector beside it goes on.
 */
const settings = (groupsOctetsMax: number): string =>
  `SETTINGS max_memory_usage = ${groupsOctetsMax + 2 ** 30}, max_bytes_before_external_group_by = ${groupsOctetsMax},
  max_bytes_ratio_before_external_group_by = 0, min_count_to_compile_aggregate_expression = 0`
const ALONE = settings(2 ** 31)
const PASS_GROUPS_OCTETS_MAX = 2 ** 30

/**
 * Of one pass of two that run together: each has a thread, and its groups lie in one table. Two threads would count in
 * tables of their own, cut them in 256 parts and merge them, a fifth of all work. Only a table that is cut can go to
 * disk, so one that grows towards the bound is.
 */
const ofPass = (groupsOctetsMax: number): string =>
  `${settings(groupsOctetsMax)}, max_threads = 1,
  group_by_two_level_threshold = 0, group_by_two_level_threshold_bytes = ${Math.floor(groupsOctetsMax / 2)}`

/**
 * Rolls up, once, what has been stored since the last time. Flows are read here and nowhere else in
 * detection: the cost of a detection grows with what is new, and with the hours of its window.
 */
export async function foldFlows(place: FoldingPlace, options: FoldOptions): Promise<FoldSummary> {
  // Wrong options are refused before anything is closed.
  provenConditions(options)
  return await place.foldPending(
    options.access,
    foldRules(options),
    (job) => foldRun(job, options),
    options.onProgress,
  )
}

/** Every shard folds its own rows; a conversation's lie on one. */
async function foldRun(job: FoldJob, options: FoldOptions): Promise<void> {
  const hours = await hoursOfRun(job)
  await learnServices(job, hours)
  const fitting = (options.passRecordsMax ?? PASS_RECORDS_MAX) / job.range.records
  const buckets = Math.max(1, Math.floor(CONVERSATION_BUCKETS * fitting))
  const passes = Math.ceil(CONVERSATION_BUCKETS / buckets)
  const records = orientedRecords(
    options,
    {
      table: job.held('flows'),
      where: `fold >= {first:UInt32} AND fold <= {last:UInt32}${
        passes > 1
          ? ' AND conversation_bucket >= {bucket_from:UInt8} AND conversation_bucket < {bucket_to:UInt8}'
          : ''
      }`,
    },
    KNOWN_SERVICES_SQL,
  )
  const parameters = {
    ...records.parameters,
    ...knownServicesParameters(job.earlierRuns, hours),
    run: job.run,
    first: job.range.first,
    last: job.range.last,
  }
  const sums = (await hasSeveralObservers(job)) ? OBSERVED_PAIR_SUMS_SQL : PAIR_SUMS_SQL
  const statement = insertPairHours(
    job.held('pair_hours'),
    [records.sql, sums],
    ofPass(options.passGroupsOctetsMax ?? PASS_GROUPS_OCTETS_MAX),
  )
  await runPasses(passes, (pass) =>
    job.onShards(statement, {
      ...parameters,
      bucket_from: pass * buckets,
      bucket_to: (pass + 1) * buckets,
    }),
  )
  await fillEndpointHours(job, hours, ALONE, options.passRecordsMax)
  await passOnServices(job, hours)
}
