import { PROTOCOL_TCP } from '../../core/protocol.ts'
import type { SeededRandom } from '../../core/random.ts'
import { address, path, reverse, type Service } from '../machines/service.ts'
import type { Actor, Stage } from '../traffic/actor.ts'
import { randomOutsideIpv4 } from '../traffic/address-space.ts'
import { logNormal } from '../traffic/draw.ts'
import { bulk, tcpKnock, tcpMessage, udpExchange } from '../traffic/transport.ts'
import { isAwake } from './diurnal.ts'
import type { Device } from './population.ts'
import type { Web } from './web.ts'

const PEERS_AT_ONCE = 14
/** BitTorrent peers send a keep-alive of 4 octets at least every two minutes. */
const KEEPALIVE_MS = 115_000
const PEER_STAYS_MEAN_MS = 50 * 60_000

type Peer = { service: Service; leavesMs: number; sourcePort: number }

/**
 * A file-sharing client: a dozen peers on odd ports, kept alive at one rhythm and one size, with lost
 * peers, dead peers and strangers among them. The hardest neighbour of a bot.
 */
export class Swarm implements Actor {
  nextMs: number
  readonly #device: Device
  readonly #web: Web
  readonly #random: SeededRandom
  readonly #listeningPort: number
  readonly #peers: Peer[] = []
  #turn = 0

  constructor(device: Device, web: Web, fromMs: number, random: SeededRandom) {
    this.#device = device
    this.#web = web
    this.#random = random
    this.#listeningPort = 10_000 + random.integer(50_000)
    this.nextMs = fromMs + random.next() * KEEPALIVE_MS
    for (let i = 0; i < PEERS_AT_ONCE; i++) this.#peers.push(this.#meet(fromMs))
  }

  act(stage: Stage): void {
    const random = this.#random
    const atMs = this.nextMs
    // One peer a turn: each hears from us once in KEEPALIVE_MS.
    this.nextMs = atMs + (KEEPALIVE_MS / PEERS_AT_ONCE) * (0.9 + 0.2 * random.next())
    if (!isAwake(this.#device.awake, atMs)) return
    this.#turn = (this.#turn + 1) % PEERS_AT_ONCE
    if (this.#peers[this.#turn]!.leavesMs < atMs) this.#peers[this.#turn] = this.#meet(atMs)
    this.#talk(stage, this.#peers[this.#turn]!, atMs)
    if (random.next() < 0.25) this.#ask(stage, atMs + 500)
  }

  #meet(atMs: number): Peer {
    return {
      service: this.#web.drawPeer(this.#random),
      leavesMs: atMs + this.#random.exponential(PEER_STAYS_MEAN_MS),
      sourcePort: 32_768 + this.#random.integer(28_000),
    }
  }

  #talk({ contact, traffic }: Stage, peer: Peer, atMs: number): void {
    const random = this.#random
    const { service } = peer
    if (!address(contact, this.#device, service, peer.sourcePort, random)) return
    const route = path(this.#device, service, contact.source === this.#device.ipv6)
    contact.startMs = atMs
    const draw = random.next()
    if (draw < 0.04) {
      const packets = logNormal(random, 150, 1)
      bulk(contact, route, service.protocol, packets * 40, packets, packets / 2, 1300, 40)
    } else if (service.protocol !== PROTOCOL_TCP)
      udpExchange(contact, route, 20 + random.integer(80), draw < 0.7 ? 20 : 0, random)
    else if (draw < 0.12) tcpKnock(contact, route, draw < 0.09 ? 'none' : 'reset', random)
    else tcpMessage(contact, route, 4 + (draw < 0.3 ? random.integer(60) : 0), 0, random)
    if (random.next() < 0.4 && contact.reversePackets > 0) reverse(contact)
    traffic.add(contact)
  }

  /** A question to the distributed hash table, at an address that may no longer be there. */
  #ask({ contact, traffic }: Stage, atMs: number): void {
    const random = this.#random
    const service: Service = {
      kind: 'dht',
      ipv4: randomOutsideIpv4(random),
      ipv6: undefined,
      protocol: 17,
      port: 1025 + random.integer(64_000),
      roundTripMs: 120,
    }
    if (!address(contact, this.#device, service, this.#listeningPort, random)) return
    contact.startMs = atMs
    const reply = random.next() < 0.55 ? 60 + random.integer(260) : 0
    udpExchange(contact, path(this.#device, service, false), 65 + random.integer(40), reply, random)
    traffic.add(contact)
  }
}
