/** Why (part of) a flow-export message was not turned into records. Counted by exporter and code. */
export const DECODE_ERROR_CODES = [
  'MESSAGE_TOO_SHORT',
  'VERSION_UNKNOWN',
  'LENGTH_INVALID',
  'SET_LENGTH_INVALID',
  'SET_UNKNOWN',
  'TEMPLATE_MISSING',
  'TEMPLATE_EMPTY',
  'TEMPLATE_TOO_WIDE',
  'TEMPLATE_INVALID',
  'RECORD_TRUNCATED',
  'RECORD_NOT_IP',
  'FIELD_LENGTH_INVALID',
  'SAMPLE_SKIPPED',
  'COUNTER_SAMPLE_SKIPPED',
  'PACKET_HEADER_TRUNCATED',
] as const

/** The same for reasons that no message has in itself: they lie in what came before, or in a setting. */
export const DECODE_REFUSAL_CODES = ['TEMPLATE_FLOOD', 'RATE_LIMITED', 'SAMPLING_UNKNOWN'] as const

export type DecodeErrorCode =
  | (typeof DECODE_ERROR_CODES)[number]
  | (typeof DECODE_REFUSAL_CODES)[number]
