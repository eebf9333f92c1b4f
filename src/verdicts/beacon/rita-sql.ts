import {
  RITA_BIMODAL_BARS_MIN,
  RITA_BIN_COUNT,
  RITA_CONTACTS_MIN,
  RITA_DURATION_BARS_MIN,
  RITA_IDEAL_RUN,
  RITA_MODE_SENSITIVITY,
  RITA_SKEW_SPREAD_MIN,
} from './rita-score.ts'

/**
 * RITA's score as SQL, in layers for `layered()`, over rows that have
 * `rita_seconds` (ascending whole seconds of the contacts), `rita_octets` (size of each),
 * `rita_first` and `rita_last` (seconds of the data set). See rita-score.ts for what it means.
 *
 * `rita` is NaN where the score is undefined; rows without contacts cost next to nothing. Lambdas
 * capture scalars only, except the 24 bars: a captured array is copied once per element.
 */
export const RITA_LAYERS_SQL: readonly (readonly string[])[] = [
  [
    'arraySort(arrayFilter(gap -> gap > 0, arrayPopFront(arrayDifference(rita_seconds)))) AS rita_gaps',
    'arraySort(rita_octets) AS rita_sizes',
    `greatest(rita_last - rita_first, 1) / ${RITA_BIN_COUNT} AS rita_step`,
  ],
  [
    ...quartilesSql('rita_gaps', 'rita_timestamp'),
    ...quartilesSql('rita_sizes', 'rita_size'),
    `arrayMap(second -> toUInt8(least(${RITA_BIN_COUNT - 1}, greatest(0, floor((second - rita_first) / rita_step)))), rita_seconds) AS rita_bar_of`,
  ],
  [
    deviationsSql('rita_gaps', 'rita_timestamp'),
    deviationsSql('rita_sizes', 'rita_size'),
    `arrayMap(bar -> countEqual(rita_bar_of, bar), range(if(empty(rita_seconds), 0, ${RITA_BIN_COUNT}))) AS rita_bars`,
  ],
  [
    ...regularitySql('rita_gaps', 'rita_timestamp', 1),
    ...regularitySql('rita_sizes', 'rita_size', 0),
    'arrayFilter(bar -> bar > 0, rita_bars) AS rita_standing',
    `ceil(arrayMax(rita_bars) * ${RITA_MODE_SENSITIVITY}) AS rita_width`,
    "arrayReduce('stddevPop', rita_bars) / arrayAvg(rita_bars) AS rita_variation",
    "arrayStringConcat(arrayMap(bar -> if(bar > 0, '1', ' '), rita_bars)) AS rita_day",
  ],
  [
    'length(rita_standing) AS rita_standing_count',
    'arrayMap(bar -> floor(bar / rita_width), rita_standing) AS rita_heights',
    `least(${RITA_BIN_COUNT}, arrayMax(arrayMap(run -> length(run), splitByChar(' ', concat(rita_day, rita_day))))) AS rita_run`,
  ],
  [
    'arrayReverseSort(arrayMap(height -> countEqual(rita_heights, height), arrayDistinct(rita_heights))) AS rita_modes',
    `if(rita_standing_count < ${RITA_DURATION_BARS_MIN}, 0, greatest(
    ${ceil3('(rita_seconds[-1] - rita_seconds[1]) / (rita_last - rita_first)')},
    ${ceil3(`rita_run / ${RITA_IDEAL_RUN}`)})) AS rita_duration`,
  ],
  [
    `greatest(
    if(rita_variation > 1, 0, ${round3('1 - rita_variation')}),
    if(rita_standing_count < ${RITA_BIMODAL_BARS_MIN}, 0,
      least(1, ${round3('(rita_modes[1] + rita_modes[2]) / greatest(1, rita_standing_count - 1)')}))) AS rita_histogram`,
  ],
  [
    `if(length(rita_seconds) >= ${RITA_CONTACTS_MIN} AND length(rita_gaps) >= 3 AND rita_last > rita_first,
    ${round3('(rita_timestamp + rita_size + rita_duration + rita_histogram) / 4')}, nan) AS rita`,
  ],
]

/** `name`_low, _middle and _high: quartiles of an ascending array, by medians of its halves. */
function quartilesSql(sorted: string, name: string): string[] {
  const half = `intDiv(length(${sorted}), 2)`
  return [
    `${medianSql(sorted, '0', half)} AS ${name}_low`,
    `${medianSql(sorted, '0', `length(${sorted})`)} AS ${name}_middle`,
    `${medianSql(sorted, `length(${sorted}) - ${half}`, half)} AS ${name}_high`,
  ]
}

function deviationsSql(sorted: string, name: string): string {
  return `arraySort(arrayMap(value -> abs(value - ${name}_middle), ${sorted})) AS ${name}_deviations`
}

/** Symmetry and concentration, from the quartiles and the deviations; `name` is the result. */
function regularitySql(sorted: string, name: string, madScoreBelowOne: number): string[] {
  const [low, middle, high] = [`${name}_low`, `${name}_middle`, `${name}_high`]
  const skew = `if(${high} - ${low} >= ${RITA_SKEW_SPREAD_MIN} AND ${middle} != ${low} AND ${middle} != ${high},
    (${low} + ${high} - 2 * ${middle}) / (${high} - ${low}), 0)`
  const deviation = medianSql(`${name}_deviations`, '0', `length(${sorted})`)
  const concentration = `if(${middle} >= 1, greatest(0, (${middle} - ${deviation}) / ${middle}), ${madScoreBelowOne})`
  return [`${round3(`(1 - abs(${skew}) + ${concentration}) / 2`)} AS ${name}`]
}

/** Median of `count` elements after the first `skip` of an ascending array; 0 when there are none. */
function medianSql(sorted: string, skip: string, count: string): string {
  return `(${sorted}[toInt64(${skip} + intDiv(${count} + 1, 2))] + ${sorted}[toInt64(${skip} + intDiv(${count} + 2, 2))]) / 2`
}

/** Half up, as the definition rounds; the engine's own round() goes to the even neighbour. */
function round3(expression: string): string {
  return `floor((${expression}) * 1000 + 0.5) / 1000`
}

function ceil3(expression: string): string {
  return `least(1, ceil((${expression}) * 1000) / 1000)`
}
