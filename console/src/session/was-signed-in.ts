import { readStored, writeStored } from '../preferences/stored.ts'

/** Whether this browser was signed in when it last knew; the cookie itself is not for scripts to see. */
export const wasSignedIn = (): boolean => readStored('signed-in') === 'yes'

export function rememberSignedIn(isIn: boolean): void {
  if (wasSignedIn() !== isIn) writeStored('signed-in', isIn ? 'yes' : 'no')
}
