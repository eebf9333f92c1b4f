/** What lists say of cases, brought to them as evidence: README.md. */
import type { Clock } from '../../core/clock.ts'
import type { Database } from '../../db/database.ts'
import { type ListVerdicts, listVerdicts } from './precision.ts'
import type { Tables } from './says.ts'
import { type ToldCases, tellEnds, tellNews } from './tell-cases.ts'

export type ListEvidence = {
  /** After imports and detections: what they changed. */
  tellNews(): Promise<ToldCases>
  /** Each hour: what ended by time alone. */
  tellEnds(): Promise<ToldCases>
  /** How often people agreed with each list. */
  verdicts(): Promise<ReadonlyMap<string, ListVerdicts>>
}

export function createListEvidence(database: Database, clock: Clock): ListEvidence {
  const db = database.$extendTables<Tables>()
  let last: Promise<unknown> = Promise.resolve()
  // One at a time: two that compare at the same moment would both tell the same.
  const inTurn = (work: () => Promise<ToldCases>): Promise<ToldCases> => {
    const done = last.then(work)
    last = done.catch(() => {})
    return done
  }
  return {
    tellNews: () => inTurn(() => tellNews(db, clock.nowMs())),
    tellEnds: () => inTurn(() => tellEnds(db, clock.nowMs())),
    verdicts: () => listVerdicts(db),
  }
}
