/**
 * The allow-list: the only things about traffic that Noroshi holds. An information element that has
 * no place here is skipped in the decoder and counted; nothing else reads a datagram. Adding a line
 * is a decision about the secrecy of communications (docs/decisions/0003-headers-only.md).
 *
 * The same list makes the batch arrays, the Native segment and the table, so the three cannot drift.
 */

/** ClickHouse types used; each is the bytes of the typed array named beside it, little-endian. */
export type ColumnType =
  | 'UInt8'
  | 'UInt16'
  | 'UInt32'
  | 'UInt64'
  | 'DateTime'
  | 'DateTime64(3)'
  | 'IPv6'

type Column = { readonly name: string; readonly type: ColumnType }

export const FLOW_COLUMNS = [
  /** When the collector received or ingested the record, epoch seconds. Retention counts from here. */
  { name: 'received_at', type: 'DateTime' },
  /** First packet, epoch milliseconds, as (low, high) 32-bit words. */
  { name: 'start_at', type: 'DateTime64(3)' },
  /** Last packet minus first packet. */
  { name: 'duration_ms', type: 'UInt32' },
  { name: 'src_address', type: 'IPv6' },
  { name: 'dst_address', type: 'IPv6' },
  { name: 'src_port', type: 'UInt16' },
  /** For ICMP: type * 256 + code, as NetFlow v5 does. */
  { name: 'dst_port', type: 'UInt16' },
  { name: 'protocol', type: 'UInt8' },
  /** Union of TCP flags from source to destination. */
  { name: 'tcp_flags', type: 'UInt8' },
  { name: 'reverse_tcp_flags', type: 'UInt8' },
  /** Observed counts, not scaled by the sampling interval. */
  { name: 'packets', type: 'UInt64' },
  { name: 'octets', type: 'UInt64' },
  /** Zero unless the record is a biflow (RFC 5103). */
  { name: 'reverse_packets', type: 'UInt64' },
  { name: 'reverse_octets', type: 'UInt64' },
  /** One packet in so many was seen; 1 = all. */
  { name: 'sampling_interval', type: 'UInt32' },
  { name: 'exporter', type: 'IPv6' },
  { name: 'observation_domain', type: 'UInt32' },
  { name: 'ingress_interface', type: 'UInt32' },
  { name: 'egress_interface', type: 'UInt32' },
  /** 0 = one direction only or initiator unknown, 1 = the source is the initiator (RFC 5103 §6.3). */
  { name: 'biflow_direction', type: 'UInt8' },
] as const satisfies readonly Column[]

export type FlowColumnName = (typeof FLOW_COLUMNS)[number]['name']

export const COLUMN_OCTETS: Readonly<Record<ColumnType, number>> = {
  UInt8: 1,
  UInt16: 2,
  UInt32: 4,
  UInt64: 8,
  DateTime: 4,
  'DateTime64(3)': 8,
  IPv6: 16,
}
