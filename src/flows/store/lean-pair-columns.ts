/** A column of `pair_hours` that is told from others and from what it differs by from what they would suggest. */
export type LeanColumn = {
  /** Name and type for readers: an alias. */
  readonly name: string
  readonly type: string
  /** Name and type of what lies on disk. */
  readonly kept: string
  readonly keptType: string
  /** What is kept, from a row that has all readers' columns. */
  readonly difference: string
  /** The reader's value, from what is kept. */
  readonly told: string
}

/**
 * Two thirds of all pairs have one record in an hour, and of one record a sum says the square, the first contact the
 * last, and one sampling interval what is scaled by it. So these columns lie as differences that are zero there, which
 * is soon compressed, merged and read. Differences are taken modulo 2^64 and so are undone exactly, whatever an
 * exporter claims.
 */
export const LEAN_PAIR_COLUMNS: readonly LeanColumn[] = [
  column('first_ms Int64', 'first_in_hour_ms UInt32', {
    difference: 'if(up_records > 0, first_ms - toInt64(hour) * 3600000, 0)',
    told: 'toInt64(hour) * 3600000 + first_in_hour_ms',
  }),
  column('last_start_ms Int64', 'start_span_ms UInt32', {
    difference: 'last_start_ms - first_ms',
    told: 'first_ms + start_span_ms',
  }),
  column('last_ms Int64', 'tail_ms UInt32', {
    difference: 'last_ms - last_start_ms',
    told: 'last_start_ms + tail_ms',
  }),
  scaled('up_packets'),
  scaled('up_octets'),
  scaled('down_octets'),
  column('answer_size_high UInt16', 'answer_size_spread UInt16', {
    difference: 'answer_size_high - answer_size_low',
    told: 'answer_size_low + answer_size_spread',
  }),
  column('answer_size_sum UInt64', 'answer_size_excess UInt64', {
    difference: 'answer_size_sum - answer_size_low * down_records',
    told: 'toUInt64(answer_size_low) * down_records + answer_size_excess',
  }),
  column('answer_size_squares UInt64', 'answer_square_excess UInt64', {
    difference: 'answer_size_squares - answer_size_low * answer_size_low * down_records',
    told: 'toUInt64(answer_size_low) * answer_size_low * down_records + answer_square_excess',
  }),
  column('answer_packet_squares UInt64', 'answer_packet_excess UInt64', {
    difference:
      'answer_packet_squares - intDiv(answer_packet_sum * answer_packet_sum, greatest(1, down_records))',
    told: 'intDiv(answer_packet_sum * answer_packet_sum, greatest(1, down_records)) + answer_packet_excess',
  }),
  column('contact_count UInt64', 'joined_records UInt32', {
    difference: 'up_records - contact_count',
    told: 'up_records - joined_records',
  }),
]

/** What a count falls short of if every record had been sampled as thinly as the thinnest. */
function scaled(count: string): LeanColumn {
  return column(`${count}_scaled UInt64`, `${count}_short UInt64`, {
    difference: `${count} * sampling_max - ${count}_scaled`,
    told: `${count} * sampling_max - ${count}_short`,
  })
}

function column(
  reader: string,
  disk: string,
  values: Pick<LeanColumn, 'difference' | 'told'>,
): LeanColumn {
  const [name, type] = reader.split(' ') as [string, string]
  const [kept, keptType] = disk.split(' ') as [string, string]
  return { name, type, kept, keptType, ...values }
}
