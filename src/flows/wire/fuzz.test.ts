/**
 * A collector that stays alive under hostile datagrams while an honest exporter goes on. In `npm test`
 * ten thousand inputs; NOROSHI_FUZZ_INPUTS=1000000 makes a long run of it.
 */
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { test } from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { createFlowDecoder } from './decoder.ts'
import { DECODE_ERROR_CODES, DECODE_REFUSAL_CODES } from './errors.ts'
import { FlowBatch } from './flow-batch.ts'
import type { FlowDecoder } from './flow-decoder.ts'
import { DECODER_LIMITS } from './session/limits.ts'
import { ip4, ipfix, netflow9, set, template, u } from './testing/datagrams.ts'
import { Dice, grammatical, mutated, sampling } from './testing/hostile-payloads.ts'

const INPUTS = Number(process.env['NOROSHI_FUZZ_INPUTS'] ?? 10_000)
const CODES: ReadonlySet<string> = new Set([...DECODE_ERROR_CODES, ...DECODE_REFUSAL_CODES])
const ROOT = resolve(import.meta.dirname, '../../..')
const SHARED = resolve(ROOT, '../shared/data/wire')

/** An hour is a thousand seconds here: budgets that refill with time do, templates do not grow old. */
const START_MS = 1.76e12
const INPUT_MS = 1

const HOSTILE_EXPORTERS = 12
const HONEST_EVERY = 50
/** What one decoder may hold beside its estimate: compiled writers, maps, young garbage. */
const HEAP_GROWTH_OCTETS_MAX = 128 << 20

type Attack = (dice: Dice) => Uint8Array

const POOL = payloads()
const ATTACKS: readonly Attack[] = [
  (dice) => mutated(POOL, dice),
  (dice) => mutated(POOL, dice),
  (dice) => mutated(POOL, dice),
  grammatical,
  (dice) => mutated([grammatical(dice)], dice),
  sampling,
  (dice) => mutated([sampling(dice)], dice),
]

test(`${INPUTS} hostile datagrams: records or a typed error, bounded memory, no harm to others`, (context) => {
  const decoder = createFlowDecoder({ decapsulate: ['gre', 'vxlan', 'ipip', 'srv6'] })
  const honest = new HonestExporter(decoder)
  const batch = new FlowBatch(65_536)
  const seen = { inputs: 0, rows: 0, octets: 0, refused: 0, honest: 0, stateMax: 0, heldMax: 0 }
  const codes = new Set<string>()
  const refused = (code: string, count: number): void => {
    if (!CODES.has(code) || !Number.isInteger(count) || count <= 0)
      assert.fail(`refused ${count} times ${code}`)
    codes.add(code)
    seen.refused += 1
  }
  const sink = { batch: () => batch }
  const before = heapOctets()
  const hostile = fc.property(fc.integer(), fc.nat(HOSTILE_EXPORTERS - 1), (seed, exporter) => {
    const dice = new Dice(seed)
    const payload = dice.pick(ATTACKS)(dice)
    batch.length = 0
    const session = { exporter: new Uint8Array(16).fill(exporter + 1), port: 1 + dice.below(3) }
    const atMs = START_MS + seen.inputs * INPUT_MS
    const count = decoder.decode(payload, session, atMs, sink, { refused })
    if (count !== batch.length) assert.fail('the count is not that of the rows')
    for (let row = 0; row < count; row++)
      if (batch.samplingInterval[row] === 0) assert.fail('a row without a sampling interval')
    seen.inputs += 1
    seen.rows += count
    seen.octets += payload.length
    // What waits for a template is counted when it comes; a row costs its sender two octets at least.
    if (seen.rows > seen.octets / 2) assert.fail('rows from nothing')
    if (seen.inputs % HONEST_EVERY === 0) seen.honest += honest.send(atMs)
    const { stateOctets, heldOctets } = decoder.memory
    seen.stateMax = Math.max(seen.stateMax, stateOctets)
    seen.heldMax = Math.max(seen.heldMax, heldOctets)
  })
  fc.assert(hostile, { numRuns: INPUTS, endOnFailure: true })

  const exporterMax = (HOSTILE_EXPORTERS + 1) * DECODER_LIMITS.stateOctetsPerExporterMax
  assert.ok(seen.stateMax <= Math.min(exporterMax, DECODER_LIMITS.stateOctetsMax))
  const heldMax = HOSTILE_EXPORTERS * DECODER_LIMITS.heldOctetsPerExporterMax
  assert.ok(seen.heldMax <= Math.min(heldMax, DECODER_LIMITS.heldOctetsMax))
  const growth = heapOctets() - before
  assert.ok(growth < HEAP_GROWTH_OCTETS_MAX, `the heap grew by ${growth} octets`)
  assert.ok(seen.rows > INPUTS / 10, 'some of it could be read')
  assert.ok(codes.size > 8, 'and much was refused, for many reasons')
  assert.equal(seen.honest, Math.floor(seen.inputs / HONEST_EVERY))
  context.diagnostic(JSON.stringify({ ...seen, heapGrowth: growth, codes: codes.size }))
})

