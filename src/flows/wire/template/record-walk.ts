/**
 * Walks a record whose fields do not lie at fixed places (RFC 7011 §7) and gathers those that feed a
 * column into a record of fixed layout, so that one writer serves both kinds.
 */
import { VARIABLE_LENGTH } from './field-specifier.ts'
import type { WalkStep } from './record-layout.ts'

/** No field that is gathered is longer than an IPv6 address. */
const GATHERED_FIELD_OCTETS_MAX = 16

export class RecordWalk {
  readonly gathered: Uint8Array
  readonly gatheredView: DataView
  /** Where the packet section of the walked record lies; length 0 = none. */
  sectionAt = 0
  sectionLength = 0
  isFrame = false

  constructor(fieldCountMax: number) {
    this.gathered = new Uint8Array(fieldCountMax * GATHERED_FIELD_OCTETS_MAX)
    this.gatheredView = new DataView(this.gathered.buffer)
  }

  /** Gathers the record at `at`; returns its end, or -1 when `end` comes first. */
  gather(
    payload: Uint8Array,
    view: DataView,
    at: number,
    end: number,
    steps: readonly WalkStep[],
  ): number {
    this.sectionLength = 0
    let offset = at
    for (const step of steps) {
      let length = step.length
      if (length === VARIABLE_LENGTH) {
        length = variableLength(view, offset, end)
        if (length < 0) return -1
        offset += variablePrefix(view, offset)
      }
      if (offset + length > end) return -1
      if (step.gatherAt >= 0)
        for (let i = 0; i < length; i++) this.gathered[step.gatherAt + i] = payload[offset + i]!
      else if (step.section !== 'none' && length > 0 && this.sectionLength === 0) {
        this.sectionAt = offset
        this.sectionLength = length
        this.isFrame = step.section === 'frame'
      }
      offset += length
    }
    return offset
  }
}

/** The length a variable-length field at `at` declares, or -1 when `end` cuts it off. */
export function variableLength(view: DataView, at: number, end: number): number {
  if (at >= end) return -1
  const short = view.getUint8(at)
  if (short < 255) return short
  return at + 3 > end ? -1 : view.getUint16(at + 1)
}

/** How many octets the declaration itself takes. */
export function variablePrefix(view: DataView, at: number): number {
  return view.getUint8(at) < 255 ? 1 : 3
}
