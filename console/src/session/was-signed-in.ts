import type { House, SessionState } from '../../../src/web/schemas/people.ts'
import { readStored, writeStored } from '../preferences/stored.ts'

/** In whose house this browser was signed in when it last knew; the cookie itself is not for scripts to see. */
export function signedInAt(): House | null {
  const stored = readStored('signed-in')
  return stored === 'operator' || stored === 'association' ? stored : null
}

export function rememberSignedIn({ person, house }: SessionState): void {
  const now = person === null ? null : house
  if (signedInAt() !== now) writeStored('signed-in', now ?? 'no')
}
