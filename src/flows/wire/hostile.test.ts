/** Nothing that comes over the wire may throw, hang, or make the decoder remember without bound. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createFlowDecoder } from './decoder.ts'
import { DECODE_ERROR_CODES } from './errors.ts'
import { FlowBatch } from './flow-batch.ts'
import { ExporterStates } from './session/exporter-state.ts'
import { DECODER_LIMITS } from './session/limits.ts'
import { Message } from './session/message.ts'
import { ip4, ipfix, netflow9, set, template, u } from './testing/datagrams.ts'

const CODES: ReadonlySet<string> = new Set(DECODE_ERROR_CODES)

/** Feeds octets to a decoder that stays alive over the whole property, as a collector's would. */
function endure(make: fc.Arbitrary<Uint8Array>, numRuns: number): void {
  const decoder = createFlowDecoder()
  const batch = new FlowBatch(65_536)
  let octetCount = 0
  let rowCount = 0
  fc.assert(
    fc.property(make, fc.nat(3), (payload, port) => {
      batch.length = 0
      const session = { exporter: new Uint8Array(16).fill(port), port }
      const count = decoder.decode(
        payload,
        session,
        1.76e12,
        { batch: () => batch },
        {
          refused: (code, refusedCount) => {
            assert.ok(CODES.has(code), code)
            assert.ok(Number.isInteger(refusedCount) && refusedCount > 0)
          },
        },
      )
      assert.equal(count, batch.length)
      octetCount += payload.length
      rowCount += count
      assert.ok(rowCount <= octetCount, 'a row costs its sender at least an octet')
    }),
    { numRuns },
  )
}

const version = fc.constantFrom([0, 5], [0, 9], [0, 10], [0, 0, 0, 5])

test('any octets are endured', () => {
  endure(fc.uint8Array({ maxLength: 1500 }), 500)
})

test('any octets behind a valid version are endured', () => {
  endure(
    fc
      .tuple(version, fc.uint8Array({ maxLength: 1500 }))
      .map(([head, rest]) => Uint8Array.from([...head, ...rest])),
    2000,
  )
})

test('any templates, and any data for them, are endured', () => {
  const field = fc.tuple(
    fc.oneof(
      fc.constantFrom(1, 2, 4, 6, 7, 8, 11, 12, 27, 28, 48, 152, 154, 302, 313, 315),
      fc.nat(400),
    ),
    fc.oneof(fc.constantFrom(1, 2, 4, 8, 16, 65535), fc.nat(65535)),
  )
  const id = fc.integer({ min: 250, max: 260 })
  const sets = fc.record({
    templates: fc.array(fc.tuple(id, fc.array(field, { maxLength: 12 })), { maxLength: 3 }),
    options: fc.array(fc.tuple(id, fc.array(field, { maxLength: 6 })), { maxLength: 2 }),
    values: fc.array(fc.tuple(id, fc.uint8Array({ maxLength: 400 })), { maxLength: 5 }),
  })
  const datagram = (isIpfix: boolean) =>
    sets.map(({ templates, options, values }) => {
      const parts = [
        ...templates.map(([number, fields]) => set(isIpfix ? 2 : 0, template(number, fields))),
        ...options.map(([number, fields]) => {
          const body = fields.flatMap(([element, length]) => u(2, element, length))
          const head = isIpfix ? u(2, number, fields.length, 1) : u(2, number, 4, body.length)
          return set(isIpfix ? 3 : 1, [...head, ...body])
        }),
        ...values.map(([number, octets]) => set(number, [...octets])),
      ]
      return isIpfix ? ipfix(parts) : netflow9(parts)
    })
  endure(fc.oneof(datagram(true), datagram(false)), 3000)
})

test('valid datagrams with octets changed or cut off are endured', () => {
  const list = [
    [8, 4],
    [12, 4],
    [460, 65535],
    [315, 65535],
    [48, 4],
    [1, 8],
  ] as const
  const record = [
    ...ip4('192.0.2.1'),
    ...ip4('192.0.2.2'),
    3,
    1,
    2,
    3,
    20,
    ...new Array(20).fill(0x45),
  ]
  const valid = ipfix([
    set(2, template(256, list)),
    set(3, u(2, 300, 2, 1), u(2, 48, 4), u(2, 34, 4)),
    set(300, u(4, 1, 100)),
    set(256, record, u(4, 1), u(8, 1)),
  ])
  const change = fc.tuple(fc.nat(valid.length - 1), fc.nat(255))
  endure(
    fc.tuple(fc.array(change, { maxLength: 8 }), fc.nat(valid.length)).map(([changes, length]) => {
      const changed = valid.slice()
      for (const [at, octet] of changes) changed[at] = octet
      return changed.subarray(0, Math.max(length, 20))
    }),
    3000,
  )
})

test('a flood of templates, domains and exporters does not grow the memory without bound', () => {
  const limits = {
    ...DECODER_LIMITS,
    stateOctetsPerExporterMax: 100_000,
    stateOctetsMax: 1_000_000,
  }
  const states = new ExporterStates(limits)
  const message = new Message()
  for (let i = 0; i < 20_000; i++) {
    const exporter = new Uint8Array(16)
    new DataView(exporter.buffer).setUint32(12, i % 3000)
    const sink = { batch: () => assert.fail() as never }
    message.begin(new Uint8Array(0), { exporter, port: i % 7 }, 1.76e12, sink, {
      refused: () => {},
    })
    const domain = states.domain(message, 2, i)
    domain.templates.put(
      {
        id: 256 + (i % 1000),
        announcement: new Uint8Array(500),
        recordLengthMin: 1,
        isVariable: false,
        skipped: { keys: [], recordCount: 0 },
        content: { kind: 'other', walk: [] },
      },
      i % 7,
      1.76e12,
    )
    states.settle(message, domain)
    assert.ok(states.octets <= limits.stateOctetsMax + limits.stateOctetsPerExporterMax)
  }
  assert.ok(states.exporterCount <= limits.exporterCountMax)
  assert.ok(states.octets > 500_000, 'and what fits is kept')
})

test('an exporter that floods loses its own state, not that of another', () => {
  const decoder = createFlowDecoder({
    limits: { stateOctetsPerExporterMax: 50_000, templateWorkMax: 10_000 },
  })
  const batch = new FlowBatch(16)
  const refused: string[] = []
  const feed = (payload: Uint8Array, last: number) => {
    const session = { exporter: new Uint8Array(16).fill(last), port: 1 }
    const sink = { batch: () => batch }
    decoder.decode(payload, session, 1.76e12, sink, { refused: (code) => refused.push(code) })
  }
  const ends = template(256, [
    [8, 4],
    [12, 4],
  ])
  feed(netflow9([set(0, ends)]), 1)
  for (let domain = 0; domain < 5000; domain++) feed(netflow9([set(0, ends)], { domain }), 2)
  feed(netflow9([set(256, [...ip4('192.0.2.1'), ...ip4('192.0.2.2')])]), 1)
  assert.deepEqual(refused, [])
  assert.equal(batch.length, 1)
})
