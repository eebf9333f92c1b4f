import { instantOf } from '../instant-of.ts'
import type { Found, ListReading } from '../list-reading.ts'
import type { SkipReason } from '../listed-entry.ts'
import { readStixPattern } from './stix-pattern.ts'

type StixObject = Readonly<Record<string, unknown>>

/** `bundle` of STIX 2.0 and 2.1, and the envelope that TAXII answers. */
export function isStixBundle(
  document: unknown,
): document is { readonly objects: readonly unknown[] } {
  if (typeof document !== 'object' || document === null) return false
  const { type, objects } = document as StixObject
  return (
    Array.isArray(objects) &&
    (type === 'bundle' ||
      objects.some((one) => typeof one?.id === 'string' && one.id.includes('--')))
  )
}

/**
 * Indicators with a STIX pattern. Of one that came in several versions the newest counts, so that a
 * revocation reaches its indicator wherever it stands in the bundle.
 */
export function readStixBundle(objects: readonly unknown[], reading: ListReading): void {
  const newest = new Map<string, { readonly object: StixObject; readonly line: number }>()
  for (const [index, object] of objects.entries()) {
    const line = index + 1
    if (typeof object !== 'object' || object === null) {
      reading.take({ bad: 'NOT_AN_OBJECT' }, line)
      continue
    }
    const indicator = object as StixObject
    if (indicator['type'] !== 'indicator') continue
    const id = typeof indicator['id'] === 'string' ? indicator['id'] : `line ${line}`
    const known = newest.get(id)
    if (!known || textOf(known.object['modified']) <= textOf(indicator['modified']))
      newest.set(id, { object: indicator, line })
  }
  for (const { object, line } of newest.values())
    for (const found of readIndicator(object)) reading.take(found, line)
}

const SKIPS: Readonly<Record<string, SkipReason>> = {
  hostname: 'hostname',
  url: 'url',
  'source-only': 'source-only',
  unsupported: 'pattern-unsupported',
}

function readIndicator(indicator: StixObject): readonly Found[] {
  const type = indicator['pattern_type']
  if (type !== undefined && type !== 'stix') return [{ skip: 'other-type' }]
  const pattern = readStixPattern(textOf(indicator['pattern']))
  if (pattern.kind !== 'targets') {
    const skip = SKIPS[pattern.kind]
    return [skip ? { skip } : { bad: 'PATTERN_INVALID' }]
  }
  const from = instantOf(textOf(indicator['valid_from']))
  const until = instantOf(textOf(indicator['valid_until']))
  const modified = instantOf(textOf(indicator['modified']))
  if (from === undefined || until === undefined || modified === undefined)
    return [{ bad: 'DATE_INVALID' }]
  const isRevoked = indicator['revoked'] === true
  const statement = {
    words: wordsOf(indicator),
    reason: textOf(indicator['description']) || textOf(indicator['name']) || null,
    firstListedAtMs: from,
    // A revocation without a date still takes effect: it was valid for no time at all.
    lastRemovedAtMs: isRevoked ? (modified ?? from ?? 0) : null,
    endsAtMs: until,
  }
  return pattern.targets.map((target) => ({ entry: { ...target, ...statement } }))
}

function wordsOf(indicator: StixObject): string {
  return ['indicator_types', 'labels', 'name', 'description']
    .flatMap((name) => indicator[name])
    .filter((word) => typeof word === 'string')
    .join('; ')
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')
