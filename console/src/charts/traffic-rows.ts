import type { FlowSummary } from '../../../src/web/schemas/operation.ts'

export type Measure = 'bits' | 'packets' | 'flows'
export type TrafficPoint = { readonly at: number; readonly rate: number | null }
export type TrafficRow = {
  readonly exporter: string
  /** Every step of the drawn window; null where the exporter sent nothing at all. */
  readonly points: readonly TrafficPoint[]
  readonly gaps: readonly { readonly from: number; readonly to: number }[]
  readonly peak: number
  readonly total: number
}
export type Traffic = {
  readonly fromMs: number
  readonly toMs: number
  readonly rows: readonly TrafficRow[]
}

/** Below this share of the window with data, the drawing starts where the data starts. */
const COVERED_SHARE_MIN = 0.5
/** One missing step is how exporters batch; two are a silence worth seeing. */
const GAP_STEPS_MIN = 2

/** Busiest first. A step without a record is no data, said with a zero or left out. A gap counts from an exporter's first data on: before, it was not there. */
export function trafficRows(summary: FlowSummary, measure: Measure): Traffic | null {
  const stepMs = summary.stepSeconds * 1000
  const starts = summary.series.flatMap((one) =>
    one.points.filter((point) => point.flows > 0).map((point) => Date.parse(point.at)),
  )
  if (starts.length === 0 || stepMs <= 0) return null

  const windowFrom = Date.parse(summary.window.from)
  const toMs = Date.parse(summary.window.to)
  const earliest = starts.reduce((a, b) => Math.min(a, b))
  const isCovered = (toMs - earliest) / (toMs - windowFrom) >= COVERED_SHARE_MIN
  const fromMs = isCovered ? Math.min(windowFrom, earliest) : earliest

  const rows = summary.series
    .map((one) => ({ ...one, points: one.points.filter((point) => point.flows > 0) }))
    .filter((one) => one.points.length > 0)
    .map((one) => {
      const rates = new Map(
        one.points.map((point) => {
          const at = Date.parse(point.at)
          // The newest step is still filling.
          const seconds = Math.max(1, Math.min(stepMs, toMs - at) / 1000)
          const amount = measure === 'bits' ? point.octets * 8 : point[measure]
          return [Math.round((at - earliest) / stepMs), amount / seconds] as const
        }),
      )
      return rowOf(one.exporter, rates, earliest, toMs, stepMs)
    })
    .toSorted((a, b) => b.total - a.total)
  return { fromMs, toMs, rows }
}

function rowOf(
  exporter: string,
  /** By number of steps since `earliest`. */
  rates: ReadonlyMap<number, number>,
  earliest: number,
  toMs: number,
  stepMs: number,
): TrafficRow {
  const points: TrafficPoint[] = []
  const gaps: { from: number; to: number }[] = []
  const firstStep = [...rates.keys()].reduce((a, b) => Math.min(a, b))
  let missingFrom: number | null = null
  const closeGap = (to: number) => {
    if (missingFrom !== null && to - missingFrom >= GAP_STEPS_MIN * stepMs)
      gaps.push({ from: missingFrom, to })
    missingFrom = null
  }
  for (let step = 0; earliest + step * stepMs < toMs; step += 1) {
    const at = earliest + step * stepMs
    const rate = rates.get(step) ?? null
    points.push({ at, rate })
    if (rate !== null) closeGap(at)
    else if (step > firstStep) missingFrom ??= at
  }
  closeGap(toMs)
  const values = [...rates.values()]
  return {
    exporter,
    points,
    gaps,
    peak: values.reduce((a, b) => Math.max(a, b), 0),
    total: values.reduce((a, b) => a + b, 0),
  }
}
