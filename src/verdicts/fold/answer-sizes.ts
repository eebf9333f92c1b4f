/** Steps to a doubling in which sizes of answers are counted: whole numbers add up alike in any order. */
export const ANSWER_STEPS_PER_DOUBLING = 64

/**
 * What a pair's hour keeps of its answers' sizes: sums and squares of their logarithms, of whole records and of
 * octets per packet, the second because any sampling leaves it a meaning; and the smallest and largest record.
 */
export const ANSWER_COLUMNS = [
  'answer_size_sum',
  'answer_size_squares',
  'answer_size_low',
  'answer_size_high',
  'answer_packet_sum',
  'answer_packet_squares',
] as const

const steps = (octets: string): string =>
  `toUInt64(round(${ANSWER_STEPS_PER_DOUBLING} * log2(1 + ${octets})))`
const SIZE = steps('records.down_octets')
const PACKET = steps('records.down_octets / greatest(1, records.down_packets)')
const IS_ANSWER = 'records.down_packets > 0'

/** The columns, from rows that have the columns of `records`; 0 without an answer. */
export const ANSWER_SUMS_SQL = `sumIf(${SIZE}, ${IS_ANSWER}) AS answer_size_sum,
    sumIf(${SIZE} * ${SIZE}, ${IS_ANSWER}) AS answer_size_squares,
    minIf(${SIZE}, ${IS_ANSWER}) AS answer_size_low, maxIf(${SIZE}, ${IS_ANSWER}) AS answer_size_high,
    sumIf(${PACKET}, ${IS_ANSWER}) AS answer_packet_sum,
    sumIf(${PACKET} * ${PACKET}, ${IS_ANSWER}) AS answer_packet_squares`

/**
 * The columns, from rows that have them already.
 *
 * @param column how a row names a column
 * @param answers how a row names its number of answers
 */
export function mergedAnswers(
  column: (name: string, index: number) => string,
  answers: string,
): string {
  return ANSWER_COLUMNS.map((name, i) => {
    const value = column(name, i)
    if (name === 'answer_size_low') return `minIf(${value}, ${answers} > 0) AS ${name}`
    return `${name === 'answer_size_high' ? 'max' : 'sum'}(${value}) AS ${name}`
  }).join(',\n    ')
}

/** Deviation of what was summed, in doublings; of no meaning where there is nothing. */
export function answerDeviation(sum: string, squares: string, count: string): string {
  return `sqrt(greatest(0, ${squares} / ${count} - pow(${sum} / ${count}, 2))) / ${ANSWER_STEPS_PER_DOUBLING}`
}
