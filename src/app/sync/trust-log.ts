import { renameSync, rmSync } from 'node:fs'
import { SyncError } from '../../gate/sync/errors.ts'
import { LogFollower } from '../../gate/sync/log-follower.ts'
import { systemClock } from '../system-ports.ts'
import {
  clientFor,
  type LogSettings,
  logPath,
  readLogPolicy,
  readMemberSettings,
  writeMemberSettings,
} from './member-directory.ts'

/** What is not given stays as it was, or is as a new membership has it. */
export type LogWish = {
  readonly key?: string | undefined
  readonly witnesses?: readonly string[] | undefined
  readonly quorum?: number | undefined
  /** Another key than the one that is held may take its place: the hub lost it, and began a new log. */
  readonly isReplacing: boolean
}

/**
 * Pins the key of the hub's log in a membership that has none, and who must have seen the log. Nothing is written before
 * the newest checkpoint was verified by it. Throws LOG_KEY_DIFFERS, and what following a log throws.
 */
export async function trustLog(directory: string, wish: LogWish): Promise<LogSettings> {
  const settings = readMemberSettings(directory)
  const { log: held } = settings
  const client = clientFor(directory)
  const key = wish.key ?? held?.key ?? (await client.logKey())
  const isOther = held !== undefined && held.key !== key
  // Whoever stands between would have a new log as well: the key is compared by people, not asked of the hub.
  if (isOther && !wish.isReplacing)
    throw new SyncError('LOG_KEY_DIFFERS', 'another key of the log is pinned here')
  const log: LogSettings = {
    key,
    witnesses: wish.witnesses ?? held?.witnesses ?? [],
    quorum: wish.quorum ?? held?.quorum ?? 0,
  }
  const policy = readLogPolicy(log)
  // A new log begins anew; what was seen of the old one holds until the new one is proved.
  const path = isOther ? `${logPath(directory)}.next` : logPath(directory)
  if (isOther) rmSync(path, { force: true })
  await new LogFollower({ client, policy, path, clock: systemClock }).check([])
  if (isOther) renameSync(path, logPath(directory))
  writeMemberSettings(directory, { ...settings, log })
  return log
}
