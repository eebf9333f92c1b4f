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
 * RITA's score as SQL, for rows that have
 * `rita_seconds` (ascending whole seconds of the contacts), `rita_octets` (size of each),
 * `rita_first` and `rita_last` (seconds of the data set). See rita-score.ts for what it means.
 *
 * Chained aliases of one SELECT; `rita` is NaN where the score is undefined. Lambdas capture scalars
 * only, except the 24 bars: a captured array is copied once per element.
 */
export const RITA_COLUMNS_SQL = `
  arraySort(arrayFilter(gap -> gap > 0, arrayPopFront(arrayDifference(rita_seconds)))) AS rita_gaps,
  arraySort(rita_octets) AS rita_sizes,
  ${regularitySql('rita_gaps', 'rita_timestamp', 1)},
  ${regularitySql('rita_sizes', 'rita_size', 0)},
  greatest(rita_last - rita_first, 1) / ${RITA_BIN_COUNT} AS rita_step,
  arrayMap(second -> toUInt8(least(${RITA_BIN_COUNT - 1}, greatest(0, floor((second - rita_first) / rita_step)))), rita_seconds) AS rita_bar_of,
  arrayMap(bar -> countEqual(rita_bar_of, bar), range(${RITA_BIN_COUNT})) AS rita_bars,
  arrayFilter(bar -> bar > 0, rita_bars) AS rita_standing,
  length(rita_standing) AS rita_standing_count,
  ceil(arrayMax(rita_bars) * ${RITA_MODE_SENSITIVITY}) AS rita_width,
  arrayMap(bar -> floor(bar / rita_width), rita_standing) AS rita_heights,
  arrayReverseSort(arrayMap(height -> countEqual(rita_heights, height), arrayDistinct(rita_heights))) AS rita_modes,
  if(rita_standing_count < ${RITA_BIMODAL_BARS_MIN}, 0,
    least(1, ${round3('(rita_modes[1] + rita_modes[2]) / greatest(1, rita_standing_count - 1)')})) AS rita_bimodal,
  arrayReduce('stddevPop', rita_bars) / arrayAvg(rita_bars) AS rita_variation,
  greatest(if(rita_variation > 1, 0, ${round3('1 - rita_variation')}), rita_bimodal) AS rita_histogram,
  arrayStringConcat(arrayMap(bar -> if(bar > 0, '1', ' '), rita_bars)) AS rita_day,
  least(${RITA_BIN_COUNT}, arrayMax(arrayMap(run -> length(run), splitByChar(' ', concat(rita_day, rita_day))))) AS rita_run,
  if(rita_standing_count < ${RITA_DURATION_BARS_MIN}, 0, greatest(
    ${ceil3('(rita_seconds[-1] - rita_seconds[1]) / (rita_last - rita_first)')},
    ${ceil3(`rita_run / ${RITA_IDEAL_RUN}`)})) AS rita_duration,
  if(length(rita_seconds) >= ${RITA_CONTACTS_MIN} AND length(rita_gaps) >= 3 AND rita_last > rita_first,
    ${round3('(rita_timestamp + rita_size + rita_duration + rita_histogram) / 4')}, nan) AS rita`

/** Symmetry and concentration of an ascending array; `name` is the alias of the result. */
function regularitySql(sorted: string, name: string, madScoreBelowOne: number): string {
  const low = `${name}_low`
  const middle = `${name}_middle`
  const high = `${name}_high`
  const half = `intDiv(length(${sorted}), 2)`
  return `${medianSql(sorted, '0', half)} AS ${low},
  ${medianSql(sorted, '0', `length(${sorted})`)} AS ${middle},
  ${medianSql(sorted, `length(${sorted}) - ${half}`, half)} AS ${high},
  if(${high} - ${low} >= ${RITA_SKEW_SPREAD_MIN} AND ${middle} != ${low} AND ${middle} != ${high},
    (${low} + ${high} - 2 * ${middle}) / (${high} - ${low}), 0) AS ${name}_skew,
  arraySort(arrayMap(value -> abs(value - ${middle}), ${sorted})) AS ${name}_deviations,
  if(${middle} >= 1,
    greatest(0, (${middle} - ${medianSql(`${name}_deviations`, '0', `length(${sorted})`)}) / ${middle}),
    ${madScoreBelowOne}) AS ${name}_mad,
  ${round3(`(1 - abs(${name}_skew) + ${name}_mad) / 2`)} AS ${name}`
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
