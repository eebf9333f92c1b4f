import { FlowBatch, writeUint64 } from '../../flows/wire/flow-batch.ts'
import { grownBatch } from './grown-batch.ts'

/**
 * One conversation as it truly happened, both directions, before any router samples it. Times are in
 * epoch ms, octets are IP octets. One object is filled and written again and again.
 */
export class Contact {
  startMs = 0
  durationMs = 0
  source: Uint8Array = NO_ADDRESS
  destination: Uint8Array = NO_ADDRESS
  sourcePort = 0
  destinationPort = 0
  protocol = 6
  tcpFlags = 0
  reverseTcpFlags = 0
  packets = 0
  octets = 0
  reversePackets = 0
  reverseOctets = 0
  observationDomain = 0
  ingressInterface = 0
  egressInterface = 0
}

/**
 * The conversations of one virtual minute as biflow rows: the source is who sent the first packet,
 * `observationDomain` names the exporter that sees it. Grows to the busiest minute and is reused.
 */
export class Traffic {
  flows: FlowBatch

  constructor(capacity = 4096) {
    this.flows = new FlowBatch(capacity)
  }

  add(contact: Contact): void {
    if (this.flows.length === this.flows.capacity) this.flows = grownBatch(this.flows)
    const { flows } = this
    const row = flows.length++
    writeUint64(flows.startAt, row, Math.round(contact.startMs))
    flows.durationMs[row] = contact.durationMs
    flows.srcAddress.set(contact.source, 16 * row)
    flows.dstAddress.set(contact.destination, 16 * row)
    flows.srcPort[row] = contact.sourcePort
    flows.dstPort[row] = contact.destinationPort
    flows.protocol[row] = contact.protocol
    flows.tcpFlags[row] = contact.tcpFlags
    flows.reverseTcpFlags[row] = contact.reverseTcpFlags
    writeUint64(flows.packets, row, contact.packets)
    writeUint64(flows.octets, row, contact.octets)
    writeUint64(flows.reversePackets, row, contact.reversePackets)
    writeUint64(flows.reverseOctets, row, contact.reverseOctets)
    flows.observationDomain[row] = contact.observationDomain
    flows.ingressInterface[row] = contact.ingressInterface
    flows.egressInterface[row] = contact.egressInterface
  }

  clear(): void {
    this.flows.length = 0
  }
}

const NO_ADDRESS = new Uint8Array(16)
