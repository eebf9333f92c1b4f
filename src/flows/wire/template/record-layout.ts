/**
 * What a template means for us: where in a record the fields lie that feed a column. Everything else
 * about the template is forgotten, so two templates with the same layout share one compiled writer.
 */
import { findElement, isLengthAllowed, type Slot } from './elements.ts'
import { type FieldSpecifier, VARIABLE_LENGTH } from './field-specifier.ts'

/** A field at a fixed offset in a record. */
export type FieldPlace = {
  readonly slot: Slot
  readonly offset: number
  readonly length: number
}

/** Records of one fixed length; `places` in order of precedence. */
export type RecordLayout = {
  readonly recordLength: number
  readonly places: readonly FieldPlace[]
}

/** One step through a record whose fields have to be walked: take or skip `length` octets. */
export type WalkStep = {
  /** Octets, or `VARIABLE_LENGTH`. */
  readonly length: number
  /** Where in the gathered record the octets go; -1 = skip them. */
  readonly gatherAt: number
  readonly section: 'none' | 'frame' | 'packet'
}

export type TemplateLayout = {
  /** Layout of the record itself, or of the gathered record when `walk` is there. */
  readonly layout: RecordLayout
  /** Present when a record must be walked field by field (RFC 7011 §7, or a packet section). */
  readonly walk: readonly WalkStep[] | undefined
  /** Length of a record, or the least it can have when a field is of variable length. */
  readonly recordLengthMin: number
  /** Without both addresses, or a packet section that holds them, a record is no flow record. */
  readonly isFlow: boolean
  /** Fields with a place here whose length makes no sense; they are skipped. */
  readonly invalidFieldCount: number
}

type Found = FieldPlace & { readonly precedence: number }

export function layOut(fields: readonly FieldSpecifier[]): TemplateLayout {
  const found: Found[] = []
  const steps: WalkStep[] = []
  let offset = 0
  let gathered = 0
  let invalidFieldCount = 0
  let mustWalk = false
  let hasSection = false

  for (const { id, enterprise, length } of fields) {
    const element = findElement(id, enterprise)
    const isVariable = length === VARIABLE_LENGTH
    let step: WalkStep = { length, gatherAt: -1, section: 'none' }
    // Some exporters declare fields of no length that they do not fill; they are simply absent.
    if (element && length > 0) {
      const { slot, precedence } = element
      if (slot === 'frameSection' || slot === 'packetSection') {
        step = { ...step, section: slot === 'frameSection' ? 'frame' : 'packet' }
        hasSection = true
        mustWalk = true
      } else if (isVariable || !isLengthAllowed(slot, length)) {
        invalidFieldCount++
      } else {
        found.push({ slot, offset, length, precedence })
        step = { ...step, gatherAt: gathered }
        gathered += length
      }
    }
    if (isVariable) mustWalk = true
    offset += isVariable ? 1 : length
    steps.push(step)
  }

  const slots = new Set(found.map((place) => place.slot))
  const hasSource = slots.has('source4') || slots.has('source6')
  const hasDestination = slots.has('destination4') || slots.has('destination6')
  const common = {
    recordLengthMin: offset,
    isFlow: hasSection || (hasSource && hasDestination),
    invalidFieldCount,
  }
  if (!mustWalk)
    return {
      ...common,
      layout: { recordLength: offset, places: byPrecedence(found) },
      walk: undefined,
    }
  let gatherAt = 0
  const moved = found.map((place) => {
    const at = gatherAt
    gatherAt += place.length
    return { ...place, offset: at }
  })
  return {
    ...common,
    layout: { recordLength: gathered, places: byPrecedence(moved) },
    walk: mergeSkips(steps),
  }
}

/** Identity of a layout: equal keys, equal writers. */
export function layoutKey(layout: RecordLayout): string {
  const places = layout.places.map((place) => `${place.slot}@${place.offset}:${place.length}`)
  return `${layout.recordLength} ${places.join(' ')}`
}

function byPrecedence(found: readonly Found[]): FieldPlace[] {
  return [...found]
    .sort((a, b) => a.precedence - b.precedence || a.offset - b.offset)
    .map(({ slot, offset, length }) => ({ slot, offset, length }))
}

/** Neighbours that are only skipped become one step. */
function mergeSkips(steps: readonly WalkStep[]): WalkStep[] {
  const merged: WalkStep[] = []
  const isPlainSkip = (step: WalkStep): boolean =>
    step.gatherAt < 0 && step.section === 'none' && step.length !== VARIABLE_LENGTH
  for (const step of steps) {
    const last = merged.at(-1)
    if (last && isPlainSkip(last) && isPlainSkip(step))
      merged[merged.length - 1] = { ...last, length: last.length + step.length }
    else merged.push(step)
  }
  return merged
}
