import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DECODER_LIMITS } from '../session/limits.ts'
import { layoutKey, type RecordLayout } from './record-layout.ts'
import { WriterCache } from './writer-cache.ts'

function keyed(recordLength: number) {
  const layout: RecordLayout = { recordLength, places: [] }
  return { layout, key: layoutKey(layout) }
}

const UNLIMITED = { mayCompile: () => true }

test('a flood of layouts keeps the count and does not drive out the writer in use', () => {
  const cache = new WriterCache({ ...DECODER_LIMITS, compiledLayoutCountMax: 8 })
  const honest = cache.writer(keyed(1), UNLIMITED, 0)
  for (let length = 2; length < 200; length++) {
    cache.writer(keyed(length), UNLIMITED, 0)
    assert.equal(cache.writer(keyed(1), UNLIMITED, 0), honest)
    assert.ok(cache.count <= 8)
  }
})
