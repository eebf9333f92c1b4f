import type { BulkAnswer } from '../../../src/web/schemas/cases.ts'
import { postJson } from '../api/client.ts'
import { type DecisionKind, isBulk, type Question, type Statement } from './decided.ts'

/** What the service takes in one request. */
const BULK_COUNT_MAX = 200

export type Sent = { readonly doneIds: readonly string[]; readonly refusedCount: number }

/**
 * One case by its own address, many in portions of what one request may hold.
 *
 * @param isLeaving the page is closing: the request has to outlive it
 * @throws {ApiError}
 */
export async function sendDecision(
  { kind, subjects }: Question,
  statement: Statement,
  onProgress: (done: number) => void = () => undefined,
  isLeaving = false,
): Promise<Sent> {
  const ids = subjects.map(({ id }) => id)
  if (ids.length === 1 || !isBulk(kind)) {
    for (const id of ids) await post(id, kind, statement, isLeaving)
    return { doneIds: ids, refusedCount: 0 }
  }
  const doneIds: string[] = []
  for (let from = 0; from < ids.length; from += BULK_COUNT_MAX) {
    const portion = ids.slice(from, from + BULK_COUNT_MAX)
    const body = { verb: kind, ids: portion, note: statement.note }
    const { outcomes } = await postJson<BulkAnswer>('/case-decisions', body, isLeaving)
    for (const { id, refusal } of outcomes) if (refusal === null) doneIds.push(id)
    onProgress(from + portion.length)
  }
  return { doneIds, refusedCount: ids.length - doneIds.length }
}

/** As if it had not been, in the history as an event of its own. @throws {ApiError} */
export async function takeBack(ids: readonly string[]): Promise<void> {
  for (let from = 0; from < ids.length; from += BULK_COUNT_MAX)
    await postJson('/case-decisions/undo', { ids: ids.slice(from, from + BULK_COUNT_MAX) })
}

async function post(
  id: string,
  kind: DecisionKind,
  statement: Statement,
  isLeaving: boolean,
): Promise<void> {
  await postJson(`/cases/${encodeURIComponent(id)}/${kind}`, statement, isLeaving)
}
