import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { nextCsvRecord } from '../table/csv-record.ts'
import { FieldTable } from '../table/field-table.ts'
import { refusal } from '../testing/ingest-content.ts'
import { TextWindow } from './text-window.ts'

async function* inChunks(content: Buffer, sizes: readonly number[]): AsyncIterable<Buffer> {
  for (let at = 0, i = 0; at < content.length; i++) {
    const size = sizes[i % sizes.length]!
    yield content.subarray(at, at + size)
    at += size
  }
}

async function linesOf(content: string, sizes: readonly number[]): Promise<string[]> {
  const window = new TextWindow('flows', inChunks(Buffer.from(content), sizes))
  const lines: string[] = []
  while (await window.fill()) while (window.nextLine()) lines.push(window.lineText())
  return lines
}

async function recordsOf(content: string, sizes: readonly number[]): Promise<[number, string[]][]> {
  const window = new TextWindow('flows', inChunks(Buffer.from(content), sizes))
  const fields = new FieldTable()
  const records: [number, string[]][] = []
  while (await window.fill()) {
    for (let line = window.line + 1; nextCsvRecord(window, fields); line = window.line + 1)
      records.push([line, Array.from({ length: fields.count }, (_, index) => fields.text(index))])
  }
  return records
}

const chunkSizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 })

test('lines are the same however the file is cut into chunks', async () => {
  const line = fc.stringMatching(/^[a-z鯨é,]{0,12}$/)
  await fc.assert(
    fc.asyncProperty(fc.array(line, { minLength: 1 }), chunkSizes, async (lines, sizes) => {
      assert.deepEqual(await linesOf(`${lines.join('\n')}\n`, sizes), lines)
      assert.deepEqual(await linesOf(`${lines.join('\r\n')}\r\n`, sizes), lines)
    }),
  )
})

test('quoted records and their lines are the same however the file is cut', async () => {
  const field = fc.stringMatching(/^[ab,"\n\r鯨]{0,6}$/)
  const record = fc.array(field, { minLength: 1, maxLength: 4 })
  await fc.assert(
    fc.asyncProperty(fc.array(record, { minLength: 1 }), chunkSizes, async (records, sizes) => {
      const doubled = records.map((fields) => fields.map((text) => text.replaceAll('"', '""')))
      const content = doubled
        .map((fields) => fields.map((text) => `"${text}"`).join(','))
        .join('\r\n')
      let line = 1
      const expected = doubled.map((fields) => {
        const at = line
        line += fields.join('').split('\n').length
        return [at, fields]
      })
      assert.deepEqual(await recordsOf(content, sizes), expected)
    }),
  )
})

test('a file that is not text is refused at its line', async () => {
  const head = 'ts,proto\n1,tcp\n'
  const cases: readonly (readonly [Uint8Array, string])[] = [
    [Buffer.from(`${head}1,\0\n`), 'TEXT_INVALID flows:3: a NUL byte is in the line'],
    [Buffer.from(`${head}1,\u00e9\n`, 'latin1'), 'TEXT_INVALID flows:3: the line is not UTF-8'],
    [Buffer.from(`\ufeff${head}`, 'utf16le'), 'TEXT_INVALID flows:1: a NUL byte is in the line'],
  ]
  for (const [content, message] of cases)
    assert.equal(await refusal(content, { format: 'csv', onBadRow: 'skip' }), message)
})

test('a line longer than 64 KiB is refused, with or without an end', async () => {
  const long = 'x'.repeat(65_537)
  const message = 'LINE_TOO_LONG flows:2: the line is longer than 65536 octets'
  for (const content of [`#\n${long}\n`, `#\n${long.repeat(20)}`])
    assert.equal(await refusal(content, { format: 'zeek' }), message)
})

test('a quote that is never closed is refused before it has filled the memory', async () => {
  const content = `a,"${'x,\n'.repeat(1_000_000)}`
  assert.match(await refusal(content, { format: 'csv' }), /^LINE_TOO_LONG flows:1: /)
})
