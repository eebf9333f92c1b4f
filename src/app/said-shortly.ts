import type { Candidate } from '../verdicts/index.ts'
import { localised } from './terminal-language.ts'

/** The first reason, and where the detector abstains: what a terminal says of a candidate. */
export const saidShortly = ({
  reasons,
  abstention,
}: Pick<Candidate, 'reasons'> & Partial<Pick<Candidate, 'abstention'>>): string[] =>
  [reasons[0], abstention].flatMap((said) => (said ? [localised(said)] : []))
