import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { FLOW_COLUMNS } from '../wire/flow-columns.ts'
import { assertSegment } from './segment-layout.ts'
import { writeSegments } from './testing/segment-writer.ts'

const ROWS = 300
let directory: string
let whole: Buffer

before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'noroshi-segment-'))
  const order = { name: 'whole', receivedAt: Date.UTC(2026, 0, 1) / 1000, records: ROWS }
  const paths = await writeSegments(directory, [order])
  whole = await readFile(paths.get('whole')!)
})
after(() => rm(directory, { recursive: true }))

async function check(content: Uint8Array | string): Promise<number> {
  const path = join(directory, 'segment.native')
  await writeFile(path, content)
  return assertSegment(path)
}

test('a block that ClickHouse wrote is a segment, and so are two', async () => {
  assert.equal(await check(whole), ROWS)
  assert.equal(await check(Buffer.concat([whole, whole])), 2 * ROWS)
})

test('a segment cut anywhere is none', async () => {
  for (const length of [0, 1, 2, 3, 20, 1000, whole.length - 1])
    await assert.rejects(check(whole.subarray(0, length)), { code: 'SEGMENT_INVALID' }, `${length}`)
})

test('a bit that flips in any name, type or count is found', async () => {
  const valueOctets = FLOW_COLUMNS.map(({ name, type }) => {
    const heading = Buffer.from(`${name}${String.fromCharCode(type.length)}${type}`)
    return [whole.indexOf(heading) - 1, heading.length + 1] as const
  })
  const frame = [
    0,
    1,
    2,
    ...valueOctets.flatMap(([at, length]) => Array.from({ length }, (_none, i) => at + i)),
  ]
  for (const at of frame) {
    const flipped = Buffer.from(whole)
    flipped[at] = flipped[at]! ^ 0x04
    await assert.rejects(check(flipped), { code: 'SEGMENT_INVALID' }, `octet ${at}`)
  }
})

test('a foreign file is none, and a file that is not there may come back', async () => {
  await assert.rejects(check('somebody left a note here\n'), { code: 'SEGMENT_INVALID' })
  await assert.rejects(assertSegment(join(directory, 'missing')), { code: 'ENGINE_FAILED' })
})
