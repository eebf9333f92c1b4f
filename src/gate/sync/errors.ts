import { NoroshiError } from '../../core/error.ts'

export const SYNC_ERROR_CODES = [
  /** The hub does not answer, or its certificate is not one that is trusted. */
  'HUB_UNREACHABLE',
  /** The hub refused; its own code is in the message. */
  'HUB_REFUSED',
  /** The member has not joined a hub from this directory. */
  'SYNC_NOT_JOINED',
  /** Joining again would forget what was withdrawn; a person moves the old directory away first. */
  'SYNC_ALREADY_JOINED',
  /** A running service follows the hub from this directory already. */
  'SYNC_FOLLOWED',
  /** The root that the hub sent is not the one whose fingerprint was given. */
  'ROOT_FINGERPRINT_WRONG',
  /** Another key of the hub's log is pinned than the one that was given. */
  'LOG_KEY_DIFFERS',
  'OVERRIDE_INVALID',
  /** A line of a report is none, or speaks of a warning that is not on the list. */
  'REPORT_INVALID',
] as const

export type SyncErrorCode = (typeof SYNC_ERROR_CODES)[number]

export class SyncError extends NoroshiError<SyncErrorCode> {
  override readonly name = 'SyncError'
  /** The hub's own code, where it refused. */
  readonly hubCode: string | undefined

  constructor(
    code: SyncErrorCode,
    message: string,
    options?: { cause?: unknown; hubCode?: string | undefined },
  ) {
    super(code, message, options)
    this.hubCode = options?.hubCode
  }
}
