import type { PeopleContext } from './context.ts'
import type { Role } from './roles.ts'
import type { PersonEventKind } from './tables.ts'

/** Who let whom in, and gave or took which role. */
export type PersonEvent = {
  readonly sequence: number
  readonly atMs: number
  readonly actor: string
  readonly kind: PersonEventKind
  readonly personId: string
  /** What the person has from then on; null where roles were not what it was about. */
  readonly roles: readonly Role[] | null
}

/** The record of this wing; the database refuses to change a line. */
export class PersonEvents {
  readonly #context: PeopleContext

  constructor(context: PeopleContext) {
    this.#context = context
  }

  /** Newest first. @param before a sequence; only what came earlier */
  async list(limit: number, before?: number): Promise<PersonEvent[]> {
    const rows = await this.#context.db
      .selectFrom('person_events')
      .selectAll()
      .$if(before !== undefined, (query) => query.where('sequence', '<', before!))
      .orderBy('sequence', 'desc')
      .limit(limit)
      .execute()
    return rows.map((row) => ({
      sequence: Number(row.sequence),
      atMs: row.at.getTime(),
      actor: row.actor,
      kind: row.kind,
      personId: row.person_id,
      roles: row.roles,
    }))
  }
}
