import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import fc from 'fast-check'
import { formatAddress } from '../../../core/address.ts'
import { IngestError } from '../errors.ts'
import { readPcap } from './pcap.ts'
import { CaptureCounts, type CapturedDatagram } from './udp-finder.ts'

const directory = await mkdtemp(join(tmpdir(), 'noroshi-pcap-'))
after(() => rm(directory, { recursive: true }))
const path = join(directory, 'capture')

const AT_S = 1_760_000_000
const PAYLOAD = [9, 8, 7, 6]

test('both magics in both byte orders give the same datagram', async () => {
  for (const isLittle of [true, false])
    for (const isNano of [true, false]) {
      const [datagram] = await read(classic({ isLittle, isNano }, [ethernet(IPV4)]))
      assert.deepEqual([...datagram!.payload], PAYLOAD)
      assert.equal(datagram!.atMs, AT_S * 1000 + 250)
      assert.equal(formatAddress(datagram!.srcAddress), '192.0.2.1')
      assert.equal(formatAddress(datagram!.dstAddress), '192.0.2.2')
      assert.deepEqual([datagram!.srcPort, datagram!.dstPort], [40_000, 2055])
    }
})

test('every link type that is understood', async () => {
  const sll = (protocolAt: number, length: number) => {
    const header = new Array(length).fill(0)
    header[protocolAt] = 0x08
    return [...header, ...IPV4]
  }
  const links: [number, number[]][] = [
    [1, ethernet(IPV4)],
    [1, [...new Array(12).fill(2), 0x81, 0, 0, 7, 0x08, 0, ...IPV4]],
    [101, IPV4],
    [12, IPV4],
    [228, IPV4],
    [229, IPV6],
    [113, sll(14, 16)],
    [276, sll(0, 20)],
    [0, [2, 0, 0, 0, ...IPV4]],
    [0, [0, 0, 0, 30, ...IPV6]],
  ]
  for (const [link, packet] of links) {
    const [datagram] = await read(classic({ link }, [packet]))
    assert.deepEqual([...(datagram?.payload ?? [])], PAYLOAD, `link type ${link}`)
  }
})

test('pcapng blocks in both byte orders, unknown blocks skipped, time in any resolution', async () => {
  for (const isLittle of [true, false]) {
    const writer = new NgWriter(isLittle)
    const file = [
      ...writer.section(),
      ...writer.description(1, []),
      ...writer.description(101, [9, 9]),
      ...writer.block(0x0bad, [1, 2, 3, 4]),
      ...writer.packet(0, BigInt(AT_S) * 1_000_000n, ethernet(IPV4)),
      ...writer.packet(1, BigInt(AT_S) * 1_000_000_000n, IPV6),
    ]
    const datagrams = await read(Uint8Array.from(file))
    assert.deepEqual(
      datagrams.map((datagram) => datagram.atMs),
      [AT_S * 1000, AT_S * 1000],
    )
    assert.equal(formatAddress(datagrams[1]!.srcAddress), '101:101:101:101:101:101:101:101')
  }
})

/** The UDP datagram of `IPV4` in pieces of so many octets, in this order. */
function inFragments(octets: number, order: readonly number[], id = 7): number[][] {
  const content = IPV4.slice(20)
  return order.map((index) => {
    const piece = content.slice(index * octets, (index + 1) * octets)
    const isLast = (index + 1) * octets >= content.length
    const header = IPV4.slice(0, 20)
    header.splice(2, 2, 0, 20 + piece.length)
    header.splice(4, 2, 0, id)
    header.splice(6, 2, isLast ? 0 : 0x20, (index * octets) / 8)
    return [...header, ...piece]
  })
}

test('fragments make a datagram in any order, beside those of others', async () => {
  for (const order of [
    [0, 1],
    [1, 0],
  ]) {
    const counts = new CaptureCounts()
    const [first, second] = inFragments(8, order)
    const [other] = inFragments(8, [0], 8)
    const [datagram, ...rest] = await read(
      classic({ link: 101 }, [first!, other!, second!, IPV4]),
      counts,
    )
    assert.deepEqual([...datagram!.payload], PAYLOAD)
    assert.deepEqual([datagram!.srcPort, datagram!.dstPort], [40_000, 2055])
    assert.equal(rest.length, 1)
    assert.deepEqual(
      { ...counts },
      { packets: 4, datagrams: 2, fragments: 1, others: 0, cutOff: 0 },
    )
  }
})

test('fragments that overlap are not believed', async () => {
  const counts = new CaptureCounts()
  const [first, second] = inFragments(8, [0, 1])
  const overlapping = [...first!]
    .with(7, 0)
    .with(3, 20 + 12)
    .concat([1, 2, 3, 4])
  const file = classic({ link: 101 }, [overlapping, second!])
  assert.equal((await read(file, counts)).length, 0)
  assert.equal(counts.fragments, 2)
})

test('packets of which a fragment is lost give way, and are counted', async () => {
  const counts = new CaptureCounts()
  const lost = Array.from({ length: 700 }, (_none, id) => inFragments(8, [0], id % 256)[0]!)
  const changed = lost.map((packet, index) => packet.with(15, index % 251))
  await read(classic({ link: 101 }, changed), counts)
  assert.equal(counts.fragments, 700)
})

test('fragments and what is not UDP are counted, not read', async () => {
  const counts = new CaptureCounts()
  const fragment = IPV4.with(6, 0x20)
  const gre = IPV4.with(9, 47)
  const cut = IPV4.slice(0, 30)
  const file = classic({ link: 101 }, [IPV4, fragment, gre, cut, [0x00]])
  assert.equal((await read(file, counts)).length, 1)
  assert.deepEqual({ ...counts }, { packets: 5, datagrams: 1, fragments: 1, others: 2, cutOff: 1 })
})

