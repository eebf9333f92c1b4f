import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createCountry, drawPlan } from '../../../country/index.ts'
import { nativeBlock } from '../../../flows/spool/native-block.ts'
import type { FlowEngine } from '../../../flows/store/flow-engine.ts'
import { FoldLedger } from '../../../flows/store/fold-ledger.ts'
import { FLOW_COLUMN_NAMES, FlowBatch } from '../../../flows/wire/flow-batch.ts'

/** One population; a crowd is many of them with addresses of their own. */
const SUBSCRIBERS = 10_000
const SEED = 21
/** A busy hour of a Tuesday evening. */
const START_MS = Date.UTC(2026, 0, 6, 19)
const HOUR_MS = 3_600_000
const BATCH_ROWS = 262_144
const MINUTE_ROWS_MAX = 524_288
/** What the small country's subscribers and all copies of them have in common. */
const CROWD_PREFIXES = ['100.0.0.0/6', '2001:db8::/33'] as const
/** Copies that two octets of an address can tell apart, past the first population's own. */
export const COPIES_MAX = 256

export type CrowdedHour = {
  readonly subscriberPrefixes: readonly string[]
  readonly upstreamInterfaces: readonly number[]
  /** Of one population. */
  readonly baseFlows: number
  readonly copies: number
  /** Flows of the part of the hour that was asked for. */
  readonly flows: number
}

/**
 * One hour of an ISP's traffic: the flows of a small country's population, copied until there are as many as
 * asked for. Every copy has subscribers of its own and servers of its own for half of the services; the
 * other half they share, as a country does.
 */
export async function makeBase(
  engine: FlowEngine,
  wanted: {
    readonly flowsPerSecond: number
    readonly minutes: number
    readonly sampling: number
    /** Of the first population; a test may do with fewer. */
    readonly subscribers?: number
  },
): Promise<CrowdedHour> {
  await engine.run('CREATE TABLE base AS flows')
  const country = createCountry(
    drawPlan(SEED, {
      subscribers: wanted.subscribers ?? SUBSCRIBERS,
      hours: 1,
      sampling: wanted.sampling,
    }),
  )
  const directory = await mkdtemp(join(tmpdir(), 'noroshi-crowd-'))
  const batch = new FlowBatch(BATCH_ROWS + MINUTE_ROWS_MAX)
  const columns = FLOW_COLUMN_NAMES.join(', ')
  let baseFlows = 0
  const flush = async (): Promise<void> => {
    const path = join(directory, 'batch.native')
    await writeFile(path, nativeBlock(batch))
    await engine.run(`INSERT INTO base (${columns}) SELECT ${columns} FROM file('${path}', Native)`)
    baseFlows += batch.length
    batch.length = 0
  }
  try {
    for (const _ of country.records(START_MS, 1, { batch: () => batch }))
      if (batch.length >= BATCH_ROWS) await flush()
    await flush()
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
  const copies = Math.min(
    COPIES_MAX,
    Math.max(1, Math.round((wanted.flowsPerSecond * 3600) / baseFlows)),
  )
  const upstream = country.exporters.flatMap((one) => [one.upstreamInterface, one.transitInterface])
  return {
    subscriberPrefixes: CROWD_PREFIXES,
    upstreamInterfaces: [...new Set(upstream)],
    baseFlows,
    copies,
    flows: Math.round(baseFlows * copies * (wanted.minutes / 60)),
  }
}

/** Stores the flows that began in a part of the hour, of all copies, in the fold that is open. */
export async function storePart(
  engine: FlowEngine,
  { copies }: CrowdedHour,
  part: { readonly fromMs: number; readonly toMs: number },
): Promise<void> {
  const { openFold } = await FoldLedger.open(engine)
  const columns = FLOW_COLUMN_NAMES.map((name) =>
    name === 'src_address' || name === 'dst_address' ? `${copied(name)} AS ${name}` : name,
  )
  await engine.run(
    `INSERT INTO flows (${[...FLOW_COLUMN_NAMES, 'fold'].join(', ')})
     SELECT ${columns.join(', ')}, toUInt32({fold:UInt32}) AS fold
     FROM (SELECT * FROM base WHERE start_at >= fromUnixTimestamp64Milli(toInt64({from_ms:Int64}))
         AND start_at < fromUnixTimestamp64Milli(toInt64({to_ms:Int64}))) AS base
       CROSS JOIN (SELECT number AS copy FROM numbers({copies:UInt32})) AS crowd
     SETTINGS max_threads = 2, max_memory_usage = 4000000000`,
    { fold: openFold, from_ms: part.fromMs, to_ms: part.toMs, copies },
  )
}

/** Parts of the hour with about so many flows each, as a fold that closes by itself has. */
export function partsOf(
  hour: CrowdedHour,
  minutes: number,
  flowsOfPart: number,
): { readonly fromMs: number; readonly toMs: number }[] {
  const count = Math.max(1, Math.ceil(hour.flows / flowsOfPart))
  const lengthMs = ((minutes / 60) * HOUR_MS) / count
  return Array.from({ length: count }, (_, i) => ({
    // Artefacts of routers lie a little before and after.
    fromMs: i === 0 ? 0 : Math.round(START_MS + i * lengthMs),
    toMs:
      i === count - 1 && minutes === 60
        ? START_MS + 10 * HOUR_MS
        : Math.round(START_MS + (i + 1) * lengthMs),
  }))
}

/**
 * An address in copy `copy`: a subscriber's moves by its second octet, or its fifth in IPv6; of the servers
 * those with an odd hash move by their first.
 */
function copied(column: string): string {
  const octets = `reinterpretAsFixedString(${column})`
  const at = (index: number): string => `reinterpretAsUInt8(substring(${octets}, ${index}, 1))`
  const isIpv4 = `substring(${octets}, 1, 12) = unhex('00000000000000000000FFFF')`
  const isHome = `${at(13)} = 100 AND ${at(14)} >= 64 AND ${at(14)} < 80`
  const isHome6 = `substring(${octets}, 1, 4) = unhex('20010DB8') AND ${at(5)} < 128`
  const moved = `${at(14)} + copy`
  const asAddress = (text: string): string => `CAST(toFixedString(${text}, 16) AS IPv6)`
  return `multiIf(copy = 0, ${column},
    ${isIpv4} AND ${isHome},
      ${asAddress(`concat(substring(${octets}, 1, 12), char(100 + intDiv(${moved}, 256)), char((${moved}) % 256), substring(${octets}, 15))`)},
    ${isIpv4} AND intHash64(reinterpretAsUInt32(substring(${octets}, 13))) % 2 = 1,
      ${asAddress(`concat(substring(${octets}, 1, 12), char(20 + copy % 70), char(bitXor(${at(14)}, intDiv(copy, 70))), substring(${octets}, 15))`)},
    ${isHome6},
      ${asAddress(`concat(substring(${octets}, 1, 4), char(copy % 128), char(${at(6)} + 128 * intDiv(copy, 128)), substring(${octets}, 7))`)},
    ${column})`
}
