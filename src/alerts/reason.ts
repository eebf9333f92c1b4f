/** Why somebody is told: their line was seen with a C2, or somebody reported a device of theirs. */
export const REASONS = ['c2', 'vulnerable'] as const
export type Reason = (typeof REASONS)[number]

/** What reports say of a device. A word that is not here is refused: its text would be wrong. */
export const PROBLEMS = [
  'weak-password',
  'open-remote-access',
  'old-firmware',
  'end-of-support',
  'scanning',
] as const
export type Problem = (typeof PROBLEMS)[number]

export function problemOf(word: string): Problem | undefined {
  return PROBLEMS.find((problem) => problem === word.trim().toLowerCase())
}
