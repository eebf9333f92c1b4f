import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import {
  listController,
  noroshi,
  noroshiJson,
  temporaryDirectory,
} from '../../../tools/testing/noroshi-process.ts'
import { smallSamples } from '../../verdicts/small-model.fixture.ts'
import type { Model } from '../../web/schemas/model.ts'

const START_S = Date.UTC(2026, 0, 5) / 1000
const LISTED = '203.0.113.7'

describe('noroshi train with a site’s own flows', () => {
  let directory: Awaited<ReturnType<typeof temporaryDirectory>>
  let data: string
  let samples: string
  const train = (...args: string[]) =>
    noroshi('train', '--samples', samples, '--data', data, ...args)

  before(async () => {
    directory = await temporaryDirectory()
    data = join(directory.path, 'isp')
    samples = join(directory.path, 'samples.json')
    writeFileSync(
      samples,
      JSON.stringify({ layout: 4, training: stored(600, 1), calibration: stored(300, 2) }),
    )
    const flows = join(directory.path, 'flows.csv')
    writeFileSync(flows, csv())
    assert.equal((await noroshi('ingest', flows, '--data', data)).status, 0)
    await listController(
      { directory: directory.path, data },
      { address: LISTED, port: 8443, firstSeen: '2026-01-04 12:00:00' },
    )
    const good = join(directory.path, 'good.csv')
    writeFileSync(good, 'ip,first_seen\n198.51.100.3,2025-12-01 00:00:00\n')
    const kept = await noroshi(
      ...['list', 'import', good, '--source', 'ours', '--kind', 'known-good', '--data', data],
      ...['--reason', 'our own'],
    )
    assert.equal(kept.status, 0, kept.stderr)
  })
  after(() => directory[Symbol.asyncDispose]())

  it('keeps a challenger whose card says what it learned from, and names nobody', async () => {
    const { status, stderr } = await train('--own-flows', '24h', '--challenger')
    assert.equal(status, 0, stderr)
    const { challenger } = await noroshiJson<Model>('model', 'show', '--data', data)
    const { trainedOn, limits, isSynthetic, samples: counts } = challenger!
    assert.equal(isSynthetic, false)
    assert.match(
      trainedOn,
      /own flows from 2026-01-04.*, 1 listed as controllers by 1 independent source,/,
    )
    assert.match(limits[0]!, /flows of one site/)
    assert.equal(counts.training, 600 + SERVERS.length - 1, 'known-good teaches nothing')
    assert.equal(counts.trainingPositive, 50 + 1)
  })

  it('says it on the card as a file too, where a view without a figure has none', async () => {
    const output = join(directory.path, 'own.model.json')
    assert.equal((await train('--own-flows', '1d', '--output', output)).status, 0)
    const card = readFileSync(join(directory.path, 'own.model.card.md'), 'utf8')
    assert.match(
      card,
      /this site, labelled by lists and people[^\n]*\| 3 \| 1 \| 0 \| 0 \| – \| – \|/,
    )
    assert.doesNotMatch(card, /Every training|学習データはすべて合成/)
    assert.doesNotMatch(readFileSync(output, 'utf8') + card, /203\.0\.113|192\.0\.2/)
  })

  it('never writes one over the shipped model, and refuses where there is nothing to learn from', async () => {
    const shipped = await train('--own-flows', '24h')
    assert.deepEqual([shipped.status, /OPTION_INVALID/.test(shipped.stderr)], [2, true])
    const empty = join(directory.path, 'empty')
    const none = await noroshi('train', '--own-flows', '24h', '--challenger', '--data', empty)
    assert.notEqual(none.status, 0)
    assert.match(none.stderr, /NO_FLOWS/)
  })
})

const SERVERS = [LISTED, '198.51.100.1', '198.51.100.2', '198.51.100.3']

function csv(): string {
  const lines = SERVERS.flatMap((server, s) =>
    Array.from({ length: 40 }, (_, nth) => {
      const at = START_S + 60 * nth + s
      return `${at},1,tcp,192.0.2.${1 + (nth % 5)},${40_000 + nth},${server},8443,SF,5,4,900,${300 * (1 + s)}`
    }),
  )
  return `ts,dur,proto,src_ip,src_port,dst_ip,dst_port,state,pkts_fwd,pkts_bwd,bytes_fwd,bytes_bwd\n${lines.join('\n')}\n`
}

/** Samples as the command keeps them. */
function stored(count: number, seed: number): unknown[] {
  return smallSamples(count, seed).map(({ view, kind, seed: drawn, label, values }) => [
    view,
    kind ?? null,
    drawn,
    label,
    ...Array.from(values, (value) => (Number.isNaN(value) ? null : value)),
  ])
}
