/** Where one sequence stands, as it lies in a file. */
import { isUint32 } from './snapshot-shape.ts'

/** A tuple, because a collector writes all of them with every segment. */
export type SequencePosition = readonly [
  /** 32 hexadecimal digits. */
  exporter: string,
  kind: 0 | 1 | 2 | 3,
  observationDomain: number,
  /** UDP source port; for sFlow the low word of the agent's address. */
  session: number,
  expected: number,
  /** Epoch milliseconds of the last message. */
  heardAtMs: number,
]

/** A carrier's exporters have some thousands of line cards; invented ones must not fill the disk. */
export const SEQUENCE_POSITION_COUNT_MAX = 16_384

/** Positions come from a file, which is trusted no more than a datagram. */
export function isSequencePosition(value: unknown): value is SequencePosition {
  if (!Array.isArray(value) || value.length !== 6) return false
  const [exporter, kind, ...numbers] = value
  const heardAtMs = numbers.pop()
  return (
    typeof exporter === 'string' &&
    /^[0-9a-f]{32}$/.test(exporter) &&
    (kind === 0 || kind === 1 || kind === 2 || kind === 3) &&
    numbers.every(isUint32) &&
    Number.isSafeInteger(heardAtMs) &&
    (heardAtMs as number) >= 0
  )
}
