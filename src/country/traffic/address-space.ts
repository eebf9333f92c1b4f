import { parseAddress } from '../../core/address.ts'
import type { SeededRandom } from '../../core/random.ts'

/**
 * Where simulated hosts live: only in space that is never routed. Subscribers have shared address
 * space (RFC 6598) and the first half of the documentation prefix (RFC 3849); everything outside the
 * ISP, C2 servers included, is drawn from one common pool (RFC 2544, RFC 5737, the second half).
 */
const SUBSCRIBER_IPV6_PREFIX = '2001:db8::/33'

/** The ISP's own addresses: a block of equal size for each exporter. */
export class InsideSpace {
  readonly prefixes: readonly string[]
  readonly #bits: number

  /** @param householdsMax of the fullest exporter, at most 65,536 */
  constructor(householdsMax: number) {
    // The usual country has a /20 for each of up to 16 exporters; a large one a /16 for each of 8.
    this.#bits = householdsMax <= 4096 ? 12 : 16
    this.prefixes = [this.#bits === 12 ? '100.64.0.0/16' : '100.64.0.0/13', SUBSCRIBER_IPV6_PREFIX]
  }

  household(exporterIndex: number, householdIndex: number): Uint8Array {
    return this.#address((exporterIndex << this.#bits) | householdIndex)
  }

  /** Any address in the ISP's IPv4 block, in use or not. */
  random(random: SeededRandom, exporterCount: number): Uint8Array {
    return this.#address(random.integer(exporterCount << this.#bits))
  }

  /** Which exporter's block holds an address of `household` or `random`. */
  exporterIndex(address: Uint8Array): number {
    return subscriberNumber(address) >> this.#bits
  }

  #address(number: number): Uint8Array {
    return ipv4(100, 64 | (number >> 16), (number >> 8) & 0xff, number & 0xff)
  }
}

/** Counts the ISP's IPv4 addresses from zero. */
export function subscriberNumber(address: Uint8Array): number {
  return ((address[13]! & 0x3f) << 16) | (address[14]! << 8) | address[15]!
}

/** A device's address in the household's /64, with a random interface identifier (RFC 7217). */
export function deviceIpv6(
  exporterIndex: number,
  householdIndex: number,
  random: SeededRandom,
): Uint8Array {
  const address = ipv6Prefix()
  address[5] = exporterIndex + 1
  address[6] = householdIndex >> 8
  address[7] = householdIndex & 0xff
  for (let i = 8; i < 16; i++) address[i] = random.integer(256)
  return address
}

/** Hands out addresses outside the ISP, each once. */
export class OutsideSpace {
  readonly #random: SeededRandom
  readonly #taken = new Set<number>()

  constructor(random: SeededRandom) {
    this.#random = random
  }

  ipv4(): Uint8Array {
    for (;;) {
      const address = randomOutsideIpv4(this.#random)
      const key = new DataView(address.buffer).getUint32(12)
      if (this.#taken.has(key)) continue
      this.#taken.add(key)
      return address
    }
  }

  /** `count` addresses side by side, as one customer of a hoster has them; they may have owners. */
  neighbours(count: number): Uint8Array[] {
    const first = this.ipv4()
    return Array.from({ length: count }, (_, index) => {
      const address = first.slice()
      address[15] = 1 + ((first[15]! - 1 + index) % 254)
      this.#taken.add(new DataView(address.buffer).getUint32(12))
      return address
    })
  }

  /** 2001:db8:8000::/33 has no room for collisions worth checking. */
  ipv6(): Uint8Array {
    const address = ipv6Prefix()
    address[4] = 0x80 | this.#random.integer(0x80)
    for (let i = 5; i < 8; i++) address[i] = this.#random.integer(256)
    // Servers number their hosts low as often as at random.
    const isLow = this.#random.next() < 0.5
    for (let i = isLow ? 14 : 8; i < 16; i++) address[i] = this.#random.integer(256)
    return address
  }
}

/** Any address outside, perhaps one that nobody has: where scans and forged packets point. */
export function randomOutsideIpv4(random: SeededRandom): Uint8Array {
  const draw = random.integer(OUTSIDE_IPV4_COUNT)
  const low = draw & 0xff
  if (draw < 0x20000) return ipv4(198, 18 + (draw >> 16), (draw >> 8) & 0xff, hostOctet(low))
  return draw < 0x20100 ? ipv4(203, 0, 113, hostOctet(low)) : ipv4(198, 51, 100, hostOctet(low))
}

const OUTSIDE_IPV4_COUNT = 0x20000 + 0x200
const hostOctet = (octet: number): number => Math.min(254, Math.max(1, octet))

function ipv4(a: number, b: number, c: number, d: number): Uint8Array {
  const address = new Uint8Array(16)
  address[10] = 0xff
  address[11] = 0xff
  address[12] = a
  address[13] = b
  address[14] = c
  address[15] = d
  return address
}

const DOCUMENTATION_PREFIX = parseAddress('2001:db8::')!

function ipv6Prefix(): Uint8Array {
  return DOCUMENTATION_PREFIX.slice()
}
