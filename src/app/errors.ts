import { NoroshiError } from '../core/error.ts'

export type AppErrorCode =
  /** The configuration file is not JSON or says something it may not. */
  | 'CONFIGURATION_INVALID'
  /** The data directory cannot be made, read or written. */
  | 'DATA_DIRECTORY_UNUSABLE'
  /** Another process holds the data directory. */
  | 'DATA_DIRECTORY_HELD'
  /** The command needs a running service, or the service did not answer. */
  | 'SERVICE_UNREACHABLE'
  /** The service refused; its own code and words are in the message. */
  | 'SERVICE_REFUSED'
  /** The HTTP port is taken. */
  | 'PORT_TAKEN'
  /** An option's value makes no sense. */
  | 'OPTION_INVALID'
  /** A socket thread or the country's thread died. */
  | 'THREAD_DIED'
  /** A backup never overwrites. */
  | 'BACKUP_EXISTS'
  /** There is nothing to work on. */
  | 'NO_FLOWS'
  /** The self-test found something wrong. */
  | 'NOT_HEALTHY'

export class AppError extends NoroshiError<AppErrorCode> {
  override readonly name = 'AppError'
}
