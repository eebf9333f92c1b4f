import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { DAY_MS } from '../../core/time-span.ts'
import type { SequencePosition } from '../wire/sequence-position.ts'
import { ACCOUNT_SUFFIX, ACCOUNT_VERSION, type Account, COUNTED_SUFFIX } from './account.ts'
import {
  listNames,
  readAccount,
  removeAll,
  syncDirectory,
  writeDurably,
  writerOf,
} from './account-files.ts'

/** What a collector goes on from. */
export type Recovered = {
  readonly lifeMs: number
  /** Time of receipt must not go back behind this. */
  readonly notBeforeMs: number
  readonly positions: readonly SequencePosition[]
  readonly waiting: Account['waiting']
}

/** An exporter silent for longer begins anew: its numbers say nothing about a day ago. */
const POSITION_AGE_MAX_MS = DAY_MS

/**
 * Reads where the newest acknowledged accounts stand, removes void ones, and writes what it found as
 * one account of the new life. To be called before any collector or loader of the directory runs.
 *
 * @param writerId of the first collector; its accounts replace the one written here
 */
export async function recoverAccounts(
  directory: string,
  writerId: string,
  nowMs: number,
): Promise<Recovered> {
  await mkdir(directory, { recursive: true, mode: 0o700 })
  const segments = new Set(await listNames(directory, '.native'))
  const accounts = await listNames(directory, ACCOUNT_SUFFIX)
  const counted = await listNames(directory, COUNTED_SUFFIX)
  await removeAll(
    directory,
    accounts.filter((name) => !segments.has(name)),
    ACCOUNT_SUFFIX,
  )
  const valid = [
    ...(await readAll(directory, counted, COUNTED_SUFFIX)),
    ...(await readAll(
      directory,
      accounts.filter((name) => segments.has(name)),
      ACCOUNT_SUFFIX,
    )),
  ]
  const notBeforeMs = Math.max(0, ...valid.map(({ account }) => account.takenAtMs))
  const lastLifeMs = Math.max(0, ...valid.map(({ account }) => account.lifeMs))
  const recovered: Recovered = {
    // Also after the clock was set back this life is later than the last.
    lifeMs: Math.max(nowMs, lastLifeMs + 1),
    notBeforeMs,
    positions: mergePositions(valid, Math.max(nowMs, notBeforeMs)),
    waiting: waitingOf(valid, lastLifeMs),
  }
  try {
    await writeCheckpoint(directory, writerId, nowMs, recovered)
    await removeAll(directory, counted, COUNTED_SUFFIX)
  } catch {
    // A full disk stops no start: what was read is still there to be read again.
  }
  return recovered
}

type Named = { readonly name: string; readonly account: Account }

async function readAll(directory: string, names: string[], suffix: string): Promise<Named[]> {
  const found: Named[] = []
  for (const name of names) {
    const account = await readAccount(directory, name, suffix)
    if (account !== undefined && account !== 'damaged') found.push({ name, account })
  }
  return found
}

/** Several collectors know a sender; the one that heard it last counts. */
function mergePositions(accounts: readonly Named[], nowMs: number): SequencePosition[] {
  const newest = new Map<string, SequencePosition>()
  for (const { account } of accounts)
    for (const position of account.positions) {
      const [exporter, kind, domain, session, , heardAtMs] = position
      const key = `${exporter} ${kind} ${domain} ${session}`
      const known = newest.get(key)
      if (!known || heardAtMs >= known[5]) newest.set(key, position)
    }
  return [...newest.values()].filter(([, , , , , at]) => nowMs - at <= POSITION_AGE_MAX_MS)
}

/** What waited in memory when the last life ended; of earlier lives it has been counted since. */
function waitingOf(accounts: readonly Named[], lifeMs: number): Account['waiting'] {
  const newestOf = new Map<string, Named>()
  for (const named of accounts) {
    if (named.account.lifeMs !== lifeMs) continue
    const writer = writerOf(named.name)
    const known = newestOf.get(writer)
    if (!known || named.name > known.name) newestOf.set(writer, named)
  }
  const sums = new Map<string, number>()
  for (const { account } of newestOf.values())
    for (const [exporter, count] of account.waiting)
      sums.set(exporter, (sums.get(exporter) ?? 0) + count)
  return [...sums]
}

async function writeCheckpoint(
  directory: string,
  writerId: string,
  nowMs: number,
  { lifeMs, notBeforeMs, positions, waiting }: Recovered,
): Promise<void> {
  const checkpoint: Account = {
    version: ACCOUNT_VERSION,
    lifeMs,
    takenAtMs: notBeforeMs,
    recordCount: 0,
    entries: [],
    positions,
    waiting,
  }
  const name = `${String(nowMs).padStart(14, '0')}-00000000-${writerId}`
  await writeDurably(join(directory, name + COUNTED_SUFFIX), JSON.stringify(checkpoint))
  await syncDirectory(directory)
}
