import { type Found, foundInstead, type ListReading } from '../list-reading.ts'
import { readTarget } from '../target.ts'

export type Warninglist = {
  readonly name: string
  readonly description: string
  readonly list: readonly unknown[]
}

/** `{name, description, type, matching_attributes, list}`. */
export function warninglistIn(document: unknown): Warninglist | undefined {
  if (typeof document !== 'object' || document === null) return undefined
  const { name, description, list, type, matching_attributes } = document as Record<string, unknown>
  if (!Array.isArray(list) || typeof name !== 'string') return undefined
  if (!Array.isArray(matching_attributes) && typeof type !== 'string') return undefined
  return { name, description: typeof description === 'string' ? description : '', list }
}

/** Addresses and prefixes; names, parts of names and patterns are counted. */
export function readWarninglist(
  { name, description, list }: Warninglist,
  reading: ListReading,
): void {
  const reason = description === '' ? name : `${name}: ${description}`
  for (const [index, item] of list.entries())
    reading.take(typeof item === 'string' ? readItem(item) : { bad: 'ADDRESS_INVALID' }, index + 1)

  function readItem(item: string): Found {
    const target = readTarget(item)
    if (target.kind === 'network')
      return { entry: { prefix: target.prefix, port: target.port, words: name, reason } }
    // Any other string of a warning list is part of a name, a pattern or another kind of value.
    return target.kind === 'invalid' ? { skip: 'other-type' } : foundInstead(target)
  }
}
