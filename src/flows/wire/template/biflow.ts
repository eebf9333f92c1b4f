import type { FlowBatch } from '../flow-batch.ts'

const INITIATOR = 1
const REVERSE_INITIATOR = 2

/**
 * RFC 5103 §6.3: an exporter that learns late who began says so by `reverseInitiator` instead of
 * turning the record round. Here the source is made the initiator; `arbitrary` and `perimeter` say
 * nothing about who began and become 0.
 */
export function orientBiflows(batch: FlowBatch, row: number, count: number): void {
  const direction = batch.biflowDirection
  for (let i = row; i < row + count; i++) {
    if (direction[i] === REVERSE_INITIATOR) {
      turnRound(batch, i)
      direction[i] = INITIATOR
    } else if (direction[i] !== INITIATOR) direction[i] = 0
  }
}

function turnRound(batch: FlowBatch, row: number): void {
  exchange(batch.srcAddressWords, batch.dstAddressWords, 4, row)
  exchange(batch.srcPort, batch.dstPort, 1, row)
  exchange(batch.tcpFlags, batch.reverseTcpFlags, 1, row)
  exchange(batch.packets, batch.reversePackets, 2, row)
  exchange(batch.octets, batch.reverseOctets, 2, row)
  exchange(batch.ingressInterface, batch.egressInterface, 1, row)
}

type Column = Uint8Array | Uint16Array | Uint32Array

function exchange(a: Column, b: Column, width: number, row: number): void {
  for (let i = width * row; i < width * (row + 1); i++) {
    const kept = a[i]!
    a[i] = b[i]!
    b[i] = kept
  }
}
