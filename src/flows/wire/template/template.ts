import type { SkippedFields } from '../session/skipped-elements.ts'
import type { OptionsField } from './options-record.ts'
import type { WalkStep } from './record-layout.ts'
import type { SamplingSource } from './sampling-source.ts'
import type { KeyedLayout } from './writer-cache.ts'

/** An announced template as the decoder keeps it; the fields themselves are not kept. */
export type Template = {
  readonly id: number
  /** The announcement's octets: an equal one is a refresh and costs nothing. */
  readonly announcement: Uint8Array
  /** Octets of a record, or the least it can have when a field is of variable length. */
  readonly recordLengthMin: number
  readonly isVariable: boolean
  /** Elements off the allow-list; empty for options, which tell about the exporter, not about traffic. */
  readonly skipped: SkippedFields
  readonly content: TemplateContent
}

export type TemplateContent = FlowContent | OptionsContent | OtherContent

export type FlowContent = KeyedLayout & {
  readonly kind: 'flow'
  readonly sampling: SamplingSource
  readonly hasBiflowDirection: boolean
  /** Present when records must be gathered field by field; see record-layout.ts. */
  readonly walk: readonly WalkStep[] | undefined
}

export type OptionsContent = { readonly kind: 'options'; readonly fields: readonly OptionsField[] }

/** Records without two addresses: link-layer flows, statistics, names. */
export type OtherContent = { readonly kind: 'other'; readonly walk: readonly WalkStep[] }
