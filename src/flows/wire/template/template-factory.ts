/** Makes templates from announcements. */
import type { DecodeErrorCode } from '../errors.ts'
import type { DecoderLimits } from '../session/limits.ts'
import { elementKey } from '../session/skipped-elements.ts'
import { findElement } from './elements.ts'
import { type FieldSpecifier, VARIABLE_LENGTH } from './field-specifier.ts'
import { optionsFields } from './options-record.ts'
import { layOut, layoutKey } from './record-layout.ts'
import { samplingSourceOf } from './sampling-source.ts'
import type { FlowContent, Template } from './template.ts'

/** Data of a longer record could not fit into any set. */
const RECORD_LENGTH_MAX = 65535 - 4

export type Announcement = {
  readonly id: number
  readonly octets: Uint8Array
  readonly fields: readonly FieldSpecifier[]
  readonly isOptions: boolean
}

export class TemplateFactory {
  readonly #limits: DecoderLimits

  constructor(limits: DecoderLimits) {
    this.#limits = limits
  }

  /**
   * The template, or why there is none. (A code, not an exception: a flood of bad templates should
   * not also cost stack traces.) `invalidField` is told how many fields are skipped because their
   * length makes no sense.
   */
  make(
    announcement: Announcement,
    invalidField: (count: number) => void,
  ): Template | DecodeErrorCode {
    const { id, fields, isOptions } = announcement
    if (fields.length === 0) return 'TEMPLATE_EMPTY'
    if (fields.length > this.#limits.templateFieldCountMax) return 'TEMPLATE_TOO_WIDE'
    const laidOut = layOut(fields)
    const { recordLengthMin } = laidOut
    // A record of no length would repeat for ever within a set of any length.
    if (recordLengthMin === 0 || recordLengthMin > RECORD_LENGTH_MAX) return 'TEMPLATE_INVALID'

    const common = {
      id,
      announcement: announcement.octets.slice(),
      recordLengthMin,
      isVariable: fields.some((field) => field.length === VARIABLE_LENGTH),
      skipped: { keys: isOptions ? [] : skippedKeys(fields), recordCount: 0 },
    }
    if (isOptions) return { ...common, content: { kind: 'options', fields: optionsFields(fields) } }
    if (laidOut.invalidFieldCount > 0) invalidField(laidOut.invalidFieldCount)
    if (!laidOut.isFlow) return { ...common, content: { kind: 'other', walk: laidOut.walk ?? [] } }
    const content: FlowContent = {
      kind: 'flow',
      layout: laidOut.layout,
      key: layoutKey(laidOut.layout),
      sampling: samplingSourceOf(laidOut.layout),
      hasBiflowDirection: laidOut.layout.places.some((place) => place.slot === 'biflowDirection'),
      walk: laidOut.walk,
      entry: undefined,
    }
    return { ...common, content }
  }
}

function skippedKeys(fields: readonly FieldSpecifier[]): number[] {
  const skipped = fields.filter(
    ({ id, enterprise, length }) => length > 0 && !findElement(id, enterprise),
  )
  return [...new Set(skipped.map(({ id, enterprise }) => elementKey(enterprise, id)))]
}
