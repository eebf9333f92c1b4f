/**
 * Payloads that try to do harm, by seed: captures with octets changed, messages that follow the
 * grammar of templates and lie in their numbers, samples nested in samples, tunnels in tunnels.
 */
import { INFORMATION_ELEMENTS } from '../template/elements.ts'
import { fields, ip4, ipfix, netflow9, set, type TestField, u } from './datagrams.ts'

/** Uniform numbers from a seed; the same seed gives the same payload. */
export class Dice {
  #state: number

  constructor(seed: number) {
    this.#state = seed >>> 0
  }

  /** From 0 up to, not including, `count`. */
  below(count: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % count
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)]!
  }
}

/** Lengths and counts at the edges of what decoders compare with. */
const EDGES = [0, 1, 2, 3, 4, 5, 255, 256, 257, 0x7fff, 0x8000, 0xfffe, 0xffff]
const CHANGES_MAX = 6

/** A payload of `pool` with octets changed, words at edges, parts cut out, doubled or of another. */
export function mutated(pool: readonly Uint8Array[], dice: Dice): Uint8Array {
  let octets: Uint8Array = Uint8Array.from(dice.pick(pool))
  for (let change = dice.below(CHANGES_MAX + 1); change > 0 && octets.length > 0; change--) {
    const at = dice.below(octets.length)
    switch (dice.below(7)) {
      case 0:
        octets[at] = dice.below(256)
        break
      case 1:
        octets[at] = octets[at]! ^ (1 << dice.below(8))
        break
      case 2: {
        const even = at & ~1
        octets.set(u(2, dice.pick(EDGES)).slice(0, octets.length - even), even)
        break
      }
      case 3:
        octets = octets.slice(0, at)
        break
      case 4:
        octets = joined(octets.subarray(0, at), octets.subarray(dice.below(at + 1)))
        break
      case 5: {
        const other = dice.pick(pool)
        octets = joined(octets.subarray(0, at), other.subarray(dice.below(other.length + 1)))
        break
      }
      default:
        octets.set(u(4, dice.pick([0, 1, 0x7fffffff, 0xffffffff])).slice(0, octets.length - at), at)
    }
  }
  return octets.subarray(0, PAYLOAD_OCTETS_MAX)
}

const PAYLOAD_OCTETS_MAX = 65_507

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const whole = new Uint8Array(Math.min(PAYLOAD_OCTETS_MAX, a.length + b.length))
  whole.set(a.subarray(0, whole.length))
  whole.set(b.subarray(0, whole.length - a.length), a.length)
  return whole
}

/** A message of NetFlow v9 or IPFIX with templates, options, withdrawals and data that mostly fit them. */
export function grammatical(dice: Dice): Uint8Array {
  const isIpfix = dice.below(2) === 1
  const parts: number[][] = []
  const templates: (readonly TestField[])[] = []
  for (let count = dice.below(3); count >= 0; count--) {
    const list = fieldList(dice, isIpfix)
    const isOptions = dice.below(4) === 0
    const body = fields(list)
    const id = 256 + templates.length
    const scopes = dice.below(3)
    const head = isOptions
      ? isIpfix
        ? u(2, id, list.length, scopes)
        : u(2, id, 4 * scopes, Math.max(0, body.length - 4 * scopes))
      : u(2, id, list.length)
    const setId = (isIpfix ? 2 : 0) + (isOptions ? 1 : 0)
    parts.push(set(setId, [...head, ...body, ...(dice.below(8) === 0 ? u(2, id, 0) : [])]))
    templates.push(list)
  }
  for (let count = dice.below(5); count > 0; count--) {
    const which = dice.below(templates.length + 1)
    const list = templates[which] ?? fieldList(dice, isIpfix)
    const records: number[] = []
    for (let record = dice.below(6); record >= 0; record--) records.push(...dataRecord(list, dice))
    parts.push(set(256 + which, records.slice(0, records.length - dice.below(3))))
  }
  const header = { sequence: dice.below(1000), domain: dice.below(4) }
  return isIpfix ? ipfix(parts, header) : netflow9(parts, header)
}

const ENTERPRISES = [0, 0, 0, 6871, 29305, 9, 3054]

function fieldList(dice: Dice, isIpfix: boolean): TestField[] {
  const list: TestField[] = dice.below(3) > 0 ? [dice.pick(ADDRESSES), dice.pick(ADDRESSES)] : []
  for (let count = dice.below(10); count >= 0; count--) {
    const element = dice.pick(INFORMATION_ELEMENTS)
    const id = dice.below(4) === 0 ? dice.below(500) : element.id
    const length = dice.pick([1, 2, 4, 4, 8, 8, 16, 65535, dice.below(40)])
    const enterprise = dice.pick(ENTERPRISES)
    list.push(isIpfix && enterprise > 0 ? [id, length, enterprise] : [id, length])
  }
  return list
}

