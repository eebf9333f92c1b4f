import type { ServiceEndpoint } from '../../core/endpoint.ts'
import { formatPrefix, parsePrefix } from '../../core/prefix.ts'
import { type HostSharing, portShare } from './host-sharing.ts'
import { type ControllerStatement, LABEL_WEIGHT_MIN, type LabelLedger } from './label-ledger.ts'
import { isAbout } from './listed.ts'

/**
 * What lists say of controllers, as detection asks it: who stands beside an endpoint, and with whom it shares
 * clients. What they say of the endpoint itself is asked only to leave its own voices out, so that a list never
 * confirms itself.
 */
export type KnownControllers = {
  /** Canonical addresses at which a list knows a controller, sorted: where to look for their clients. */
  readonly addresses: readonly string[]
  /** One bit for each independent voice that calls the endpoint a controller; 0: none. */
  originsOf(endpoint: ServiceEndpoint, sharing: HostSharing): number
  /** The bits of every listed address in its network, itself left out. */
  neighboursOf(address: string): readonly number[]
}

/** What one customer of a hosting provider may hold, as an IPv4 /24 is. */
const IPV6_BITS = 64

/**
 * What the ledger says at one instant. Keeps what is valid then and lets the rest go: years of history are many times
 * as much.
 */
export function knownControllers(ledger: LabelLedger, atMs: number): KnownControllers {
  const { knownGood } = ledger
  const saidOf = new Map<string, readonly ControllerStatement[]>()
  const byNetwork = new Map<string, string[]>()
  for (const address of ledger.addresses()) {
    const said = ledger.controllersAt(address, atMs)
    if (said.length === 0) continue
    saidOf.set(address, said)
    const network = networkOf(address)
    const others = byNetwork.get(network)
    if (others) others.push(address)
    else byNetwork.set(network, [address])
  }
  return {
    addresses: [...saidOf.keys()].sort(),
    originsOf: (endpoint, sharing) =>
      knownGood.holds(endpoint, atMs)
        ? 0
        : unitedBits(
            (saidOf.get(endpoint.address) ?? []).filter(
              (one) =>
                isAbout(one, endpoint) &&
                one.weight * portShare(one.port !== null, sharing) >= LABEL_WEIGHT_MIN,
            ),
          ),
    neighboursOf: (address) =>
      (byNetwork.get(networkOf(address)) ?? [])
        .filter((other) => other !== address)
        .map((other) => unitedBits(saidOf.get(other)!)),
  }
}

const unitedBits = (said: readonly ControllerStatement[]): number =>
  said.reduce((bits, { originBit }) => (bits | originBit) >>> 0, 0)

/** The prefix that a canonical address shares with its neighbours. There are hundreds of thousands: the usual kind is cut, not parsed. */
export function networkOf(address: string): string {
  if (!address.includes(':')) return `${address.slice(0, address.lastIndexOf('.'))}.0/24`
  const prefix = parsePrefix(`${address}/${IPV6_BITS}`)
  return prefix ? formatPrefix(prefix) : address
}
