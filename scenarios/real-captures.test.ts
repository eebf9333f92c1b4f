import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { test } from 'node:test'
import { noroshiJson, temporaryDirectory } from '../tools/testing/noroshi-process.ts'

const FLOWS = resolve(import.meta.dirname, '../../shared/data/flows/dev.parquet')
/** Labelled controllers of two real infections; neither ever answers. */
const CONTROLLERS = ['185.244.25.235:6667/tcp', '41.108.179.197:1177/tcp']

type Detection = {
  endpointCount: number
  candidates: {
    address: string
    protocol: string
    port: number
    reasons: { en: string; ja: string }[]
  }[]
}

test('both labelled controllers of the real captures are within the first 50 of about 13,900 endpoints', {
  skip: existsSync(FLOWS) ? false : 'the development captures are not on this machine',
}, async () => {
  await using directory = await temporaryDirectory()
  await noroshiJson('ingest', FLOWS, '--data', directory.path)
  const detection = await noroshiJson<Detection>(
    'detect',
    '--data',
    directory.path,
    '--min-clients',
    '1',
    '--window',
    'all',
  )
  assert.ok(
    Math.abs(detection.endpointCount - 13_900) < 300,
    `${detection.endpointCount} endpoints`,
  )
  const ranking = detection.candidates.map((one) => `${one.address}:${one.port}/${one.protocol}`)
  for (const controller of CONTROLLERS) {
    const rank = ranking.indexOf(controller) + 1
    assert.ok(rank >= 1 && rank <= 50, `${controller} ranks ${rank} of ${detection.endpointCount}`)
  }
  assert.ok(detection.candidates.every(({ reasons }) => reasons.every(({ en, ja }) => en && ja)))
})
