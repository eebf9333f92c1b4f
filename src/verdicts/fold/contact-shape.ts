/** Gaps within this share of the median count as steady. */
const STEADY_TOLERANCE = 0.25

/**
 * How single contacts of a pair are made, as layers for `layered()` over rows that have `events` and
 * `starts_ms` (at least two). In milliseconds, where RITA's definition knows whole seconds: a program that
 * comes back twice a second has a rhythm too.
 *
 * `new_socket_share`: client ports over contacts; near 0 for the pieces of one connection that was never
 * closed, 1 for a program that connects anew. `gap_burst`: mean over median gap; people come in bursts.
 * `duty`: share of its span a pair is in contact.
 */
export const CONTACT_SHAPE_LAYERS: readonly (readonly string[])[] = [
  [
    'arraySort(arrayPopFront(arrayDifference(starts_ms))) AS shape_gaps_ms',
    'length(arrayDistinct(arrayMap(event -> event.1, events))) / length(events) AS new_socket_share',
    "arrayReduce('median', arrayMap(event -> event.4, events)) AS size_middle",
    "arrayReduce('median', arrayMap(event -> event.3 - event.2, events)) / 1000 AS contact_s",
    'arraySum(event -> event.3 - event.2, events) AS shape_busy_ms',
    'events[-1].2 - events[1].2 AS shape_span_ms',
  ],
  ["arrayReduce('median', shape_gaps_ms) AS shape_gap_ms"],
  [
    'shape_gap_ms / 1000 AS gap_exact_s',
    `length(arrayFilter(gap -> abs(gap - shape_gap_ms) <= ${STEADY_TOLERANCE} * shape_gap_ms, shape_gaps_ms)) / length(shape_gaps_ms) AS gap_steady`,
    'log2((shape_span_ms / length(shape_gaps_ms) + 100) / (shape_gap_ms + 100)) AS gap_burst',
    '3600000 * length(shape_gaps_ms) / greatest(shape_span_ms, 1000) AS contact_rate',
    'least(1, shape_busy_ms / greatest(shape_span_ms + contact_s * 1000, 1000)) AS duty',
  ],
]

/** What any sampling leaves a trace of. */
export const THIN_SHAPE_COLUMNS = ['gap_exact_s', 'gap_steady', 'gap_burst'] as const
/** What only says something where contacts are seen whole. */
export const WHOLE_SHAPE_COLUMNS = [
  'new_socket_share',
  'size_middle',
  'contact_s',
  'contact_rate',
  'duty',
] as const
export const CONTACT_SHAPE_COLUMNS = [...THIN_SHAPE_COLUMNS, ...WHOLE_SHAPE_COLUMNS] as const
