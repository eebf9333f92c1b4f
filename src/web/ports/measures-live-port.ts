import type { Measures } from '../../measures/measures.ts'

/** What the pages of rules on devices and of releases need of the measures that run. */
export type LiveMeasuresPort = Pick<
  Measures,
  | 'status'
  | 'wanted'
  | 'held'
  | 'mend'
  | 'liftAll'
  | 'resume'
  | 'previewRelease'
  | 'release'
  | 'undoRelease'
  | 'revokeRelease'
  | 'releases'
>