/** Announces once, in the words the others use too, and must be understood for ever after. */
class HonestExporter {
  readonly #decoder: FlowDecoder
  readonly #batch = new FlowBatch(8)
  readonly #session = { exporter: new Uint8Array(16).fill(200), port: 1 }
  #records = 0

  constructor(decoder: FlowDecoder) {
    this.#decoder = decoder
    const fields = [[8, 4] as const, [12, 4] as const, [2, 4] as const]
    this.#decode(netflow9([set(0, template(256, fields))]), START_MS)
  }

  /** Sends one record; returns 1 when it was read as it was meant. */
  send(atMs: number): number {
    this.#records += 1
    const record = [...ip4('192.0.2.1'), ...ip4('192.0.2.2'), ...u(4, this.#records)]
    this.#decode(netflow9([set(256, record)]), atMs)
    assert.equal(this.#batch.length, 1, `record ${this.#records} of the honest exporter`)
    assert.equal(this.#batch.packets[0], this.#records)
    assert.equal(this.#batch.samplingInterval[0], 1)
    return 1
  }

  #decode(payload: Uint8Array, atMs: number): void {
    this.#batch.length = 0
    const refused = (code: string): void => assert.fail(`the honest exporter is refused ${code}`)
    this.#decoder.decode(payload, this.#session, atMs, { batch: () => this.#batch }, { refused })
  }
}

const ENDS = [[8, 4] as const, [12, 4] as const]
const HOSTS = [...ip4('192.0.2.1'), ...ip4('192.0.2.2')]
const repeated = (count: number, make: (index: number) => number[]): number[] =>
  Array.from({ length: count }, (_none, index) => make(index)).flat()

/** Datagrams of about so many octets that make a naive decoder look at everything again and again. */
const SLOW: Readonly<Record<string, (octets: number) => Uint8Array[]>> = {
  'empty sets': (octets) => [netflow9([repeated(octets / 4, () => set(256))])],
  'templates that replace each other': (octets) => [
    netflow9([
      set(
        0,
        repeated(octets / 12, (i) =>
          template(256, [
            [8, 4 + (i % 2)],
            [12, 4],
          ]),
        ),
      ),
    ]),
  ],
  withdrawals: (octets) => [
    ipfix([
      set(
        2,
        repeated(octets / 4, () => u(2, 2, 0)),
      ),
    ]),
  ],
  'records of variable length that are empty': (octets) => [
    ipfix([
      set(2, template(256, [...ENDS, [460, 65535]])),
      set(
        256,
        repeated(octets / 9, () => [...HOSTS, 0]),
      ),
    ]),
  ],
  'options records': (octets) => [
    netflow9([
      set(1, [...u(2, 300, 4, 4), ...u(2, 2, 2), ...u(2, 34, 2)]),
      set(
        300,
        repeated(octets / 4, (i) => u(2, 1 + (i % 4000), 100)),
      ),
    ]),
  ],
  'samples of nothing': (octets) => [
    Uint8Array.from([
      ...u(4, 5, 1, 0, 0, 1, 1, octets / 8),
      ...repeated(octets / 8, () => u(4, 2, 0)),
    ]),
  ],
  'data that waits, and its template': (octets) => [
    ...Array.from({ length: octets / 40 }, () => ipfix([set(256, HOSTS)])),
    ipfix([set(2, template(256, ENDS))]),
  ],
}

test('four times the octets take no more than some four times as long', () => {
  for (const [name, make] of Object.entries(SLOW)) {
    const [small, large] = [make(12_000), make(48_000)]
    assert.ok(
      large.every((payload) => payload.length < 65_508),
      name,
    )
    cpuOf(large)
    // Quadratic work would take sixteen times as long, however often it is measured.
    let ratio = Number.POSITIVE_INFINITY
    for (let attempt = 0; attempt < 4 && ratio >= 10; attempt++)
      ratio = Math.min(ratio, cpuOf(large) / cpuOf(small))
    assert.ok(ratio < 10, `${name}: ${ratio.toFixed(1)} times as long`)
  }
})

/** Processor time of this thread tells ticks of some milliseconds, so it is asked for many of them. */
const MEASURED_MICROSECONDS_MIN = 40_000

/** Microseconds for the datagrams once, each time by a new decoder. */
function cpuOf(datagrams: readonly Uint8Array[]): number {
  for (let rounds = 4; ; rounds *= 2) {
    const before = process.threadCpuUsage()
    for (let round = 0; round < rounds; round++) decodeAll(datagrams)
    const { user, system } = process.threadCpuUsage(before)
    if (user + system >= MEASURED_MICROSECONDS_MIN) return (user + system) / rounds
  }
}

const TIMED_BATCH = new FlowBatch(65_536)

function decodeAll(datagrams: readonly Uint8Array[]): void {
  const decoder = createFlowDecoder()
  const session = { exporter: new Uint8Array(16).fill(1), port: 1 }
  for (const payload of datagrams) {
    TIMED_BATCH.length = 0
    decoder.decode(payload, session, START_MS, { batch: () => TIMED_BATCH }, { refused: () => {} })
  }
}

/** Payloads of captures: our own, and public ones where they are at hand. */
function payloads(): Uint8Array[] {
  const files = [join(ROOT, 'corpus'), SHARED]
    .filter((place) => existsSync(place))
    .flatMap((place) =>
      readdirSync(place, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && /\.(dat|bin|pcap)$/.test(entry.name))
        .map((entry) => join(entry.parentPath, entry.name)),
    )
  return files.sort().flatMap((path) => {
    const octets = readFileSync(path)
    return path.endsWith('.pcap') ? packetsOf(octets) : [octets]
  })
}

/** UDP payloads, found by a message's version where one may be: good enough to be changed at random. */
function packetsOf(file: Buffer): Uint8Array[] {
  const found: Uint8Array[] = []
  let at = 24
  while (at + 16 <= file.length) {
    const length = file.readUInt32LE(at + 8)
    const packet = file.subarray(at + 16, at + 16 + length)
    for (const header of [28, 42, 46, 48, 62])
      if (
        [5, 9, 10].includes(packet.readUInt16BE(Math.min(header, packet.length - 2))) ||
        packet.subarray(header, header + 4).equals(Buffer.from([0, 0, 0, 5]))
      )
        found.push(packet.subarray(header))
    at += 16 + length
  }
  return found
}

/** After a collection, so that only what is held counts. */
function heapOctets(): number {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()
  collect()
  return process.memoryUsage().heapUsed
}
