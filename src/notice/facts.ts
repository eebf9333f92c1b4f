import { createHash } from 'node:crypto'
import type { Bilingual } from '../core/bilingual.ts'

/** Everything a notice says that may be otherwise elsewhere, or tomorrow. Plain values: it is kept as JSON. */
export type NoticeFacts = {
  /** Raised when the sentences come to mean something else for the same facts. */
  readonly format: 1
  /** All that is collected is synthetic. */
  readonly isDemonstration: boolean
  readonly operator: Bilingual
  /** How to reach them: address, telephone, mail. */
  readonly contact: Bilingual
  /** How a subscriber says no, or changes a consent. */
  readonly optOut: Bilingual
  /** Names of the columns that are kept of each flow; nothing else is. */
  readonly columns: readonly string[]
  /** Tunnels that are looked into where exporters send packet headers. */
  readonly tunnels: readonly string[]
  readonly purposes: readonly {
    readonly id: string
    readonly name: Bilingual
    readonly ground: Bilingual
  }[]
  /** Days that flow records, and volumes without addresses, are kept. */
  readonly flowDays: number
  readonly trafficDays: number
  /** Roles of those who may look. */
  readonly readers: readonly string[]
  /** Whether sampling, detection and storage run on machines of others by URL. */
  readonly isStoredElsewhere: boolean
  /** Days within which the notice follows a change. */
  readonly graceDays: number
  /** Absent where subscribers are not told of infected devices. */
  readonly alertDays?: AlertDays
}

/** Days that is kept which telling subscribers needs. */
export type AlertDays = {
  /** Which line had which address when. */
  readonly sessionDays: number
  /** Where to reach those who are to be told. */
  readonly contactDays: number
  /** Who was told, and what came of it. */
  readonly recordDays: number
}

/** Fields that an operator has to state; without them a notice would tell nobody whom to ask. */
export const STATED_FIELDS = ['operator', 'contact', 'optOut'] as const

/** Which of them are empty, by the name of their field in the configuration. */
export function missingIn(facts: NoticeFacts): string[] {
  return STATED_FIELDS.filter((field) => {
    const { ja, en } = facts[field]
    return ja.trim() === '' || en.trim() === ''
  }).map((field) => `notice.${field}`)
}

/** Equal facts have equal digests, whatever the order of their fields. */
export function digestOf(facts: NoticeFacts): string {
  return createHash('sha256').update(canonical(facts)).digest('hex')
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const fields = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1))
  return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${canonical(field)}`).join(',')}}`
}
