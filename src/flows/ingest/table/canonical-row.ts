import type { FlowDraft } from '../sink/flow-draft.ts'
import { settleIcmp } from '../value/icmp-port.ts'
import { hasPorts, NOT_IP } from '../value/protocol-field.ts'
import { flagsOfState, setFlags } from '../zeek/connection-state.ts'
import type { FieldTable } from './field-table.ts'
import type { Header } from './header.ts'
import type { RowParser, SkipReason } from './row-parser.ts'
import { type Column, RowReader } from './row-reader.ts'
import { splitPackets } from './split-packets.ts'

export const CANONICAL_COLUMNS = [
  'ts',
  'dur',
  'proto',
  'src_ip',
  'src_port',
  'dst_ip',
  'dst_port',
  'state',
  'pkts_fwd',
  'pkts_bwd',
  'bytes_fwd',
  'bytes_bwd',
] as const

export const OPTIONAL_COLUMNS = ['exporter', 'sampling_interval'] as const

/** Rows in the canonical columns; any other column (labels, notes) is never looked at. */
export class CanonicalRowParser implements RowParser {
  readonly #columns: Readonly<Record<(typeof CANONICAL_COLUMNS)[number], Column>>
  readonly #exporter: Column | undefined
  readonly #samplingInterval: Column | undefined
  readonly #reader = new RowReader(isEmptyOrNull)

  /** @throws IngestError HEADER_INVALID */
  constructor(header: Header) {
    this.#columns = header.require(CANONICAL_COLUMNS)
    this.#exporter = header.find('exporter')
    this.#samplingInterval = header.find('sampling_interval')
  }

  parse(fields: FieldTable, draft: FlowDraft): SkipReason | undefined {
    const reader = this.#reader
    const column = this.#columns
    draft.startMs = reader.startMs(fields, column.ts)
    draft.durationMs = reader.durationMs(fields, column.dur)
    draft.protocol = reader.protocol(fields, column.proto)
    if (draft.protocol === NOT_IP) return 'NOT_IP'
    if (reader.address(fields, column.src_ip, draft.srcAddress) === NOT_IP) return 'NOT_IP'
    if (reader.address(fields, column.dst_ip, draft.dstAddress) === NOT_IP) return 'NOT_IP'
    const isWithoutPorts = !hasPorts(draft.protocol)
    draft.srcPort = reader.port(fields, column.src_port, isWithoutPorts)
    draft.dstPort = reader.port(fields, column.dst_port, isWithoutPorts)
    this.#readCounts(fields, draft)
    settleIcmp(draft)
    setFlags(
      draft,
      reader.isUnset(fields, column.state) ? 0 : flagsOfState(reader.text(fields, column.state)),
    )
    if (this.#exporter && !reader.isUnset(fields, this.#exporter))
      reader.exporter(fields, this.#exporter, draft.exporter)
    if (this.#samplingInterval && !reader.isUnset(fields, this.#samplingInterval))
      draft.samplingInterval = reader.samplingInterval(fields, this.#samplingInterval)
    draft.isInitiatorKnown = draft.reversePackets > 0 || !this.#isOfRouter(fields, draft)
    return undefined
  }

  /** A router's one-way record says who sent it, not who began; a sensor that follows connections knows. */
  #isOfRouter(fields: FieldTable, draft: FlowDraft): boolean {
    const names = this.#exporter !== undefined && !this.#reader.isUnset(fields, this.#exporter)
    return names || draft.samplingInterval > 1
  }

  /** Without `pkts_bwd`, `pkts_fwd` holds the packets of both directions, as Argus counts them. */
  #readCounts(fields: FieldTable, draft: FlowDraft): void {
    const reader = this.#reader
    const column = this.#columns
    const packets = reader.count(fields, column.pkts_fwd)
    draft.octets = reader.count(fields, column.bytes_fwd)
    draft.reverseOctets = reader.count(fields, column.bytes_bwd)
    if (reader.isUnset(fields, column.pkts_bwd)) {
      draft.packets = splitPackets(packets, draft.octets, draft.reverseOctets)
      draft.reversePackets = packets - draft.packets
    } else {
      draft.packets = packets
      draft.reversePackets = reader.count(fields, column.pkts_bwd)
    }
  }
}

/** Nothing, or `\N` as databases write null. */
function isEmptyOrNull(bytes: Buffer, start: number, end: number): boolean {
  return start === end || (end - start === 2 && bytes[start] === 0x5c && bytes[start + 1] === 0x4e)
}
