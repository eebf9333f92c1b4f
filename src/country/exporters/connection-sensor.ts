import { PROTOCOL_TCP, PROTOCOL_UDP } from '../../core/protocol.ts'
import { FlowBatch, type FlowSink, readUint64, writeUint64 } from '../../flows/wire/flow-batch.ts'
import { copyFlowRow } from '../traffic/copy-row.ts'
import { grownBatch } from '../traffic/grown-batch.ts'
import type { TrafficMinute } from '../traffic/traffic-minute.ts'
import { TCP_FIN, TCP_RST, TCP_SYN } from '../traffic/transport.ts'

/** Zeek's own: a connection is over after so much silence. */
const TCP_IDLE_MS = 5 * 60_000
const UDP_IDLE_MS = 60_000
const DNS_PORT = 53

export type ConnectionSensor = {
  observe(minute: TrafficMinute): void
  /** Writes what is still open, as a sensor does when it is stopped. */
  end(): void
}

/**
 * A sensor at a site's uplink, as Zeek or Argus is: unsampled, one row for each *connection*, however
 * long. A router cuts the same connection into many records, which is why a model has to see both.
 */
export function createConnectionSensor({ sink }: { readonly sink: FlowSink }): ConnectionSensor {
  let held = new FlowBatch(4096)
  const free: number[] = []
  const open = new Map<string, number>()

  const write = (flows: FlowBatch, row: number): void => {
    const batch = sink.batch()
    copyFlowRow(flows, row, batch, batch.length)
    batch.samplingInterval[batch.length] = 1
    batch.biflowDirection[batch.length] = 1
    batch.length++
  }
  const release = (key: string, row: number): void => {
    write(held, row)
    open.delete(key)
    free.push(row)
  }
  const hold = (key: string, flows: FlowBatch, row: number): void => {
    if (free.length === 0 && held.length === held.capacity) held = grownBatch(held)
    const to = free.pop() ?? held.length++
    copyFlowRow(flows, row, held, to)
    open.set(key, to)
  }
  const take = (flows: FlowBatch, row: number): void => {
    if (isWhole(flows, row)) {
      write(flows, row)
      return
    }
    const key = keyOf(flows, row, false)
    const turned = keyOf(flows, row, true)
    const isTurned = !open.has(key) && open.has(turned)
    const known = open.get(isTurned ? turned : key)
    const isNew = (flows.tcpFlags[row]! & TCP_SYN) !== 0 && !isTurned
    if (known !== undefined && (isNew || gapMs(held, known, flows, row) > idleMs(flows, row))) {
      release(isTurned ? turned : key, known)
      hold(key, flows, row)
    } else if (known === undefined) hold(key, flows, row)
    else join(held, known, flows, row, isTurned)
  }

  return {
    observe({ flows, startMs }) {
      for (let row = 0; row < flows.length; row++) take(flows, row)
      for (const [key, row] of open)
        if (endMs(held, row) + idleMs(held, row) < startMs) release(key, row)
    },
    end() {
      for (const [key, row] of open) release(key, row)
    },
  }
}

/** Closed within the row, or of a kind that nothing continues. */
function isWhole(flows: FlowBatch, row: number): boolean {
  const protocol = flows.protocol[row]!
  if (protocol === PROTOCOL_UDP) return flows.dstPort[row] === DNS_PORT
  if (protocol !== PROTOCOL_TCP) return true
  const flags = flows.tcpFlags[row]! | flows.reverseTcpFlags[row]!
  const isAttempt = flows.tcpFlags[row] === TCP_SYN
  return isAttempt || ((flags & TCP_SYN) !== 0 && (flags & (TCP_FIN | TCP_RST)) !== 0)
}

function join(held: FlowBatch, to: number, flows: FlowBatch, row: number, isTurned: boolean): void {
  const [packets, octets, reversePackets, reverseOctets] = isTurned
    ? [flows.reversePackets, flows.reverseOctets, flows.packets, flows.octets]
    : [flows.packets, flows.octets, flows.reversePackets, flows.reverseOctets]
  add(held.packets, to, packets, row)
  add(held.octets, to, octets, row)
  add(held.reversePackets, to, reversePackets, row)
  add(held.reverseOctets, to, reverseOctets, row)
  held.tcpFlags[to]! |= isTurned ? flows.reverseTcpFlags[row]! : flows.tcpFlags[row]!
  held.reverseTcpFlags[to]! |= isTurned ? flows.tcpFlags[row]! : flows.reverseTcpFlags[row]!
  const startMs = readUint64(held.startAt, to)
  held.durationMs[to] = Math.max(held.durationMs[to]!, endMs(flows, row) - startMs)
}

function add(into: Uint32Array, to: number, from: Uint32Array, row: number): void {
  writeUint64(into, to, readUint64(into, to) + readUint64(from, row))
}

const endMs = (flows: FlowBatch, row: number): number =>
  readUint64(flows.startAt, row) + flows.durationMs[row]!

const gapMs = (held: FlowBatch, known: number, flows: FlowBatch, row: number): number =>
  readUint64(flows.startAt, row) - endMs(held, known)

const idleMs = (flows: FlowBatch, row: number): number =>
  flows.protocol[row] === PROTOCOL_TCP ? TCP_IDLE_MS : UDP_IDLE_MS

/** Both ends, as they stand in the row or turned round. */
function keyOf(flows: FlowBatch, row: number, isTurned: boolean): string {
  const source = wordsOf(flows.srcAddressWords, row)
  const destination = wordsOf(flows.dstAddressWords, row)
  const [sourcePort, destinationPort] = [flows.srcPort[row]!, flows.dstPort[row]!]
  return isTurned
    ? `${destination} ${destinationPort} ${source} ${sourcePort} ${flows.protocol[row]}`
    : `${source} ${sourcePort} ${destination} ${destinationPort} ${flows.protocol[row]}`
}

function wordsOf(words: Uint32Array, row: number): string {
  const at = 4 * row
  return `${words[at]},${words[at + 1]},${words[at + 2]},${words[at + 3]}`
}
