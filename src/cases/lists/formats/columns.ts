import { protocolName, protocolNumber } from '../../../core/protocol.ts'
import { instantOf } from '../instant-of.ts'
import { type EntryFields, type Found, foundInstead } from '../list-reading.ts'
import type { BadLineReason } from '../listed-entry.ts'
import { readPort, readTarget } from '../target.ts'

/** What a column or a field of an object is for. */
export const COLUMN_ROLES = [
  'address',
  'port',
  'protocol',
  'first-listed',
  'last-verified',
  'last-removed',
  'ends',
  'words',
  'reason',
  'type',
] as const

export type ColumnRole = (typeof COLUMN_ROLES)[number]

/** What a person says about the columns of a list: a name, or a number from 1 where there is no header. */
export type ColumnMapping = Readonly<Partial<Record<ColumnRole, string>>>

/** Names that lists give them (abuse.ch, Fox-IT, Shadowserver, our own), likelier first. */
const NAMES: Readonly<Record<ColumnRole, readonly string[]>> = {
  address: [
    'ip',
    'ip_address',
    'ipaddress',
    'address',
    'dst_ip',
    'dstip',
    'dest_ip',
    'ioc_value',
    'ioc',
    'indicator',
    'value',
    'cidr',
    'network',
    'prefix',
    'netblock',
    'host',
  ],
  port: ['port', 'dst_port', 'dstport', 'dest_port', 'destination_port'],
  protocol: ['protocol', 'proto', 'transport'],
  'first-listed': [
    'first_listed',
    'first_seen',
    'first_seen_utc',
    'firstseen',
    'date_added',
    'dateadded',
    'added',
    'valid_from',
    'listingdate',
    'date',
  ],
  'last-verified': [
    'last_verified',
    'last_seen',
    'last_seen_utc',
    'lastseen',
    'last_online',
    'lastonline',
  ],
  'last-removed': ['last_removed', 'removed', 'removed_at', 'delisted'],
  ends: ['valid_until', 'expires', 'expires_at', 'ends', 'ends_at', 'until'],
  words: [
    'list',
    'kind',
    'threat_type',
    'threat_type_desc',
    'malware',
    'malware_printable',
    'fk_malware',
    'family',
    'tags',
    'tag',
    'category',
    'classification',
    'comment',
    'description',
  ],
  reason: ['reason', 'note', 'comment', 'description'],
  type: ['ioc_type', 'indicator_type', 'type'],
}

/** Role → the columns that fill it, by their place in the header. */
export type Columns = Readonly<Record<ColumnRole, readonly number[]>>

/** The columns of a header; `undefined` when it names no address. */
export function columnsOf(
  header: readonly string[],
  mapping: ColumnMapping = {},
): Columns | undefined {
  const names = header.map(normalised)
  const placesOf = (role: ColumnRole): number[] => {
    const stated = mapping[role]
    if (stated !== undefined) {
      const place = /^\d+$/.test(stated) ? Number(stated) - 1 : names.indexOf(normalised(stated))
      return place >= 0 && place < names.length ? [place] : []
    }
    const places = NAMES[role].map((name) => names.indexOf(name)).filter((place) => place >= 0)
    // Every word may tell the kind; of everything else the likeliest column counts.
    return role === 'words' ? places : places.slice(0, 1)
  }
  const columns = Object.fromEntries(
    COLUMN_ROLES.map((role) => [role, placesOf(role)]),
  ) as unknown as Columns
  return columns.address.length > 0 ? columns : undefined
}

/** What one row says. */
export function readRow(columns: Columns, cells: readonly string[]): Found {
  const cell = (role: ColumnRole): string => cells[columns[role][0] ?? -1]?.trim() ?? ''
  const target = readTarget(cell('address'))
  if (target.kind === 'invalid' && isOtherType(cell('type'))) return { skip: 'other-type' }
  if (target.kind !== 'network') return foundInstead(target)
  const fields = fieldsOf(cell)
  if ('bad' in fields) return fields
  const words = columns.words.map((place) => cells[place] ?? '').filter(isSaying)
  return {
    entry: {
      ...fields,
      prefix: target.prefix,
      port: fields.port ?? target.port,
      words: words.join('; '),
      reason: cell('reason') || null,
    },
  }
}

function fieldsOf(
  cell: (role: ColumnRole) => string,
):
  | (Omit<EntryFields, 'prefix'> & { readonly port: number | null })
  | { readonly bad: BadLineReason } {
  const port = isSaying(cell('port')) ? readPort(cell('port').replace(/\.0$/, '')) : null
  if (port === undefined) return { bad: 'PORT_INVALID' }
  const protocol = readProtocol(cell('protocol'))
  if (protocol === undefined) return { bad: 'PROTOCOL_INVALID' }
  const firstListedAtMs = instantOf(cell('first-listed'))
  const lastVerifiedAtMs = instantOf(cell('last-verified'))
  const lastRemovedAtMs = instantOf(cell('last-removed'))
  const endsAtMs = instantOf(cell('ends'))
  if (
    firstListedAtMs === undefined ||
    lastVerifiedAtMs === undefined ||
    lastRemovedAtMs === undefined ||
    endsAtMs === undefined
  )
    return { bad: 'DATE_INVALID' }
  return { port, protocol, firstListedAtMs, lastVerifiedAtMs, lastRemovedAtMs, endsAtMs }
}

/** null: any. */
export function readProtocol(text: string): string | null | undefined {
  if (!isSaying(text) || text.toLowerCase() === 'any') return null
  const number = protocolNumber(text)
  return number === undefined ? undefined : protocolName(number)
}

function isSaying(text: string): boolean {
  return !/^(?:|-|null|none|n\/a)$/i.test(text.trim())
}

function isOtherType(type: string): boolean {
  return isSaying(type) && !/ip/i.test(type)
}

function normalised(name: string): string {
  return name.trim().toLowerCase().replaceAll(/[ -]+/g, '_')
}
