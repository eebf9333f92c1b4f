import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatAddress } from '../../core/address.ts'
import { ip4, ipfix, netflow9, set, type TestField, template, u } from './testing/datagrams.ts'
import { TestCollector } from './testing/decoding.ts'

const ENDS: readonly TestField[] = [
  [8, 4],
  [12, 4],
]
const HOSTS = [...ip4('192.0.2.1'), ...ip4('192.0.2.2')]

function counts(collector: TestCollector): string[] {
  return collector.decoder
    .skippedElements()
    .flatMap(({ exporter, counts }) =>
      counts.map(
        ({ enterprise, element, records }) =>
          `${formatAddress(exporter)} ${enterprise}.${element} ×${records}`,
      ),
    )
}

test('records that carried an element off the allow-list are counted, by exporter', () => {
  const collector = new TestCollector()
  const fields: TestField[] = [...ENDS, [5, 1], [460, 65535], [12235, 4, 9]]
  const record = [...HOSTS, 0, 3, 1, 2, 3, ...u(4, 7)]
  collector.feed(ipfix([set(2, template(256, fields)), set(256, record, record, record)]))
  const other = [set(0, template(256, [...ENDS, [5, 1]])), set(256, HOSTS, [0])]
  collector.feed(netflow9(other), { exporter: '203.0.113.2' })
  assert.deepEqual(counts(collector), [
    '203.0.113.1 0.5 ×3',
    '203.0.113.1 0.460 ×3',
    '203.0.113.1 9.12235 ×3',
    '203.0.113.2 0.5 ×1',
  ])
})

test('what a template counted stays when it is replaced, withdrawn or displaced', () => {
  const collector = new TestCollector({ limits: { templateCountPerDomainMax: 2 } })
  const feed = (id: number, element: number) =>
    collector.feed(
      ipfix([set(2, template(id, [...ENDS, [element, 1]])), set(id, HOSTS, [0], HOSTS, [0])]),
    )
  feed(256, 5)
  feed(256, 61)
  collector.feed(ipfix([set(2, u(2, 256, 0))]))
  for (const id of [300, 301, 302]) feed(id, 60)
  assert.deepEqual(counts(collector), [
    '203.0.113.1 0.60 ×6',
    '203.0.113.1 0.5 ×2',
    '203.0.113.1 0.61 ×2',
  ])
})

test('records that are no flow count as well, options do not', () => {
  const collector = new TestCollector()
  collector.feed(ipfix([set(2, template(256, [[365, 6]])), set(256, [1, 2, 3, 4, 5, 6])]))
  collector.feed(ipfix([set(3, u(2, 257, 2, 1), u(2, 144, 4, 82, 4)), set(257, u(4, 1, 2))]))
  assert.deepEqual(counts(collector), ['203.0.113.1 0.365 ×1'])
})

test('beyond the bound elements are counted together', () => {
  const collector = new TestCollector({ limits: { skippedElementCountMax: 3 } })
  const fields: TestField[] = [...ENDS, ...[500, 501, 502, 503, 504].map((id) => [id, 1] as const)]
  collector.feed(ipfix([set(2, template(256, fields)), set(256, HOSTS, [0, 0, 0, 0, 0])]))
  assert.deepEqual(counts(collector), [
    '203.0.113.1 0.500 ×1',
    '203.0.113.1 0.501 ×1',
    '203.0.113.1 0.502 ×1',
    '203.0.113.1 undefined.undefined ×2',
  ])
})

test('an element that has a place here is never among them', () => {
  const collector = new TestCollector()
  const fields: TestField[] = [...ENDS, [1, 4], [2, 4], [0, 4], [210, 0]]
  collector.feed(netflow9([set(0, template(256, fields)), set(256, HOSTS, u(4, 1, 2, 3))]))
  assert.deepEqual(counts(collector), ['203.0.113.1 0.0 ×1'])
})
