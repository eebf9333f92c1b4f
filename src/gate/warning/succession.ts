import { WarningError } from './errors.ts'
import { isWithdrawn, type Warning } from './warning.ts'

/**
 * Whether one word about an endpoint may follow another. Throws WARNING_VERSION_OLD or WARNING_WITHDRAWN.
 * What was taken back stays so under its `validFrom`: receivers whose formats know no return (STIX) derive
 * their ids from it, and a list restored from an old backup must not bring it to life.
 */
export function assertMayFollow(held: Warning | undefined, next: Warning): void {
  if (!held) return
  if (held.id !== next.id) throw new Error('a warning follows one about the same endpoint')
  if (next.version <= held.version)
    throw new WarningError('WARNING_VERSION_OLD', 'the warning is not newer than what is held')
  const isNewLease = Date.parse(next.validFrom) > Date.parse(held.validFrom)
  if (isWithdrawn(held) && !isWithdrawn(next) && !isNewLease)
    throw new WarningError('WARNING_WITHDRAWN', 'what was withdrawn needs a lease of a later hour')
}
