import { type FlowBatch, readUint64 } from '../../flows/wire/flow-batch.ts'

/**
 * What a body of whole conversations looks like from afar: the figures in which a simulated country
 * must be of the same order as real captures, or what is learnt in it does not transfer.
 */
export type TrafficShape = {
  readonly conversations: number
  readonly udpShare: number
  readonly icmpShare: number
  /** Of TCP conversations: attempts that nobody answered. */
  readonly unansweredShare: number
  /** Of TCP conversations: attempts that were refused. */
  readonly refusedShare: number
  readonly dnsShare: number
  readonly ntpShare: number
  /** Ports 80 and 443, TCP and UDP. */
  readonly webShare: number
  /** To ports above 1024 that are none of the usual ones. */
  readonly oddPortShare: number
  readonly octetsMedian: number
  readonly octetsMean: number
  /** Octets per packet: of the initiator, and of the answer where there is one. */
  readonly packetOctetsMedian: number
  readonly answerPacketOctetsMedian: number
  readonly packetsMedian: number
  readonly durationSecondsMedian: number
  readonly durationSecondsNinetieth: number
  /** Endpoints that one client has in common with no other, as a share of all. */
  readonly singleClientShare: number
  /** The share of conversations that go to the tenth of endpoints most used. */
  readonly topTenthShare: number
}

const TCP = 6
const UDP = 17
const ICMP = new Set([1, 58])
const SYN = 0x02
const RST = 0x04
const USUAL_PORTS = new Set([
  1883, 3478, 5060, 5222, 5223, 5228, 8080, 8443, 8883, 3389, 1900, 5353,
])

/**
 * @param isClient says which of the two ends is looked at; conversations without such an end, or that
 *   came from outside, are left out
 */
export function shapeOf(
  batches: Iterable<FlowBatch>,
  isClient: (flows: FlowBatch, row: number) => boolean,
): TrafficShape {
  const count = { all: 0, tcp: 0, udp: 0, icmp: 0, unanswered: 0, refused: 0 }
  const ports = { dns: 0, ntp: 0, web: 0, odd: 0 }
  const octets: number[] = []
  const packets: number[] = []
  const packetOctets: number[] = []
  const answerPacketOctets: number[] = []
  const seconds: number[] = []
  const endpoints = new Map<string, { flows: number; clients: Set<number> }>()
  for (const flows of batches)
    for (let row = 0; row < flows.length; row++) {
      if (!isClient(flows, row)) continue
      count.all++
      const protocol = flows.protocol[row]!
      const port = flows.dstPort[row]!
      const forward = readUint64(flows.packets, row)
      const answer = readUint64(flows.reversePackets, row)
      const forwardOctets = readUint64(flows.octets, row)
      const answerOctets = readUint64(flows.reverseOctets, row)
      octets.push(forwardOctets + answerOctets)
      packets.push(forward + answer)
      if (forward > 0) packetOctets.push(forwardOctets / forward)
      if (answer > 0) answerPacketOctets.push(answerOctets / answer)
      seconds.push(flows.durationMs[row]! / 1000)
      if (ICMP.has(protocol)) {
        count.icmp++
        continue
      }
      if (protocol === TCP) {
        count.tcp++
        if (answer === 0 && flows.tcpFlags[row] === SYN) count.unanswered++
        if (flows.tcpFlags[row] === SYN && (flows.reverseTcpFlags[row]! & RST) !== 0)
          count.refused++
      } else if (protocol === UDP) count.udp++
      if (port === 53) ports.dns++
      else if (port === 123) ports.ntp++
      else if (port === 80 || port === 443) ports.web++
      else if (port > 1024 && !USUAL_PORTS.has(port)) ports.odd++
      const words = flows.dstAddressWords.subarray(4 * row, 4 * row + 4)
      const endpoint = `${words.join()} ${protocol} ${port}`
      const known = endpoints.get(endpoint) ?? { flows: 0, clients: new Set<number>() }
      known.flows++
      known.clients.add(flows.srcAddressWords[4 * row + 3]! ^ flows.srcAddressWords[4 * row]!)
      endpoints.set(endpoint, known)
    }
  const used = [...endpoints.values()].sort((a, b) => b.flows - a.flows)
  const top = used.slice(0, Math.ceil(used.length / 10))
  const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole)
  return {
    conversations: count.all,
    udpShare: share(count.udp, count.all),
    icmpShare: share(count.icmp, count.all),
    unansweredShare: share(count.unanswered, count.tcp),
    refusedShare: share(count.refused, count.tcp),
    dnsShare: share(ports.dns, count.all),
    ntpShare: share(ports.ntp, count.all),
    webShare: share(ports.web, count.all),
    oddPortShare: share(ports.odd, count.all),
    octetsMedian: quantile(octets, 0.5),
    octetsMean: share(
      octets.reduce((sum, value) => sum + value, 0),
      octets.length,
    ),
    packetOctetsMedian: quantile(packetOctets, 0.5),
    answerPacketOctetsMedian: quantile(answerPacketOctets, 0.5),
    packetsMedian: quantile(packets, 0.5),
    durationSecondsMedian: quantile(seconds, 0.5),
    durationSecondsNinetieth: quantile(seconds, 0.9),
    singleClientShare: share(used.filter(({ clients }) => clients.size === 1).length, used.length),
    topTenthShare: share(
      top.reduce((sum, { flows }) => sum + flows, 0),
      used.reduce((sum, { flows }) => sum + flows, 0),
    ),
  }
}

function quantile(values: number[], at: number): number {
  values.sort((a, b) => a - b)
  return values[Math.min(values.length - 1, Math.floor(values.length * at))] ?? 0
}
