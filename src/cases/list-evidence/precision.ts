import { type Kysely, sql } from 'kysely'
import type { Tables } from './says.ts'

/** Of the cases that people decided and that a list named: how many were confirmed. */
export type ListVerdicts = {
  readonly confirmed: number
  readonly dismissed: number
  /** Wilson's 95 % interval; null while nothing was decided. */
  readonly precision: {
    readonly share: number
    readonly lower: number
    readonly upper: number
  } | null
}

export const NO_VERDICTS: ListVerdicts = { confirmed: 0, dismissed: 0, precision: null }

/** Two-sided 95 % of the normal distribution. */
const Z = 1.96

/**
 * By source. What a warning ended as by time was still one that people had confirmed; what was retracted or released
 * was not. Disputed and reopened cases are undecided. It measures a list where we looked, not everywhere.
 */
export async function listVerdicts(db: Kysely<Tables>): Promise<Map<string, ListVerdicts>> {
  const { rows } = await sql<{ source: string; confirmed: number; dismissed: number }>`
    with decided as (
      select id, address::inet as address, port, protocol,
        status in ('confirmed', 'published', 'expired') as is_confirmed
      from cases
      where status in ('confirmed', 'published', 'expired', 'dismissed', 'retracted', 'released')
    ), named as (
      select distinct e.source, d.id, d.is_confirmed
      from decided d join list_entries e on e.network >>= d.address
      where masklen(e.network) = case family(e.network) when 4 then 32 else 128 end
        and (e.port is null or e.port = d.port) and (e.protocol is null or e.protocol = d.protocol)
    )
    select source, count(*) filter (where is_confirmed) as confirmed,
      count(*) filter (where not is_confirmed) as dismissed
    from named group by source`.execute(db)
  return new Map(
    rows.map(({ source, confirmed, dismissed }) => [
      source,
      { confirmed, dismissed, precision: wilson(confirmed, confirmed + dismissed) },
    ]),
  )
}

/** Wilson's score interval: sound for few cases too, where share ± deviation would leave 0 to 1. */
export function wilson(hits: number, count: number): ListVerdicts['precision'] {
  if (count === 0) return null
  const share = hits / count
  const z2 = Z ** 2
  const centre = (share + z2 / (2 * count)) / (1 + z2 / count)
  const spread =
    (Z / (1 + z2 / count)) * Math.sqrt((share * (1 - share)) / count + z2 / (4 * count ** 2))
  return { share, lower: Math.max(0, centre - spread), upper: Math.min(1, centre + spread) }
}
