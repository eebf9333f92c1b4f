import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createFlowDecoder } from './decoder.ts'
import { ip4, ipfix, netflow9, set, template, u } from './testing/datagrams.ts'
import { RECEIVED_MS, TestCollector } from './testing/decoding.ts'

const LIST = [
  [8, 4],
  [12, 4],
  [48, 4],
] as const
const RECORD = [...ip4('192.0.2.1'), ...ip4('198.51.100.2'), ...u(4, 7)]
const NETFLOW9 = [
  netflow9([
    set(0, template(256, LIST)),
    set(1, u(2, 257, 4, 8), u(2, 1, 4), u(2, 48, 4), u(2, 34, 4)),
  ]),
  netflow9([set(257, u(4, 0, 7, 400))]),
]
const IPFIX = [
  ipfix([set(2, template(300, LIST)), set(3, u(2, 301, 2, 1), u(2, 144, 4), u(2, 34, 4))]),
  ipfix([set(301, u(4, 1, 900))]),
]
const DATA = [netflow9([set(256, RECORD)]), ipfix([set(300, RECORD)])]

function taught(): TestCollector {
  const collector = new TestCollector()
  for (const datagram of [...NETFLOW9, ...IPFIX]) collector.feed(datagram)
  return collector
}

/** As a file holds it. */
const stored = (collector: TestCollector): unknown =>
  JSON.parse(JSON.stringify(collector.decoder.snapshot()))

test('after a restart data without a new template is decoded as before it', () => {
  const before = taught()
  const after = new TestCollector()
  assert.deepEqual(after.decoder.restore(stored(before), RECEIVED_MS), { templates: 4, refused: 0 })
  for (const datagram of DATA) {
    before.feed(datagram)
    after.feed(datagram)
  }
  assert.deepEqual(
    after.result.rows.map((row) => row.samplingInterval),
    [400, 900],
  )
  assert.deepEqual(after.result.rows, before.result.rows)
  assert.deepEqual(after.decoder.snapshot(), before.decoder.snapshot())
})

test('there is news to save when something new is announced, not when it is repeated', () => {
  const collector = taught()
  const { changeCount } = collector.decoder
  for (const datagram of [...NETFLOW9, ...IPFIX, ...DATA]) collector.feed(datagram)
  assert.equal(collector.decoder.changeCount, changeCount)
  collector.feed(netflow9([set(257, u(4, 0, 7, 401))]))
  assert.ok(collector.decoder.changeCount > changeCount)
})

test('a template that was idle too long is not restored, and one from the future is of today', () => {
  const dayMs = 24 * 3_600_000
  const late = new TestCollector()
  assert.equal(late.decoder.restore(stored(taught()), RECEIVED_MS + dayMs + 1).templates, 0)
  const early = new TestCollector()
  early.decoder.restore(stored(taught()), RECEIVED_MS - 1000)
  const { domains } = early.decoder.snapshot()
  assert.ok(domains.flatMap(({ templates }) => templates).every((t) => t.touchedAtMs < RECEIVED_MS))
})

test('a file of another version teaches nothing', () => {
  const snapshot = stored(taught()) as Record<string, unknown>
  const decoder = createFlowDecoder()
  assert.deepEqual(decoder.restore({ ...snapshot, version: 2 }, RECEIVED_MS), {
    templates: 0,
    refused: 1,
  })
})

test('any JSON, and any damage to a snapshot, is endured', () => {
  const text = JSON.stringify(stored(taught()))
  const damaged = fc
    .array(fc.tuple(fc.nat(text.length - 1), fc.constantFrom(...'0123456789"[]{},:-null')), {
      maxLength: 6,
    })
    .map((changes) => {
      const characters = [...text]
      for (const [at, character] of changes) characters[at] = character
      try {
        return JSON.parse(characters.join(''))
      } catch {
        return undefined
      }
    })
  const entry = fc.record({
    exporter: fc.constant('0'.repeat(32)),
    kind: fc.constantFrom(1, 2),
    id: fc.nat(3),
    systemInitMs: fc.constant(null),
    sampling: fc.array(fc.jsonValue()),
    templates: fc.array(
      fc.record({
        port: fc.nat(70_000),
        isOptions: fc.boolean(),
        touchedAtMs: fc.constant(RECEIVED_MS),
        octets: fc
          .uint8Array({ maxLength: 60 })
          .map((octets) => Buffer.from(octets).toString('base64')),
      }),
    ),
  })
  const forged = fc.record({ version: fc.constant(1), domains: fc.array(entry) })
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), damaged, forged), (snapshot) => {
      const collector = new TestCollector()
      const { templates, refused } = collector.decoder.restore(snapshot, RECEIVED_MS)
      assert.ok(templates >= 0 && refused >= 0)
      for (const datagram of DATA) collector.feed(datagram)
      assert.ok(collector.result.rows.length <= 200)
    }),
    { numRuns: 300 },
  )
})
