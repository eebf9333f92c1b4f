import type { ZoneRecord } from '../../../gate/warning/faces/index.ts'
import type { NameTarget } from '../../block/target.ts'

/** Where blocked names lead; null where there is no such address. */
export type PageAddresses = { readonly ipv4: string | null; readonly ipv6: string | null }

const LABEL = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/
/** Room for the zone's own name behind it, within the 255 octets of a name. */
const NAME_LENGTH_MAX = 190

/**
 * Whether a policy zone may have a rule for it. A single label would block a whole top-level domain, and the
 * last label must not be one that RPZ reads as a rule of another kind.
 */
export function isBlockableName(name: string): boolean {
  const labels = name.split('.')
  return (
    name.length <= NAME_LENGTH_MAX &&
    labels.length >= 2 &&
    labels.every((label) => LABEL.test(label)) &&
    !labels.at(-1)!.startsWith('rpz-')
  )
}

/** The records of a name: to the page that tells a person, or else "there is no such name". */
export function recordsOf(target: NameTarget, page: PageAddresses | null): ZoneRecord[] {
  if (!isBlockableName(target.name)) return []
  return [
    ...answers(target.name, page),
    ...(target.isTree ? answers(`*.${target.name}`, page) : []),
    ...(target.exceptions ?? []).filter(isBlockableName).flatMap(passing),
  ]
}

function answers(owner: string, page: PageAddresses | null): ZoneRecord[] {
  const records: ZoneRecord[] = []
  if (page?.ipv4) records.push({ owner, type: 'A', data: page.ipv4 })
  if (page?.ipv6) records.push({ owner, type: 'AAAA', data: page.ipv6 })
  return records.length > 0 ? records : [{ owner, type: 'CNAME', data: '.' }]
}

/** The closest name counts, so that these stand above the rule of the whole tree. */
const passing = (name: string): ZoneRecord[] =>
  [name, `*.${name}`].map((owner) => ({ owner, type: 'CNAME', data: 'rpz-passthru.' }))
