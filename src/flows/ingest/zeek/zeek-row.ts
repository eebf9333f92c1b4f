import type { FlowDraft } from '../sink/flow-draft.ts'
import type { FieldTable } from '../table/field-table.ts'
import type { Header } from '../table/header.ts'
import type { RowParser, SkipReason } from '../table/row-parser.ts'
import { type Column, RowReader } from '../table/row-reader.ts'
import { settleIcmp } from '../value/icmp-port.ts'
import { NOT_IP } from '../value/protocol-field.ts'
import { flagsOfState, setFlags } from './connection-state.ts'
import { flagsOfHistory } from './zeek-history.ts'

const REQUIRED = [
  'ts',
  'id.orig_h',
  'id.orig_p',
  'id.resp_h',
  'id.resp_p',
  'proto',
  'orig_pkts',
  'resp_pkts',
  'orig_bytes',
  'resp_bytes',
] as const
const OPTIONAL = ['duration', 'conn_state', 'history', 'orig_ip_bytes', 'resp_ip_bytes'] as const

/** The fields of a conn.log that are read; nothing else of it is. */
export const ZEEK_FIELDS = [...REQUIRED, ...OPTIONAL] as const

/** Rows of Zeek's conn.log. Octets are those of IP packets where the log has them, else of payload. */
export class ZeekRowParser implements RowParser {
  readonly #columns: Readonly<Record<(typeof REQUIRED)[number], Column>>
  readonly #optional: Readonly<Record<(typeof OPTIONAL)[number], Column | undefined>>
  readonly #reader: RowReader

  /**
   * @param unset the text that stands for no value, `-` in Zeek's own logs
   * @throws IngestError HEADER_INVALID
   */
  constructor(header: Header, unset: string) {
    this.#columns = header.require(REQUIRED)
    this.#optional = {
      duration: header.find('duration'),
      conn_state: header.find('conn_state'),
      history: header.find('history'),
      orig_ip_bytes: header.find('orig_ip_bytes'),
      resp_ip_bytes: header.find('resp_ip_bytes'),
    }
    const marker = Buffer.from(unset)
    this.#reader = new RowReader(
      (bytes, start, end) =>
        start === end ||
        (end - start === marker.length &&
          bytes.compare(marker, 0, marker.length, start, end) === 0),
    )
  }

  parse(fields: FieldTable, draft: FlowDraft): SkipReason | undefined {
    const reader = this.#reader
    const column = this.#columns
    draft.startMs = reader.startMs(fields, column.ts)
    draft.durationMs = reader.durationMs(fields, this.#optional.duration)
    draft.protocol = reader.protocol(fields, column.proto)
    if (draft.protocol === NOT_IP) return 'NOT_IP'
    if (reader.address(fields, column['id.orig_h'], draft.srcAddress) === NOT_IP) return 'NOT_IP'
    if (reader.address(fields, column['id.resp_h'], draft.dstAddress) === NOT_IP) return 'NOT_IP'
    draft.srcPort = reader.port(fields, column['id.orig_p'], false)
    draft.dstPort = reader.port(fields, column['id.resp_p'], false)
    draft.packets = this.#count(fields, column.orig_pkts)
    draft.reversePackets = this.#count(fields, column.resp_pkts)
    draft.octets = this.#count(fields, this.#optional.orig_ip_bytes, column.orig_bytes)
    draft.reverseOctets = this.#count(fields, this.#optional.resp_ip_bytes, column.resp_bytes)
    settleIcmp(draft)
    setFlags(draft, this.#flags(fields))
    return undefined
  }

  /** The first of the columns that has a value; 0 when none has. */
  #count(fields: FieldTable, first: Column | undefined, second?: Column): number {
    const column = this.#reader.isUnset(fields, first) ? second : first
    if (column === undefined || this.#reader.isUnset(fields, column)) return 0
    return this.#reader.count(fields, column)
  }

  #flags(fields: FieldTable): number {
    const { history, conn_state: state } = this.#optional
    if (history && !this.#reader.isUnset(fields, history))
      return flagsOfHistory(
        fields.bytes,
        fields.starts[history.index]!,
        fields.ends[history.index]!,
      )
    if (state && !this.#reader.isUnset(fields, state))
      return flagsOfState(this.#reader.text(fields, state))
    return 0
  }
}
