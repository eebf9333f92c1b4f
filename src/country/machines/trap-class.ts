import type { Bilingual } from '../../core/bilingual.ts'
import type { AutomationClass } from './automation-class.ts'

/** Kinds of innocent automation are grouped by what they are for. */
export const TRAP_GROUPS = ['clocks', 'cloud', 'contact', 'work', 'peers', 'mishaps'] as const

export type TrapGroup = (typeof TRAP_GROUPS)[number]

/** What an evaluation says when it took something innocent for a C2 server. */
export type TrapName = {
  readonly kind: string
  readonly name: Bilingual
  readonly group: TrapGroup
}

/** A kind of innocent automation, and how many servers of it the country has. */
export type TrapClass = AutomationClass & {
  readonly group: TrapGroup
  readonly services: number
  /** Clients come one by one over the planned hours, as those of a new thing do. */
  readonly isGrowing?: true
  /** So many servers stand side by side in one /24 and have the same clients. */
  readonly neighbours?: number
}
