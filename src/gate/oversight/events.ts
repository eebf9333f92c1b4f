import type { HubEventKind } from '../hub/tables.ts'
import type { OversightContext } from './context.ts'

export type EventsQuery = {
  readonly kind?: HubEventKind | undefined
  readonly memberId?: string | undefined
  readonly actor?: string | undefined
  readonly before?: number | undefined
  readonly limit: number
}

export type HubEvent = {
  readonly sequence: number
  readonly atMs: number
  readonly actor: string
  readonly kind: HubEventKind
  readonly memberId: string | null
  readonly details: Readonly<Record<string, string | number | boolean>> | null
}

/** Who did what, newest first. */
export async function findEvents(
  { db }: OversightContext,
  { kind, memberId, actor, before, limit }: EventsQuery,
): Promise<{ readonly events: readonly HubEvent[]; readonly next: number | null }> {
  const rows = await db
    .selectFrom('hub_events')
    .selectAll()
    .where((eb) =>
      eb.and([
        ...(kind === undefined ? [] : [eb('kind', '=', kind)]),
        ...(memberId === undefined ? [] : [eb('member_id', '=', memberId)]),
        ...(actor === undefined ? [] : [eb('actor', '=', actor)]),
        ...(before === undefined ? [] : [eb('sequence', '<', before)]),
      ]),
    )
    .orderBy('sequence', 'desc')
    .limit(limit + 1)
    .execute()
  const shown = rows.slice(0, limit)
  return {
    events: shown.map((row) => ({
      sequence: Number(row.sequence),
      atMs: row.at.getTime(),
      actor: row.actor,
      kind: row.kind,
      memberId: row.member_id,
      details: row.details,
    })),
    next: rows.length > shown.length ? Number(shown.at(-1)!.sequence) : null,
  }
}
