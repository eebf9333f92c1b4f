import { type StixIndicator, stixIndicator } from '../../warning/faces/index.ts'
import type { Hub } from '../hub.ts'
import { turnOfOthers } from '../list-mirror.ts'
import type { Member } from '../member.ts'
import type { TaxiiQuery } from './taxii-query.ts'

export type TaxiiEntry = { readonly addedUs: number; readonly object: StixIndicator }
export type TaxiiPage = { readonly entries: readonly TaxiiEntry[]; readonly isMore: boolean }

/** So many rows are looked at before others get their turn: a few milliseconds. */
const ROWS_PER_TURN = 500

/**
 * The leases that a question asks for, in the order in which they came or changed. Costs by what is walked over: a
 * client that pages through the whole list walks over it once, not once a page. What changes meanwhile gets a
 * later microsecond, and so comes at the end.
 */
export async function taxiiPageOf(hub: Hub, member: Member, query: TaxiiQuery): Promise<TaxiiPage> {
  const copyOf = hub.issuer.viewer(member)
  const entries: TaxiiEntry[] = []
  if (!isPossible(query)) return { entries, isMore: false }
  let walked = 0
  for (const row of await hub.list.addedAfter(query.afterUs)) {
    if (++walked % ROWS_PER_TURN === 0) await turnOfOthers()
    if (query.ids && !query.ids.has(row.stixId)) continue
    const known = copyOf(row)
    if (!known) continue
    const object = stixIndicator(known.warning, hub.name)
    if (!isVersion(object, query)) continue
    if (entries.length === query.limit) return { entries, isMore: true }
    entries.push({ addedUs: row.addedUs, object })
  }
  return { entries, isMore: false }
}

/** Whether indicators of STIX 2.1 are asked for at all: there is nothing else. */
const isPossible = ({ types, specVersions }: TaxiiQuery): boolean =>
  (types === undefined || types.includes('indicator')) &&
  (specVersions === undefined || specVersions.includes('2.1'))

/** There is only the newest version of an object, which is also the first that is left. */
const isVersion = ({ modified }: StixIndicator, { versions }: TaxiiQuery): boolean =>
  versions === undefined ||
  versions.some((word) => ['all', 'first', 'last', modified].includes(word))
