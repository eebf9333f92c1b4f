import type { Bilingual } from '../../../../core/bilingual.ts'
import { escaped, type Markup, round, svgText } from '../markup.ts'

/** A drawing area with the room its axes need. */
export type Frame = {
  readonly width: number
  readonly height: number
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

export const FRAME: Frame = { width: 520, height: 330, left: 60, right: 14, top: 14, bottom: 44 }

/** 0…1 → pixels. */
export const xOf = (frame: Frame, share: number): number =>
  frame.left + share * (frame.width - frame.left - frame.right)
export const yOf = (frame: Frame, share: number): number =>
  frame.height - frame.bottom - share * (frame.height - frame.top - frame.bottom)

/** The picture as a whole; `title` is what a screen reader says of it, in both languages. */
export function svg(frame: Frame, title: Bilingual, body: Markup): Markup {
  return `<svg viewBox="0 0 ${frame.width} ${frame.height}" role="img" aria-label="${escaped(`${title.en} / ${title.ja}`)}">${body}</svg>`
}

/** Lines and labels of an axis pair whose values run from 0 to 1. */
export function unitAxes(frame: Frame, xName: Bilingual, yName: Bilingual): Markup {
  const ticks = [0, 0.25, 0.5, 0.75, 1]
  const horizontal = ticks
    .map((tick) => {
      const y = yOf(frame, tick)
      return `<line class="axis" x1="${xOf(frame, 0)}" x2="${xOf(frame, 1)}" y1="${round(y)}" y2="${round(y)}"/>${svgText(frame.left - 8, y + 4, tick.toString(), 'class="quiet end"')}`
    })
    .join('')
  const vertical = ticks
    .map((tick) =>
      svgText(
        xOf(frame, tick),
        frame.height - frame.bottom + 18,
        tick.toString(),
        'class="quiet middle"',
      ),
    )
    .join('')
  return `${horizontal}${vertical}${axisNames(frame, xName, yName)}`
}

export function axisNames(frame: Frame, xName: Bilingual, yName: Bilingual): Markup {
  const middle = frame.top + (frame.height - frame.top - frame.bottom) / 2
  return `${svgText(xOf(frame, 0.5), frame.height - 6, xName, 'class="quiet middle"')}${svgText(
    12,
    middle,
    yName,
    `class="quiet middle" transform="rotate(-90 12 ${round(middle)})"`,
  )}`
}
