import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { LogPolicy } from '../../gate/log/follow-log.ts'
import { parseNoteKey } from '../../gate/log/note.ts'
import { SyncError } from '../../gate/sync/errors.ts'
import { HubClient } from '../../gate/sync/hub-client.ts'
import { type Override, readOverride } from '../../gate/sync/overrides.ts'
import { readKeyFile, writeKeyFile } from '../../gate/warning/trust/key-file.ts'
import { SigningKey } from '../../gate/warning/trust/signing-key.ts'
import { AppError } from '../errors.ts'
import { drawOctets, systemClock } from '../system-ports.ts'

/** What a member keeps about its hub. */
export type MemberSettings = {
  readonly url: string
  readonly ca: string | null
  readonly isSynthetic: boolean
  /** Paths of PEM files: our certificate and its key, read anew with each start, as they are renewed. */
  readonly certificate?: { readonly cert: string; readonly key: string } | undefined
  /** How the transparency log is followed; a membership from before has none. */
  readonly log?: LogSettings | undefined
}

export type LogSettings = {
  /** As signed notes name keys: `name+id+base64`. */
  readonly key: string
  readonly witnesses: readonly string[]
  /** So many witnesses must have seen each checkpoint. */
  readonly quorum: number
}

const SETTINGS = 'sync.json'
/** Where a service keeps it, beside what else is in its data directory. */
const WITHIN_SERVICE = 'sync'
const SERVICE_MARKS = ['noroshi.json', 'database', 'spool', 'flows']

/**
 * The directory of a member in a data directory: that itself, or, where a provider's service lives in it, a room of
 * its own.
 */
export function memberDirectory(data: string): string {
  const within = join(data, WITHIN_SERVICE)
  if (existsSync(join(within, SETTINGS))) return within
  if (existsSync(join(data, SETTINGS))) return data
  return SERVICE_MARKS.some((name) => existsSync(join(data, name))) ? within : data
}

export const hasJoined = (directory: string): boolean => existsSync(join(directory, SETTINGS))

export const trustPath = (directory: string): string => join(directory, 'trusted')

/** Throws SYNC_NOT_JOINED. */
export function readMemberSettings(directory: string): MemberSettings {
  const path = join(directory, SETTINGS)
  if (!existsSync(path))
    throw new SyncError('SYNC_NOT_JOINED', 'no hub was joined from this directory')
  return JSON.parse(readFileSync(path, 'utf8')) as MemberSettings
}

/** Throws NOTE_KEY_INVALID, or OPTION_INVALID for a quorum that there are not enough witnesses for. */
export function readLogPolicy({ key, witnesses, quorum }: LogSettings): LogPolicy {
  if (!Number.isInteger(quorum) || quorum < 0 || quorum > witnesses.length)
    throw new AppError(
      'OPTION_INVALID',
      `a quorum of ${quorum} among ${witnesses.length} witnesses`,
    )
  return { logKeys: [parseNoteKey(key)], witnesses: witnesses.map(parseNoteKey), quorum }
}

export const logPath = (directory: string): string => join(directory, 'log-seen.json')

export function writeMemberSettings(directory: string, settings: MemberSettings): void {
  writeFileSync(join(directory, SETTINGS), `${JSON.stringify(settings)}\n`, { mode: 0o600 })
}

/** The member's key, made when there is none. */
export function memberKey(directory: string): SigningKey {
  const path = join(directory, 'member.key')
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  if (!existsSync(path)) writeKeyFile(path, new SigningKey(drawOctets(32)))
  return readKeyFile(path)
}

export const clientFor = (directory: string): HubClient =>
  clientOf(readMemberSettings(directory), readKeyFile(join(directory, 'member.key')))

export function clientOf({ url, ca, certificate }: MemberSettings, key: SigningKey): HubClient {
  const own = certificate && {
    cert: readFileSync(certificate.cert, 'utf8'),
    key: readFileSync(certificate.key, 'utf8'),
  }
  return new HubClient({ url, ca: ca ?? undefined, certificate: own }, key, systemClock, drawOctets)
}

export const overridesPath = (directory: string): string => join(directory, 'overrides.json')

/** Throws OVERRIDE_INVALID. */
export function readOverrides(directory: string): Override[] {
  const path = overridesPath(directory)
  if (!existsSync(path)) return []
  const value: unknown = JSON.parse(readFileSync(path, 'utf8'))
  if (!Array.isArray(value)) throw new SyncError('OVERRIDE_INVALID', `${path} is no list`)
  return value.map(readOverride)
}
