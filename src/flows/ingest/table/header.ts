import { IngestError } from '../errors.ts'
import { shown } from './field-problem.ts'
import { FIELD_COUNT_MAX } from './field-table.ts'
import type { Column } from './row-reader.ts'

/** The column names of a file, where each stands, and complaints about those that are not there. */
export class Header {
  readonly names: readonly string[]
  readonly #where: string

  /** @param where `flows.csv:1`, for messages */
  constructor(names: readonly string[], where: string) {
    this.names = names
    this.#where = where
    if (names.length > FIELD_COUNT_MAX)
      throw new IngestError(
        'HEADER_INVALID',
        `${where}: ${names.length} columns; ${FIELD_COUNT_MAX} are the most a flow file may have`,
      )
    const twice = names.find((name, index) => name !== '' && names.indexOf(name) !== index)
    if (twice !== undefined)
      throw new IngestError('HEADER_INVALID', `${where}: column ${shown(twice)} is named twice`)
  }

  /** For tools that spell their columns in one way and their users in another. */
  inLowerCase(): Header {
    return new Header(
      this.names.map((name) => name.toLowerCase()),
      this.#where,
    )
  }

  find(name: string): Column | undefined {
    const index = this.names.indexOf(name)
    return index < 0 ? undefined : { index, name }
  }

  /** @throws IngestError HEADER_INVALID naming every missing column and what comes closest to it */
  require<Name extends string>(names: readonly Name[]): Readonly<Record<Name, Column>> {
    const columns = names.map((name) => [name, this.find(name)] as const)
    const missing = columns.filter(([, column]) => column === undefined).map(([name]) => name)
    if (missing.length > 0) throw this.#missing(missing, names)
    return Object.fromEntries(columns) as Record<Name, Column>
  }

  #missing(missing: readonly string[], needed: readonly string[]): IngestError {
    const spare = this.names.filter((name) => !needed.includes(name))
    const complaints = missing.map((name) => {
      const closest = closestName(name, spare)
      return `"${name}"${closest === undefined ? '' : ` (closest: ${shown(closest)})`}`
    })
    const noun = missing.length === 1 ? 'column' : 'columns'
    return new IngestError('HEADER_INVALID', `${this.#where}: no ${noun} ${complaints.join(', ')}`)
  }
}

/** The name with the fewest edits, if they are at most half of the letters. */
export function closestName(name: string, candidates: readonly string[]): string | undefined {
  const ranked = candidates
    .slice(0, FIELD_COUNT_MAX)
    .filter((candidate) => candidate.length <= 2 * name.length)
    .map((candidate) => ({ candidate, distance: editDistance(name, candidate.toLowerCase()) }))
    .filter(({ distance }) => distance <= name.length / 2)
    .sort((a, b) => a.distance - b.distance)
  return ranked[0]?.candidate
}

/** Levenshtein's distance: insertions, deletions and replacements of single characters. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const current = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      current.push(Math.min(replaced, previous[j]! + 1, current[j - 1]! + 1))
    }
    previous = current
  }
  return previous[b.length]!
}
