/**
 * corpus/: captures made with real exporters decode to what they are known to hold, and invalid
 * datagrams are refused for the reason they were made for.
 */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { DECODE_ERROR_CODES } from '../src/flows/wire/errors.ts'
import {
  CORPUS,
  capturePath,
  decodeCapture,
  decodePayload,
  INVALID,
  listCaptures,
  readExpectation,
  readInvalidExpectations,
} from '../tools/corpus/corpus-files.ts'
import { noroshi, noroshiJson } from '../tools/testing/noroshi-process.ts'

const CAPTURE_OCTETS_MAX = 40_000
const CAPTURES_MIN = 10
const invalid = readInvalidExpectations()

describe('captures of real exporters', () => {
  for (const name of listCaptures())
    test(`${name} decodes to its expected records`, async () => {
      assert.deepEqual(await decodeCapture(capturePath(name)), readExpectation(name))
    })

  test('each is small and tells where it comes from', () => {
    assert.ok(listCaptures().length >= CAPTURES_MIN)
    for (const name of listCaptures()) {
      assert.ok(statSync(capturePath(name)).size <= CAPTURE_OCTETS_MAX, name)
      const provenance = readFileSync(join(CORPUS, name, 'PROVENANCE.md'), 'utf8')
      assert.match(provenance, /Exporter: .+ \d/, name)
    }
  })

  test('only documentation addresses are in them', () => {
    for (const name of listCaptures())
      for (const record of readExpectation(name).records)
        for (const address of [record.src_ip, record.dst_ip])
          assert.match(address, /^(192\.0\.2\.|198\.51\.100\.|2001:db8:)/, name)
  })

  test('noroshi decode prints the same records', async () => {
    for (const name of listCaptures()) {
      const { records } = await noroshiJson<{ records: unknown[] }>('decode', capturePath(name))
      assert.deepEqual(records, readExpectation(name).records, name)
    }
  })
})

describe('invalid datagrams', () => {
  for (const [file, { why, refused, recordCount }] of Object.entries(invalid))
    test(`${file}: ${why}`, () => {
      const decoded = decodePayload(join(INVALID, file))
      assert.deepEqual(decoded.refused, refused)
      assert.equal(decoded.records.length, recordCount)
    })

  test('every file has its expectation, and every code has a file', () => {
    const files = readdirSync(INVALID).filter((name) => name.endsWith('.dat'))
    assert.deepEqual(files.sort(), Object.keys(invalid).sort())
    const codes = new Set(Object.values(invalid).flatMap(({ refused }) => Object.keys(refused)))
    assert.deepEqual([...codes].sort(), [...DECODE_ERROR_CODES].sort())
  })

  test('noroshi decode names the code on standard error and fails nothing else', async () => {
    const file = join(INVALID, 'netflow9-data-without-template.dat')
    const result = await noroshi('decode', file, '--json')
    assert.equal(result.status, 0)
    assert.deepEqual(JSON.parse(result.stdout), { records: [] })
    assert.equal(result.stderr.trim(), `${file}: datagram 1: TEMPLATE_MISSING`)
  })
})
