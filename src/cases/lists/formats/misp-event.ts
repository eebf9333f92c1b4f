import { instantOf } from '../instant-of.ts'
import { kindOfTags } from '../kind-of-tags.ts'
import { type Found, foundInstead, type ListReading } from '../list-reading.ts'
import { readTarget } from '../target.ts'

type MispObject = Readonly<Record<string, unknown>>

/** `{"Event": {…}}`, as feeds and exports have it. */
export function mispEventIn(document: unknown): MispObject | undefined {
  const event = objectOf(objectOf(document)?.['Event'])
  return event && typeof event['uuid'] === 'string' ? event : undefined
}

/**
 * Attributes `ip-dst` and `ip-dst|port` of an event and of its objects. What is not `to_ids` is context and
 * not a statement; `ip-src` is where something came from.
 */
export function readMispEvent(event: MispObject, reading: ListReading): void {
  const part = textOf(event['uuid']).toLowerCase()
  const eventWords = [textOf(event['info']), ...tagsOf(event)]
  const attributes = [
    ...arrayOf(event['Attribute']),
    ...arrayOf(event['Object']).flatMap((object) => arrayOf(objectOf(object)?.['Attribute'])),
  ]
  for (const [index, attribute] of attributes.entries()) {
    const one = objectOf(attribute)
    const found: Found = one ? readAttribute(one, eventWords) : { bad: 'NOT_AN_OBJECT' }
    reading.take('entry' in found ? { entry: { ...found.entry, part } } : found, index + 1)
  }
}

function readAttribute(attribute: MispObject, eventWords: readonly string[]): Found {
  const type = textOf(attribute['type'])
  if (type.startsWith('ip-src')) return { skip: 'source-only' }
  if (type === 'domain' || type === 'hostname' || type.startsWith('domain|'))
    return { skip: 'hostname' }
  if (type !== 'ip-dst' && type !== 'ip-dst|port') return { skip: 'other-type' }
  if (attribute['to_ids'] !== true) return { skip: 'not-for-detection' }
  const target = readTarget(textOf(attribute['value']))
  if (target.kind !== 'network') return foundInstead(target)
  const listedAtMs = instantOf(textOf(attribute['timestamp']))
  const lastVerifiedAtMs = instantOf(textOf(attribute['last_seen']))
  if (listedAtMs === undefined || lastVerifiedAtMs === undefined) return { bad: 'DATE_INVALID' }
  const own = [textOf(attribute['comment']), ...tagsOf(attribute)].filter((word) => word !== '')
  return {
    entry: {
      prefix: target.prefix,
      port: target.port,
      // The attribute's own words come first: an event about one family names many things.
      words: (kindOfTags(own.join('; ')) ? own : [...own, ...eventWords]).join('; '),
      firstListedAtMs: listedAtMs,
      lastVerifiedAtMs,
      lastRemovedAtMs: isDeleted(attribute) ? (listedAtMs ?? 0) : null,
    },
  }
}

function tagsOf(object: MispObject): string[] {
  return arrayOf(object['Tag']).map((tag) => textOf(objectOf(tag)?.['name']))
}

const isDeleted = (attribute: MispObject): boolean =>
  attribute['deleted'] === true || attribute['deleted'] === '1'

const arrayOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

function objectOf(value: unknown): MispObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as MispObject)
    : undefined
}

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : ''
