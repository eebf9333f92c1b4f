import type { EndpointKind } from '../../core/endpoint-kind.ts'
import { formatPrefix, type Prefix } from '../../core/prefix.ts'
import { ListError } from './errors.ts'
import { kindOfTags } from './kind-of-tags.ts'
import {
  BAD_LINE_SHOWN_MAX,
  ENTRY_COUNT_MAX,
  PREFIX_BITS_MIN,
  REASON_LENGTH_MAX,
  TAG_LENGTH_MAX,
} from './limits.ts'
import type { BadLine, BadLineReason, ListedEntry, ParsedList, SkipReason } from './listed-entry.ts'
import { mergeEntries } from './merge-entries.ts'
import { isReserved } from './reserved.ts'
import { familyBits, type Target } from './target.ts'

/** Reputation: known-bad from others. Known-good: what must not be called guilty without a person's word. */
export type ListKind = 'reputation' | 'known-good'

export type ReadingRules = {
  readonly listKind: ListKind
  /** Of entries whose own words say nothing. */
  readonly defaultKind: EndpointKind
  readonly isSubscriber: (address: string) => boolean
  /** Entries that are taken at most. */
  readonly entryCountMax?: number
}

/** What a format says of one entry; the rest is filled in here. */
export type EntryFields = Partial<
  Omit<ListedEntry, 'network' | 'line' | 'kind' | 'tag' | 'reason'>
> & {
  readonly prefix: Prefix
  /** All words that may tell the kind. */
  readonly words?: string
  readonly reason?: string | null
}

/** What a format makes of one line. */
export type Found =
  | { readonly entry: EntryFields }
  | { readonly skip: SkipReason }
  | { readonly bad: BadLineReason }

/** What a line without an address comes to. */
export function foundInstead(target: Exclude<Target, { kind: 'network' }>): Found {
  return target.kind === 'invalid' ? { bad: target.reason } : { skip: target.kind }
}

/** Takes what a format finds, line by line, keeps the limits and counts what is not taken. */
export class ListReading {
  readonly rules: ReadingRules
  readonly #entries: ListedEntry[] = []
  readonly #badLines: BadLine[] = []
  readonly #skipped: Partial<Record<SkipReason, number>> = {}
  #badLineCount = 0
  #lineCount = 0

  constructor(rules: ReadingRules) {
    this.rules = rules
  }

  take(found: Found, line: number): void {
    if ('entry' in found) this.#accept(found.entry, line)
    else if ('skip' in found) this.#skip(found.skip)
    else this.#bad(line, found.bad)
  }

  #accept(fields: EntryFields, line: number): void {
    const reason = this.#refusal(fields.prefix)
    if (reason) {
      this.#skip(reason)
      return
    }
    this.#lineCount++
    const entryCountMax = this.rules.entryCountMax ?? ENTRY_COUNT_MAX
    if (this.#entries.length >= entryCountMax)
      throw new ListError('LIST_TOO_LARGE', `the list has more than ${entryCountMax} entries`)
    const { prefix, words = '', reason: why = null, ...rest } = fields
    this.#entries.push({
      part: '',
      protocol: null,
      port: null,
      firstListedAtMs: null,
      lastVerifiedAtMs: null,
      lastRemovedAtMs: null,
      endsAtMs: null,
      ...rest,
      network: formatPrefix(prefix),
      kind: kindOfTags(words) ?? this.rules.defaultKind,
      tag: shortened(words, TAG_LENGTH_MAX),
      reason: this.rules.listKind === 'known-good' ? shortened(why ?? '', REASON_LENGTH_MAX) : null,
      line,
    })
  }

  #bad(line: number, reason: BadLineReason): void {
    this.#lineCount++
    this.#badLineCount++
    if (this.#badLines.length < BAD_LINE_SHOWN_MAX) this.#badLines.push({ line, reason })
  }

  #skip(reason: SkipReason): void {
    this.#lineCount++
    this.#skipped[reason] = (this.#skipped[reason] ?? 0) + 1
  }

  /** Throws `ListError` LIST_FORMAT_DOUBTFUL when more than half was not understood. */
  finish(parts: readonly string[] | null = null): ParsedList {
    if (this.#badLineCount * 2 > this.#lineCount) {
      const [first] = this.#badLines
      throw new ListError(
        'LIST_FORMAT_DOUBTFUL',
        `${this.#badLineCount} of ${this.#lineCount} lines could not be understood (the first: line ${first?.line}, ${first?.reason}); is it another format?`,
      )
    }
    return {
      entries: mergeEntries(this.#entries),
      lineCount: this.#lineCount,
      badLineCount: this.#badLineCount,
      badLines: this.#badLines,
      skipped: this.#skipped,
      parts,
    }
  }

  #refusal(prefix: Prefix): SkipReason | undefined {
    if (this.rules.listKind === 'known-good') return undefined
    const { family, bits } = familyBits(prefix)
    if (bits < PREFIX_BITS_MIN[family]) return 'too-broad'
    if (isReserved(prefix)) return 'reserved'
    const [base = ''] = formatPrefix(prefix).split('/')
    return this.rules.isSubscriber(base) ? 'own-subscriber' : undefined
  }
}

/** On one line, without control characters: it is shown in terminals and pages. */
function shortened(text: string, lengthMax: number): string | null {
  const line = text.replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim()
  if (line === '') return null
  return line.length <= lengthMax ? line : `${line.slice(0, lengthMax - 1)}…`
}
