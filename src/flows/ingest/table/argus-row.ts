import type { FlowDraft } from '../sink/flow-draft.ts'
import { settleIcmp } from '../value/icmp-port.ts'
import { parseHexadecimal } from '../value/parse-number.ts'
import { NOT_IP } from '../value/protocol-field.ts'
import { flagsOfState, setFlags } from '../zeek/connection-state.ts'
import { argusStartMs } from './argus-time.ts'
import { badField } from './field-problem.ts'
import type { FieldTable } from './field-table.ts'
import type { Header } from './header.ts'
import type { RowParser, SkipReason } from './row-parser.ts'
import { type Column, RowReader } from './row-reader.ts'
import { splitPackets } from './split-packets.ts'

const REQUIRED = [
  'starttime',
  'dur',
  'proto',
  'srcaddr',
  'sport',
  'dstaddr',
  'dport',
  'state',
  'totpkts',
  'totbytes',
  'srcbytes',
] as const

/**
 * Rows of Argus' `ra -c,` with the columns of the CTU-13 binetflow files. `Dir` tells who began: an
 * arrow to the left swaps the sides, a `?` leaves the initiator unknown.
 */
export class ArgusRowParser implements RowParser {
  readonly #columns: Readonly<Record<(typeof REQUIRED)[number], Column>>
  readonly #direction: Column | undefined
  readonly #packets: Column | undefined
  readonly #reversePackets: Column | undefined
  readonly #reader = new RowReader((_bytes, start, end) => start === end)

  /** Column names are taken whatever their case. @throws IngestError HEADER_INVALID */
  constructor(namedHeader: Header) {
    const header = namedHeader.inLowerCase()
    this.#columns = header.require(REQUIRED)
    this.#direction = header.find('dir')
    this.#packets = header.find('srcpkts')
    this.#reversePackets = header.find('dstpkts')
  }

  parse(fields: FieldTable, draft: FlowDraft): SkipReason | undefined {
    const reader = this.#reader
    const column = this.#columns
    draft.protocol = reader.protocol(fields, column.proto)
    if (draft.protocol === NOT_IP) return 'NOT_IP'
    if (reader.address(fields, column.srcaddr, draft.srcAddress) === NOT_IP) return 'NOT_IP'
    if (reader.address(fields, column.dstaddr, draft.dstAddress) === NOT_IP) return 'NOT_IP'
    draft.startMs = argusStartMs(reader.text(fields, column.starttime))
    if (draft.startMs < 0)
      throw badField(
        fields,
        column.starttime.index,
        column.starttime.name,
        'a time (2011/08/10 09:46:53.047277, or epoch seconds)',
      )
    draft.durationMs = reader.durationMs(fields, column.dur)
    draft.srcPort = this.#port(fields, column.sport)
    draft.dstPort = this.#port(fields, column.dport)
    this.#readCounts(fields, draft)
    settleIcmp(draft)
    setFlags(draft, flagsOfState(reader.text(fields, column.state)))
    this.#settleDirection(fields, draft)
    return undefined
  }

  /** Nothing for protocols without ports, and for fragments; hexadecimal for ICMP. */
  #port(fields: FieldTable, column: Column): number {
    const start = fields.starts[column.index]!
    const end = fields.ends[column.index]!
    if (fields.bytes[start + 1] !== 0x78) return this.#reader.port(fields, column, true)
    const port = parseHexadecimal(fields.bytes, start, end)
    if (port < 0 || port > 65535)
      throw badField(fields, column.index, column.name, 'a port (0–65535)')
    return port
  }

  #readCounts(fields: FieldTable, draft: FlowDraft): void {
    const reader = this.#reader
    const { totpkts, totbytes, srcbytes } = this.#columns
    const octets = reader.count(fields, totbytes)
    draft.octets = reader.count(fields, srcbytes)
    if (draft.octets > octets)
      throw badField(fields, srcbytes.index, srcbytes.name, `at most the TotBytes of ${octets}`)
    draft.reverseOctets = octets - draft.octets
    if (this.#packets && this.#reversePackets) {
      draft.packets = reader.count(fields, this.#packets)
      draft.reversePackets = reader.count(fields, this.#reversePackets)
    } else {
      const packets = reader.count(fields, totpkts)
      draft.packets = splitPackets(packets, draft.octets, draft.reverseOctets)
      draft.reversePackets = packets - draft.packets
    }
  }

  #settleDirection(fields: FieldTable, draft: FlowDraft): void {
    if (!this.#direction) return
    const direction = this.#reader.text(fields, this.#direction).trim()
    draft.isInitiatorKnown = !direction.includes('?')
    if (direction.startsWith('<') && !direction.endsWith('>')) swapSides(draft)
  }
}

function swapSides(draft: FlowDraft): void {
  const address = draft.srcAddress.slice()
  draft.srcAddress.set(draft.dstAddress)
  draft.dstAddress.set(address)
  // ICMP has its type and code where a port would be; they belong to the message, not to a side.
  if (draft.protocol !== 1 && draft.protocol !== 58)
    [draft.srcPort, draft.dstPort] = [draft.dstPort, draft.srcPort]
  ;[draft.packets, draft.reversePackets] = [draft.reversePackets, draft.packets]
  ;[draft.octets, draft.reverseOctets] = [draft.reverseOctets, draft.octets]
  ;[draft.tcpFlags, draft.reverseTcpFlags] = [draft.reverseTcpFlags, draft.tcpFlags]
}
