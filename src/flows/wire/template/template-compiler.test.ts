import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { FLOW_COLUMN_NAMES } from '../flow-batch.ts'
import { COLUMN_OF_SLOT, findElement, INFORMATION_ELEMENTS } from './elements.ts'
import { layOut, layoutKey } from './record-layout.ts'
import { compileLayout, writerSource } from './template-compiler.ts'

const field = fc.record({
  id: fc.oneof(
    fc.constantFrom(...INFORMATION_ELEMENTS.map((element) => element.id)),
    fc.nat(65535),
  ),
  enterprise: fc.constantFrom(0, 0, 29305, 6871, 12345),
  length: fc.oneof(fc.constantFrom(1, 2, 3, 4, 8, 16), fc.nat(70)),
  isScope: fc.constant(false),
})

test('any template compiles, to source that holds nothing but our words and small numbers', () => {
  fc.assert(
    fc.property(fc.array(field, { maxLength: 60 }), (fields) => {
      const { layout } = layOut(fields)
      compileLayout(layout)
      for (const [number] of writerSource(layout).matchAll(/\b\d+\b/g))
        assert.ok(Number(number) <= 2 ** 42)
      assert.match(writerSource(layout), /^[\w\s{}()[\]<>=!?:;,.&|+*/-]*$/)
    }),
    { numRuns: 300 },
  )
})

test('an offset or a length that is no small whole number never reaches the source', () => {
  for (const offset of [-1, 1.5, 65536, Number.NaN, '0); evil(' as unknown as number])
    assert.throws(() =>
      writerSource({ recordLength: 8, places: [{ slot: 'octets', offset, length: 4 }] }),
    )
  for (const length of [0, 17, 2.5, '4' as unknown as number])
    assert.throws(() =>
      writerSource({ recordLength: 8, places: [{ slot: 'octets', offset: 0, length }] }),
    )
  assert.throws(() => writerSource({ recordLength: '1' as unknown as number, places: [] }))
})

test('templates that place the same fields alike share one layout', () => {
  const spec = (id: number, length: number) => ({ id, length, enterprise: 0, isScope: false })
  const one = layOut([spec(8, 4), spec(12, 4), spec(5, 1)]).layout
  const other = layOut([spec(8, 4), spec(12, 4), spec(9, 1)]).layout
  const shifted = layOut([spec(5, 1), spec(8, 4), spec(12, 4)]).layout
  assert.equal(layoutKey(one), layoutKey(other))
  assert.notEqual(layoutKey(one), layoutKey(shifted))
})

test('every element feeds a column of the allow-list, and payload, names and translations feed none', () => {
  for (const column of Object.values(COLUMN_OF_SLOT)) assert.ok(FLOW_COLUMN_NAMES.includes(column))
  const forbidden = {
    postNATSourceIPv4Address: 225,
    httpRequestHost: 460,
    httpRequestTarget: 461,
    dnsName: 420,
    ipPayloadPacketSection: 314,
    userName: 371,
  }
  for (const [name, id] of Object.entries(forbidden))
    assert.equal(findElement(id, 0), undefined, name)
})
