/**
 * Reputation lists as labels: time-bounded, weighted by source, one voice per origin, and measured.
 * docs/explanation/labels.md says how and why.
 */
export type { HostSharing } from './host-sharing.ts'
export { type KnownControllers, knownControllers, networkOf } from './known-controllers.ts'
export type { KnownGood } from './known-good-table.ts'
export {
  LABEL_WEIGHT_MIN,
  type Label,
  LabelLedger,
  type LabelOptions,
  type LedgerContent,
  type VoiceSays,
} from './label-ledger.ts'
export type { Lifetimes } from './lifetimes.ts'
export type { LabelEntry, LabelSource } from './listed.ts'
export type { Overlap } from './overlap.ts'
export {
  type ListsQuality,
  listsQuality,
  type Outcome,
  type SourceQuality,
} from './source-quality.ts'
export type { Copying, Voices } from './voices.ts'
