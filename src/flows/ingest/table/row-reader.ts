import { isHardwareAddress, parseAddressField } from '../value/parse-address.ts'
import { parseSecondsAsMs, parseUnsigned } from '../value/parse-number.ts'
import { NOT_IP, parseProtocol } from '../value/protocol-field.ts'
import { badField } from './field-problem.ts'
import type { FieldTable } from './field-table.ts'

/** The last instant a DateTime64(3) of ClickHouse holds: the end of the year 2299. */
const START_MS_MAX = 10_413_791_999_999
const UINT32_MAX = 0xffff_ffff

const EXPECTED = {
  time: 'a time in epoch seconds (0–10413791999)',
  duration: 'a duration in seconds',
  protocol: 'an IP protocol',
  address: 'an IP address',
  port: 'a port (0–65535)',
  count: 'a count (a whole number from 0)',
  interval: 'a sampling interval (1–4294967295)',
} as const

/** A column of a file: where it stands and what it is called there. */
export type Column = { readonly index: number; readonly name: string }

/**
 * Reads single fields with the checks and the words that all row formats share. What counts as "no
 * value" differs between formats and is given once.
 */
export class RowReader {
  readonly #isUnset: (bytes: Buffer, start: number, end: number) => boolean

  constructor(isUnset: (bytes: Buffer, start: number, end: number) => boolean) {
    this.#isUnset = isUnset
  }

  isUnset(fields: FieldTable, column: Column | undefined): boolean {
    if (column === undefined) return true
    return this.#isUnset(fields.bytes, fields.starts[column.index]!, fields.ends[column.index]!)
  }

  startMs(fields: FieldTable, column: Column): number {
    const ms = parseSecondsAsMs(
      fields.bytes,
      fields.starts[column.index]!,
      fields.ends[column.index]!,
    )
    if (ms < 0 || ms > START_MS_MAX)
      throw badField(fields, column.index, column.name, EXPECTED.time)
    return ms
  }

  /** No value reads as 0: tools leave it out for flows of one packet. */
  durationMs(fields: FieldTable, column: Column | undefined): number {
    if (column === undefined || this.isUnset(fields, column)) return 0
    const ms = parseSecondsAsMs(
      fields.bytes,
      fields.starts[column.index]!,
      fields.ends[column.index]!,
    )
    if (ms < 0) throw badField(fields, column.index, column.name, EXPECTED.duration)
    return ms
  }

  /** A protocol number, or `NOT_IP`. */
  protocol(fields: FieldTable, column: Column): number {
    const protocol = parseProtocol(
      fields.bytes,
      fields.starts[column.index]!,
      fields.ends[column.index]!,
    )
    if (protocol === -1) throw badField(fields, column.index, column.name, EXPECTED.protocol)
    return protocol
  }

  /** 0, or `NOT_IP` for a hardware address. */
  address(fields: FieldTable, column: Column, target: Uint8Array): number {
    const { bytes } = fields
    const start = fields.starts[column.index]!
    const end = fields.ends[column.index]!
    if (parseAddressField(bytes, start, end, target)) return 0
    if (isHardwareAddress(bytes, start, end)) return NOT_IP
    throw badField(fields, column.index, column.name, EXPECTED.address)
  }

  exporter(fields: FieldTable, column: Column, target: Uint8Array): void {
    if (this.address(fields, column, target) === NOT_IP)
      throw badField(fields, column.index, column.name, EXPECTED.address)
  }

  /** No value reads as 0 where the protocol has no ports. */
  port(fields: FieldTable, column: Column, isOptional: boolean): number {
    if (isOptional && this.isUnset(fields, column)) return 0
    const port = parseUnsigned(
      fields.bytes,
      fields.starts[column.index]!,
      fields.ends[column.index]!,
    )
    if (port < 0 || port > 65535) throw badField(fields, column.index, column.name, EXPECTED.port)
    return port
  }

  count(fields: FieldTable, column: Column): number {
    const count = parseUnsigned(
      fields.bytes,
      fields.starts[column.index]!,
      fields.ends[column.index]!,
    )
    if (count < 0) throw badField(fields, column.index, column.name, EXPECTED.count)
    return count
  }

  samplingInterval(fields: FieldTable, column: Column): number {
    const interval = parseUnsigned(
      fields.bytes,
      fields.starts[column.index]!,
      fields.ends[column.index]!,
    )
    if (interval < 1 || interval > UINT32_MAX)
      throw badField(fields, column.index, column.name, EXPECTED.interval)
    return interval
  }

  text(fields: FieldTable, column: Column): string {
    return fields.bytes.toString('latin1', fields.starts[column.index]!, fields.ends[column.index]!)
  }
}
