import type { Warning } from '../warning/warning.ts'
import { isWithdrawn } from '../warning/warning.ts'
import type { HubContext } from './context.ts'
import { HubError } from './errors.ts'
import { isInStanding, type Member } from './member.ts'
import { memberOf } from './members.ts'
import { needToKnow } from './need-to-know.ts'
import { recordSpeeds } from './statistics/speed-record.ts'

/** A withdrawal that somebody may still be acting against. */
export type Unsettled = {
  readonly warning: Warning
  readonly withdrawnAtMs: number
  /** The number of the withdrawal: who enforces the list up to it is done. */
  readonly sequence: number
  /** Who has not said that it stopped, in the order of ids. */
  readonly members: readonly {
    readonly id: string
    readonly enforces: number
    readonly holds: number
  }[]
}

export type Position = {
  readonly given: number
  readonly holds: number
  readonly enforces: number
  readonly contactAtMs: number
  readonly acknowledgedAtMs: number | null
}

/**
 * Who still acts on what was withdrawn. An acknowledgement is two numbers and one row, whatever happened
 * meanwhile; the ledger compares numbers when somebody looks.
 */
export class Ledger {
  readonly #context: HubContext

  constructor(context: HubContext) {
    this.#context = context
  }

  /**
   * A member's word on what it holds and what it enforces. It may go back: whoever was restored from a backup
   * says so, and stands on the ledger again. Throws ACKNOWLEDGEMENT_INVALID for what it was never given.
   */
  async acknowledge(member: Member, holds: unknown, enforces: unknown): Promise<void> {
    const { db, clock } = this.#context
    const isNumber = (value: unknown): value is number =>
      Number.isSafeInteger(value) && Number(value) >= 0
    if (!isNumber(holds) || !isNumber(enforces) || enforces > holds)
      throw invalid('two whole numbers are said, of which the second is not above the first')
    const at = new Date(clock.nowMs())
    const before = await db
      .selectFrom('hub_positions')
      .select(['given', 'holds', 'enforces'])
      .where('member_id', '=', member.id)
      .executeTakeFirst()
    if (!before || before.given < holds) throw invalid('the member was not given this version')
    await db
      .updateTable('hub_positions')
      .set({ holds, enforces, acknowledged_at: at, contact_at: at })
      .where('member_id', '=', member.id)
      .execute()
    await recordSpeeds(db, member, before, { holds, enforces }, at.getTime())
  }

  async positions(): Promise<Map<string, Position>> {
    const rows = await this.#context.db.selectFrom('hub_positions').selectAll().execute()
    return new Map(
      rows.map((row) => [
        row.member_id,
        {
          given: row.given,
          holds: row.holds,
          enforces: row.enforces,
          contactAtMs: row.contact_at.getTime(),
          acknowledgedAtMs: row.acknowledged_at?.getTime() ?? null,
        },
      ]),
    )
  }

  /** Oldest first. A withdrawal is settled for everybody when its lease would have ended anyway. */
  async unsettled(): Promise<Unsettled[]> {
    const { db, clock } = this.#context
    const now = new Date(clock.nowMs())
    const rows = await db
      .selectFrom('hub_list')
      .select(['warning', 'sequence', 'first_sequence', 'withdrawn_at'])
      .where('withdrawn_at', 'is not', null)
      .where('ends_at', '>', now)
      .where('only_member', 'is', null)
      .orderBy('withdrawn_at')
      .execute()
    const positions = await this.positions()
    const members = (await db.selectFrom('hub_members').selectAll().orderBy('id').execute())
      .map(memberOf)
      .filter((member) => member.roles.includes('receiving') && positions.has(member.id))
      .map((member) => ({ member, needs: needToKnow(member), position: positions.get(member.id)! }))
    return rows.flatMap((row) => {
      if (!isWithdrawn(row.warning)) return []
      const open = members.filter(
        ({ needs, position }) =>
          // It was given a list while the warning was on it, and has not said that it went beyond.
          position.given >= row.first_sequence &&
          position.enforces < row.sequence &&
          needs(row.warning),
      )
      return open.length === 0
        ? []
        : [
            {
              warning: row.warning,
              withdrawnAtMs: row.withdrawn_at!.getTime(),
              sequence: row.sequence,
              members: open.map(({ member, position }) => ({
                id: member.id,
                enforces: position.enforces,
                holds: position.holds,
              })),
            },
          ]
    })
  }

  /** Members who were not heard of for so long, suspended ones too: what they hold ends by its leases. */
  async silentSince(beforeMs: number): Promise<string[]> {
    const rows = await this.#context.db
      .selectFrom('hub_positions')
      .innerJoin('hub_members', 'hub_members.id', 'hub_positions.member_id')
      .selectAll('hub_members')
      .where('contact_at', '<', new Date(beforeMs))
      .orderBy('hub_members.id')
      .execute()
    const nowMs = this.#context.clock.nowMs()
    return rows
      .map(memberOf)
      .filter((member) => isInStanding(member, nowMs))
      .map(({ id }) => id)
  }
}

const invalid = (why: string): HubError =>
  new HubError('ACKNOWLEDGEMENT_INVALID', `the acknowledgement does not hold: ${why}`)
