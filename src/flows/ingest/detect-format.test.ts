import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { detectFormat } from './detect-format.ts'
import { IngestError } from './errors.ts'
import { CANONICAL_COLUMNS } from './table/canonical-row.ts'
import { withFile } from './testing/ingest-content.ts'

async function detect(content: string | Uint8Array): Promise<string> {
  return await withFile('flows.txt', content, async (path) => {
    try {
      return await detectFormat(path)
    } catch (error) {
      if (!(error instanceof IngestError)) throw error
      return `${error.code} ${error.message.replaceAll(path, 'flows.txt')}`
    }
  })
}

const HEADER = CANONICAL_COLUMNS.join(',')

test('each format is known by its content, whatever the name', async () => {
  const cases: readonly (readonly [string | Uint8Array, string])[] = [
    ['PAR1\0\0', 'parquet'],
    [Buffer.from('d4c3b2a1020004', 'hex'), 'pcap'],
    [Buffer.from('a1b23c4d0002', 'hex'), 'pcap'],
    [Buffer.from('0a0d0d0a1c000000', 'hex'), 'pcapng'],
    ['#separator \\x09\n', 'zeek'],
    ['#fields\tts\tuid\n', 'zeek'],
    ['{"ts":1,"id.orig_h":"192.0.2.1"}\n', 'zeek'],
    ['StartTime,Dur,Proto,SrcAddr,Sport\n', 'argus'],
    [HEADER, 'csv'],
    [`\ufeff"label",${HEADER.toUpperCase()}\r\n`, 'csv'],
    [gzipSync(`${HEADER}\n`), 'csv'],
    [gzipSync('#separator \\x09\n'), 'zeek'],
  ]
  for (const [content, format] of cases) assert.equal(await detect(content), format)
})

test('an unknown file is refused, saying what is understood', async () => {
  const message = await detect('<html>\n')
  assert.match(
    message,
    /^FORMAT_UNKNOWN flows\.txt: unknown format; understood are Parquet or CSV /,
  )
  assert.match(
    message,
    /Zeek conn\.log .* Argus CSV .* pcap and pcapng .* begins with "<html>\\n"$/,
  )
  for (const content of ['a,b,c\n1,2,3\n', '{"flows":[]}', '\0\0\0\0', '#!/bin/sh\n'])
    assert.match(await detect(content), /^FORMAT_UNKNOWN /)
})

test('an empty file, no file, and a capture inside gzip each have an error of their own', async () => {
  assert.equal(await detect(''), 'FILE_EMPTY flows.txt: the file is empty')
  assert.equal(await detect(gzipSync('')), 'FILE_EMPTY flows.txt: the file is empty')
  assert.equal(
    await detect(gzipSync(Buffer.from('d4c3b2a1020004', 'hex'))),
    'FORMAT_UNKNOWN flows.txt: pcap inside gzip is not understood; unpack it first',
  )
  await assert.rejects(detectFormat('no-such-file'), {
    code: 'FILE_UNREADABLE',
    message: 'no-such-file: there is no such file',
  })
  await assert.rejects(detectFormat(import.meta.dirname), { code: 'FILE_UNREADABLE' })
})