test('a capture cut short gives what came before, then says where', async () => {
  const whole = classic({}, [ethernet(IPV4), ethernet(IPV4)])
  await writeFile(path, whole.subarray(0, whole.length - 3))
  let count = 0
  await assert.rejects(
    async () => {
      for await (const _datagram of readPcap(path)) count++
    },
    (error) =>
      error instanceof IngestError &&
      error.code === 'PCAP_TRUNCATED' &&
      /offset \d+/.test(error.message),
  )
  assert.equal(count, 1)
})

test('what is no capture, has impossible lengths or an unknown link is refused by name', async () => {
  const huge = classic({}, [ethernet(IPV4)])
  new DataView(huge.buffer).setUint32(24 + 8, 0x7fffffff, true)
  const cases: [string, Uint8Array][] = [
    ['PCAP_INVALID', new Uint8Array(0)],
    ['PCAP_INVALID', new TextEncoder().encode('no capture at all')],
    ['PCAP_INVALID', huge],
    ['PCAP_LINK_TYPE_UNKNOWN', classic({ link: 147 }, [])],
    ['PCAP_INVALID', Uint8Array.from(new NgWriter(true).section().with(8, 0))],
    [
      'PCAP_INVALID',
      Uint8Array.from([...new NgWriter(true).section(), ...le(6), ...le(13), ...le(0)]),
    ],
  ]
  for (const [code, octets] of cases)
    await assert.rejects(
      read(octets),
      (error) => error instanceof IngestError && error.code === code,
    )
  await assert.rejects(async () => {
    for await (const _datagram of readPcap(join(directory, 'absent')));
  }, IngestError)
})

test('any damage to a capture ends in datagrams or an IngestError', async () => {
  const writer = new NgWriter(true)
  const ng = [
    ...writer.section(),
    ...writer.description(1, [9, 9]),
    ...writer.packet(0, 1n, ethernet(IPV4)),
  ]
  const sources = [classic({}, [ethernet(IPV4), ethernet(IPV6)]), Uint8Array.from(ng)]
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...sources),
      fc.array(fc.tuple(fc.nat(200), fc.nat(255)), { maxLength: 6 }),
      async (source, changes) => {
        const damaged = source.slice()
        for (const [at, octet] of changes) if (at < damaged.length) damaged[at] = octet
        await read(damaged).catch((error) => assert.ok(error instanceof IngestError, String(error)))
      },
    ),
    { numRuns: 150 },
  )
})

async function read(octets: Uint8Array, counts = new CaptureCounts()) {
  await writeFile(path, octets)
  const datagrams: CapturedDatagram[] = []
  for await (const datagram of readPcap(path, counts)) datagrams.push(datagram)
  return datagrams
}

const UDP = [0x9c, 0x40, 0x08, 0x07, 0, 12, 0, 0, ...PAYLOAD]
const IPV4 = [0x45, 0, 0, 32, 0, 0, 0, 0, 64, 17, 0, 0, 192, 0, 2, 1, 192, 0, 2, 2, ...UDP]
const IPV6 = [0x60, 0, 0, 0, 0, 12, 17, 64, ...new Array(32).fill(1), ...UDP]

function ethernet(ip: readonly number[]): number[] {
  return [...new Array(12).fill(2), 0x08, 0x00, ...ip, 0, 0]
}

type Kind = { readonly isLittle?: boolean; readonly isNano?: boolean; readonly link?: number }

function classic(kind: Kind, packets: readonly (readonly number[])[]): Uint8Array {
  const { isLittle = true, isNano = false, link = 1 } = kind
  const word = (value: number) => words(isLittle, value)
  return Uint8Array.from([
    ...word(isNano ? 0xa1b23c4d : 0xa1b2c3d4),
    ...[...word(0x00040002), ...word(0), ...word(0), ...word(65535), ...word(link)],
    ...packets.flatMap((packet) => [
      ...word(AT_S),
      ...word(isNano ? 250_000_000 : 250_000),
      ...word(packet.length),
      ...word(packet.length),
      ...packet,
    ]),
  ])
}

class NgWriter {
  readonly #isLittle: boolean

  constructor(isLittle: boolean) {
    this.#isLittle = isLittle
  }

  block(type: number, body: readonly number[]): number[] {
    const padded = [...body, ...new Array((4 - (body.length % 4)) % 4).fill(0)]
    const length = this.#word(padded.length + 12)
    return [...this.#word(type), ...length, ...padded, ...length]
  }

  section(): number[] {
    const open = [0xff, 0xff, 0xff, 0xff]
    return this.block(0x0a0d0d0a, [...this.#word(0x1a2b3c4d), ...this.#word(1), ...open, ...open])
  }

  /** @param resolution an if_tsresol option as [code, value], or none */
  description(link: number, resolution: readonly number[]): number[] {
    const [code, value] = resolution
    const option =
      code === undefined ? [] : [...this.#short(code), ...this.#short(1), value!, 0, 0, 0]
    return this.block(1, [...this.#short(link), 0, 0, ...this.#word(0), ...option])
  }

  packet(number: number, units: bigint, octets: readonly number[]): number[] {
    const high = Number(units >> 32n)
    const low = Number(units & 0xffffffffn)
    const head = [number, high, low, octets.length, octets.length].flatMap((n) => this.#word(n))
    return this.block(6, [...head, ...octets])
  }

  #word(value: number): number[] {
    return words(this.#isLittle, value)
  }

  #short(value: number): number[] {
    const octets = [value >> 8, value & 255]
    return this.#isLittle ? octets.reverse() : octets
  }
}

function le(value: number): number[] {
  return words(true, value)
}

function words(isLittle: boolean, value: number): number[] {
  const octets = [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255]
  return isLittle ? octets.reverse() : octets
}
