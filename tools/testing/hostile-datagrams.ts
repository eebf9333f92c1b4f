import type { SeededRandom } from '../../src/core/random.ts'

/** One way of attacking a collector, named as a report would name it. */
export type Attack = { readonly name: string; make(random: SeededRandom): Buffer }

const octets = (random: SeededRandom, count: number): Buffer =>
  Buffer.from(Array.from({ length: count }, () => random.integer(256)))

function netflow9(random: SeededRandom, sets: readonly Buffer[]): Buffer {
  const header = Buffer.alloc(20)
  header.writeUInt16BE(9, 0)
  header.writeUInt16BE(sets.length, 2)
  header.writeUInt32BE(random.integer(2 ** 32), 4)
  header.writeUInt32BE(1_700_000_000, 8)
  header.writeUInt32BE(random.integer(2 ** 32), 12)
  header.writeUInt32BE(random.integer(2 ** 32), 16)
  return Buffer.concat([header, ...sets])
}

function ipfix(random: SeededRandom, sets: readonly Buffer[], length?: number): Buffer {
  const header = Buffer.alloc(16)
  const body = Buffer.concat(sets)
  header.writeUInt16BE(10, 0)
  header.writeUInt16BE(length ?? 16 + body.length, 2)
  header.writeUInt32BE(1_700_000_000, 4)
  header.writeUInt32BE(random.integer(2 ** 32), 8)
  header.writeUInt32BE(random.integer(2 ** 32), 12)
  return Buffer.concat([header, body])
}

function set(id: number, body: Buffer, length = 4 + body.length): Buffer {
  const header = Buffer.alloc(4)
  header.writeUInt16BE(id, 0)
  header.writeUInt16BE(length & 0xffff, 2)
  return Buffer.concat([header, body])
}

function template(random: SeededRandom, id: number, fieldCount: number): Buffer {
  const body = Buffer.alloc(4 + 4 * fieldCount)
  body.writeUInt16BE(id, 0)
  body.writeUInt16BE(fieldCount, 2)
  for (let i = 0; i < fieldCount; i++) {
    body.writeUInt16BE(random.integer(500), 4 + 4 * i)
    body.writeUInt16BE(
      random.pick([0, 1, 2, 4, 8, 16, 255, 65535, random.integer(65536)]),
      6 + 4 * i,
    )
  }
  return body
}

export const ATTACKS: readonly Attack[] = [
  { name: 'random octets', make: (random) => octets(random, 1 + random.integer(1400)) },
  {
    name: 'a known version, then random octets',
    make: (random) => {
      const datagram = octets(random, 24 + random.integer(1300))
      datagram.writeUInt16BE(random.pick([5, 9, 10, 0]), 0)
      if (datagram.readUInt16BE(0) === 0) datagram.writeUInt16BE(5, 2)
      return datagram
    },
  },
  {
    name: 'a set that claims another length',
    make: (random) =>
      netflow9(random, [
        set(random.pick([0, 1, 256, 300]), octets(random, 40), random.integer(65536)),
      ]),
  },
  {
    name: 'a message that claims another length',
    make: (random) => ipfix(random, [set(2, template(random, 256, 3))], random.integer(65536)),
  },
  {
    name: 'template flood',
    make: (random) =>
      netflow9(
        random,
        Array.from({ length: 20 }, () =>
          set(0, template(random, 256 + random.integer(65_000), 1 + random.integer(10))),
        ),
      ),
  },
  {
    name: 'wide template',
    make: (random) => ipfix(random, [set(2, template(random, 256, 300))]),
  },
  {
    name: 'template of zero-length fields, then data for it',
    make: (random) => {
      const body = Buffer.from([1, 0, 0, 2, 0, 8, 0, 0, 0, 12, 0, 0])
      return netflow9(random, [set(0, body), set(256, octets(random, 200))])
    },
  },
  {
    name: 'data without template',
    make: (random) => ipfix(random, [set(1000 + random.integer(60_000), octets(random, 400))]),
  },
  {
    name: 'reserved set',
    make: (random) => netflow9(random, [set(4 + random.integer(250), octets(random, 40))]),
  },
  {
    name: 'sFlow that claims many samples',
    make: (random) => {
      const datagram = octets(random, 28 + random.integer(600))
      for (const [at, word] of [
        5,
        1,
        0x7f000001,
        0,
        random.integer(2 ** 32),
        1000,
        2 ** 31,
      ].entries())
        datagram.writeUInt32BE(word, 4 * at)
      return datagram
    },
  },
]
