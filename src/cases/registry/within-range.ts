import { type Kysely, sql } from 'kysely'
import { formatPrefix, type Prefix, parsePrefix } from '../../core/prefix.ts'
import { CaseError } from '../errors.ts'
import type { CaseTables } from '../tables.ts'
import { type CaseSummary, summaryOf } from './find.ts'

/** What one look-up may ask for: a company's own range, not everybody's. Bits of the family's address. */
export const RANGE_BITS_MIN = { ipv4: 16, ipv6: 32 } as const

const LIMIT_MAX = 500

/** Throws `CaseError` TARGET_INVALID for what is no address, no prefix, or too wide. */
export function readTarget(text: string): Prefix {
  const prefix = parsePrefix(text.trim())
  if (!prefix) throw new CaseError('TARGET_INVALID', 'that is neither an address nor a prefix')
  const isIpv6 = formatPrefix(prefix).includes(':')
  const bits = isIpv6 ? prefix.length : prefix.length - 96
  if (bits < RANGE_BITS_MIN[isIpv6 ? 'ipv6' : 'ipv4'])
    throw new CaseError('TARGET_INVALID', 'one look-up covers at most an IPv4 /16 or an IPv6 /32')
  return prefix
}

/** Cases on an address or in a range, the likeliest first. */
export async function casesWithin(
  db: Kysely<CaseTables>,
  target: Prefix,
  limit: number,
): Promise<{ readonly cases: readonly CaseSummary[]; readonly total: number }> {
  const inside = sql<boolean>`address::inet <<= ${formatPrefix(target)}::inet`
  const rows = await db
    .selectFrom('cases')
    .selectAll()
    .where(inside)
    .orderBy('probability', 'desc')
    .orderBy('id', 'desc')
    .limit(Math.min(limit, LIMIT_MAX))
    .execute()
  const { count } = await db
    .selectFrom('cases')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where(inside)
    .executeTakeFirstOrThrow()
  return { cases: rows.map(summaryOf), total: count }
}
