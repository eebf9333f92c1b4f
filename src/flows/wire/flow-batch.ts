import {
  COLUMN_OCTETS,
  type ColumnType,
  FLOW_COLUMNS,
  type FlowColumnName,
} from './flow-columns.ts'

/**
 * Up to `capacity` flow records as columns. The arrays are written in place by the compiled decoders
 * and go to disk as they are, so a record never becomes an object.
 *
 * 64-bit columns are pairs of 32-bit words (low, high): `2 * row` is the low word.
 * Addresses are 16 octets: row r starts at `16 * r`.
 *
 * A writer sets *every* column of row `length`, then increments `length`: batches are reused without
 * being cleared.
 */
export class FlowBatch {
  readonly capacity: number
  length = 0

  readonly receivedAt: Uint32Array
  readonly startAt: Uint32Array
  readonly durationMs: Uint32Array
  readonly srcAddress: Uint8Array
  readonly dstAddress: Uint8Array
  readonly srcPort: Uint16Array
  readonly dstPort: Uint16Array
  readonly protocol: Uint8Array
  readonly tcpFlags: Uint8Array
  readonly reverseTcpFlags: Uint8Array
  readonly packets: Uint32Array
  readonly octets: Uint32Array
  readonly reversePackets: Uint32Array
  readonly reverseOctets: Uint32Array
  readonly samplingInterval: Uint32Array
  readonly exporter: Uint8Array
  readonly observationDomain: Uint32Array
  readonly ingressInterface: Uint32Array
  readonly egressInterface: Uint32Array
  readonly biflowDirection: Uint8Array

  /** The address columns again, four 32-bit words a row: writers copy words, not octets. */
  readonly srcAddressWords: Uint32Array
  readonly dstAddressWords: Uint32Array
  readonly exporterWords: Uint32Array

  constructor(capacity: number) {
    this.capacity = capacity
    this.receivedAt = new Uint32Array(capacity)
    this.startAt = new Uint32Array(2 * capacity)
    this.durationMs = new Uint32Array(capacity)
    this.srcAddress = new Uint8Array(16 * capacity)
    this.dstAddress = new Uint8Array(16 * capacity)
    this.srcPort = new Uint16Array(capacity)
    this.dstPort = new Uint16Array(capacity)
    this.protocol = new Uint8Array(capacity)
    this.tcpFlags = new Uint8Array(capacity)
    this.reverseTcpFlags = new Uint8Array(capacity)
    this.packets = new Uint32Array(2 * capacity)
    this.octets = new Uint32Array(2 * capacity)
    this.reversePackets = new Uint32Array(2 * capacity)
    this.reverseOctets = new Uint32Array(2 * capacity)
    this.samplingInterval = new Uint32Array(capacity)
    this.exporter = new Uint8Array(16 * capacity)
    this.observationDomain = new Uint32Array(capacity)
    this.ingressInterface = new Uint32Array(capacity)
    this.egressInterface = new Uint32Array(capacity)
    this.biflowDirection = new Uint8Array(capacity)
    this.srcAddressWords = new Uint32Array(this.srcAddress.buffer)
    this.dstAddressWords = new Uint32Array(this.dstAddress.buffer)
    this.exporterWords = new Uint32Array(this.exporter.buffer)
  }

  /** The column's array, full capacity. */
  column(name: FlowColumnName): Uint8Array | Uint16Array | Uint32Array {
    return this[FIELD_OF_COLUMN[name]]
  }

  /** Copies a row over another. */
  moveRow(from: number, to: number): void {
    for (const { name } of FLOW_COLUMNS) {
      const array = this.column(name)
      const width = array.length / this.capacity
      array.copyWithin(width * to, width * from, width * (from + 1))
    }
  }

  /** The used bytes of a column, exactly as ClickHouse Native holds them. */
  columnBytes(name: FlowColumnName, type: ColumnType): Uint8Array {
    const array = this.column(name)
    return new Uint8Array(array.buffer, array.byteOffset, this.length * COLUMN_OCTETS[type])
  }
}

/** Where writers get room: returns a batch with at least one free row, handing on the full one. */
export type FlowSink = {
  batch(): FlowBatch
}

/** Splits a safe integer into the (low, high) words of a 64-bit column. */
export function writeUint64(column: Uint32Array, row: number, value: number): void {
  column[2 * row] = value
  column[2 * row + 1] = value / 4294967296
}

/** Reads a 64-bit column; exact up to 2^53. */
export function readUint64(column: Uint32Array, row: number): number {
  return column[2 * row]! + column[2 * row + 1]! * 4294967296
}

const FIELD_OF_COLUMN = {
  received_at: 'receivedAt',
  start_at: 'startAt',
  duration_ms: 'durationMs',
  src_address: 'srcAddress',
  dst_address: 'dstAddress',
  src_port: 'srcPort',
  dst_port: 'dstPort',
  protocol: 'protocol',
  tcp_flags: 'tcpFlags',
  reverse_tcp_flags: 'reverseTcpFlags',
  packets: 'packets',
  octets: 'octets',
  reverse_packets: 'reversePackets',
  reverse_octets: 'reverseOctets',
  sampling_interval: 'samplingInterval',
  exporter: 'exporter',
  observation_domain: 'observationDomain',
  ingress_interface: 'ingressInterface',
  egress_interface: 'egressInterface',
  biflow_direction: 'biflowDirection',
} as const satisfies Record<FlowColumnName, keyof FlowBatch>

export const FLOW_COLUMN_NAMES: readonly FlowColumnName[] = FLOW_COLUMNS.map((c) => c.name)