const ADDRESSES: readonly TestField[] = [
  [8, 4],
  [12, 4],
  [27, 16],
  [28, 16],
]
const VARIABLE = 65535

function dataRecord(list: readonly TestField[], dice: Dice): number[] {
  return list.flatMap(([, length]) => {
    if (length !== VARIABLE) return randomOctets(length, dice)
    const content = dice.below(60)
    const prefix = dice.below(4) === 0 ? [255, ...u(2, content)] : [content]
    const section = dice.below(3) === 0 ? packet(dice) : randomOctets(content, dice)
    return [...prefix, ...section.slice(0, content)]
  })
}

function randomOctets(count: number, dice: Dice): number[] {
  return Array.from({ length: Math.min(count, 2000) }, () =>
    dice.pick([0, 0, 255, dice.below(256)]),
  )
}

/** An sFlow datagram whose samples, records and headers state lengths of their own. */
export function sampling(dice: Dice): Uint8Array {
  const samples: number[][] = []
  for (let count = dice.below(5); count >= 0; count--) {
    const isExpanded = dice.below(2) === 1
    const records: number[] = []
    const recordCount = dice.below(4)
    for (let record = 0; record < recordCount; record++) {
      const header = packet(dice)
      const body =
        dice.below(4) === 0
          ? randomOctets(dice.below(80), dice)
          : [
              ...u(4, dice.pick([1, 7, 11, 12, 13, 14, 3]), 1500, 4, near(header.length, dice)),
              ...header,
            ]
      records.push(...u(4, dice.pick([1, 1, 1, 3, 4, 1001, 2]), near(body.length, dice)), ...body)
    }
    const head = isExpanded
      ? u(4, 1, 0, 3, 512, 1000, 0, 0, 7, 0, 9, near(recordCount, dice))
      : u(4, 1, 3, 512, 1000, 0, 7, 9, near(recordCount, dice))
    const format = isExpanded ? dice.pick([3, 3, 3, 4]) : dice.pick([1, 1, 1, 2, 5])
    samples.push([...u(4, format, near(head.length + records.length, dice)), ...head, ...records])
  }
  const count = near(samples.length, dice)
  const head = [...u(4, 5, 1), ...ip4('192.0.2.9'), ...u(4, 0, dice.below(100), 1000, count)]
  return Uint8Array.from([...head, ...samples.flat()]).subarray(0, PAYLOAD_OCTETS_MAX)
}

/** Mostly the true number. */
function near(value: number, dice: Dice): number {
  return dice.below(12) === 0
    ? dice.pick([0, value + 1, value - 1, 0xffffffff, 0x7fffffff]) >>> 0
    : value
}

const LAYERS_MAX = 24

/** A frame of tags, labels, IP in IP, GRE and VXLAN in an order that only an attacker makes. */
function packet(dice: Dice): number[] {
  const octets = [...new Array(12).fill(2), ...u(2, dice.pick(ETHER_TYPES))]
  for (let layer = dice.below(LAYERS_MAX); layer > 0; layer--)
    octets.push(...dice.pick(LAYERS)(dice))
  return octets.slice(0, dice.below(10) === 0 ? dice.below(octets.length) : octets.length)
}

const ETHER_TYPES = [0x0800, 0x86dd, 0x8100, 0x88a8, 0x8847, 0x8864, 0x88e7, 0x0806]
const V4 = [...ip4('192.0.2.1'), ...ip4('192.0.2.2')]
const LAYERS: readonly ((dice: Dice) => number[])[] = [
  (dice) => u(2, dice.below(4096), dice.pick(ETHER_TYPES)),
  (dice) => [0, 1, dice.below(2), 64],
  (dice) => [0x45, 0, ...u(2, 1500, 0, 0), 64, dice.pick([4, 6, 17, 41, 47, 1]), 0, 0, ...V4],
  (dice) => [
    0x60,
    0,
    0,
    0,
    ...u(2, 200),
    dice.pick([0, 4, 6, 17, 41, 43, 44, 47, 51, 60, 143]),
    64,
    ...new Array(32).fill(1),
  ],
  (dice) => [dice.pick([4, 6, 41, 43, 60, 0]), dice.below(3), 4, 0, 0, 0, 0, 0],
  (dice) => u(2, dice.pick([0, 0x2000, 0xb000, 1]), dice.pick(ETHER_TYPES)),
  () => [...u(2, 1, 4789, 100, 0), 8, 0, 0, 0, 0, 0, 1, 0],
  (dice) => [0x11, 0, ...u(2, 1, 100), ...u(2, dice.pick([0x21, 0x57, 0x281]))],
  (dice) => [...new Array(12).fill(4), ...u(2, dice.pick(ETHER_TYPES))],
  (dice) => randomOctets(dice.below(20), dice),
]
