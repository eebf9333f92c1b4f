import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { test } from 'node:test'
import { formatAddress, parseAddress } from '../../core/address.ts'
import { parsePrefix, prefixContains } from '../../core/prefix.ts'
import {
  copyFlowRow,
  createConnectionSensor,
  createCountry,
  shapeOf,
  type TrafficShape,
} from '../../country/index.ts'
import { ingestFile } from '../../flows/ingest/index.ts'
import { openChdb } from '../../flows/store/chdb.ts'
import { FlowBatch } from '../../flows/wire/flow-batch.ts'

const FLOWS = resolve(import.meta.dirname, '../../../../shared/data/flows/dev.parquet')
/** Ordinary days of desktops, an office and things, with their name lookups in view. */
const CAPTURES = ['proxy_rolling', 'CTU-SME-11-2023-02-20-benign', 'Zeek-b1']
/** What must be of the same order; what is known to be unlike stands in country.md. */
const FIGURES = [
  'udpShare',
  'dnsShare',
  'webShare',
  'octetsMedian',
  'octetsMean',
  'packetOctetsMedian',
  'answerPacketOctetsMedian',
  'packetsMedian',
  'durationSecondsMedian',
  'durationSecondsNinetieth',
  'singleClientShare',
  'topTenthShare',
] as const satisfies readonly (keyof TrafficShape)[]

const skip = existsSync(FLOWS) ? false : 'the shared captures are not here'

test('a simulated evening is of the order of real captures', { skip }, async (t) => {
  const real = await realShapes()
  const simulated = simulatedShape()
  for (const figure of FIGURES) {
    const values = real.map((shape) => shape[figure])
    const [low, high] = [Math.min(...values), Math.max(...values)]
    const value = simulated[figure]
    t.diagnostic(
      `${figure}: real ${low.toPrecision(3)} … ${high.toPrecision(3)}, simulated ${value.toPrecision(3)}`,
    )
    assert.ok(value > low / 10 && value < high * 10, figure)
  }
})

async function realShapes(): Promise<readonly TrafficShape[]> {
  const directory = await mkdtemp(join(tmpdir(), 'noroshi-realism-'))
  const engine = await openChdb()
  try {
    const shapes: TrafficShape[] = []
    for (const capture of CAPTURES) {
      const path = join(directory, `${capture}.parquet`)
      await engine.run(
        `INSERT INTO FUNCTION file('${path}', Parquet) SELECT * FROM file('${FLOWS}', Parquet) WHERE capture = '${capture}'`,
      )
      const batches: FlowBatch[] = []
      await ingestFile(
        path,
        { format: 'parquet', engine, receivedAtMs: 0 },
        async (batch) => {
          const copy = new FlowBatch(batch.length)
          for (let row = 0; row < batch.length; row++) copyFlowRow(batch, row, copy, copy.length++)
          batches.push(copy)
        },
        () => {},
      )
      shapes.push(shapeOf(batches, leavesTheHouse))
    }
    return shapes
  } finally {
    await engine.close()
    await rm(directory, { recursive: true, force: true })
  }
}

function simulatedShape(): TrafficShape {
  const batch = new FlowBatch(1 << 19)
  const sensor = createConnectionSensor({ sink: { batch: () => batch } })
  const country = createCountry({ seed: 5, subscribers: 400 })
  for (const minute of country.hours(Date.UTC(2026, 10, 20, 11), 2)) sensor.observe(minute)
  sensor.end()
  return shapeOf([batch], (flows, row) => flows.ingressInterface[row]! >= 10)
}

const HOMES = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'].map((text) => parsePrefix(text)!)
const LOCAL = [
  ...HOMES,
  ...['224.0.0.0/3', '169.254.0.0/16', 'fe80::/10', 'ff00::/8'].map((text) => parsePrefix(text)!),
]

function leavesTheHouse(flows: FlowBatch, row: number): boolean {
  const source = parseAddress(formatAddress(flows.srcAddress, 16 * row))!
  const destination = parseAddress(formatAddress(flows.dstAddress, 16 * row))!
  return (
    HOMES.some((prefix) => prefixContains(prefix, source)) &&
    !LOCAL.some((prefix) => prefixContains(prefix, destination))
  )
}
