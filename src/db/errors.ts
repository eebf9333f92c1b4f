import { NoroshiError } from '../core/error.ts'

export const DATABASE_ERROR_CODES = [
  /** The server does not answer, or refuses this user. */
  'DATABASE_UNREACHABLE',
  /** The database was written by a later version: going back would lose what it knows. */
  'DATABASE_NEWER',
  /** A migration did not run; the database is as it was before. */
  'MIGRATION_FAILED',
  /** Restoring never overwrites: the database to restore into has to be a new one. */
  'RESTORE_NOT_EMPTY',
  /** Cut short, changed, or no backup at all. Nothing was restored. */
  'BACKUP_DAMAGED',
] as const

export type DatabaseErrorCode = (typeof DATABASE_ERROR_CODES)[number]

export class DatabaseError extends NoroshiError<DatabaseErrorCode> {
  override readonly name = 'DatabaseError'
}
