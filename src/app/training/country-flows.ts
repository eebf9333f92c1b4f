import { parseAddress } from '../../core/address.ts'
import {
  type Country,
  createCountry,
  createExporterSession,
  type TrafficMinute,
} from '../../country/index.ts'
import type { FlowEngine } from '../../flows/store/flow-engine.ts'
import { emptyStore } from '../../flows/store/roll-up-tables.ts'
import { createFlowDecoder } from '../../flows/wire/decoder.ts'
import { FLOW_COLUMN_NAMES, type FlowBatch } from '../../flows/wire/flow-batch.ts'
import { FLOW_COLUMNS } from '../../flows/wire/flow-columns.ts'
import { NativeLoader } from './native-loader.ts'

/** Conversations whole and unsampled, as a sensor at one site would write them. */
export const WHOLE_TABLE = 'whole_flows'

export type CountryRun = {
  readonly seed: number
  readonly subscribers: number
  readonly hours: number
  readonly startMs: number
  /** One interval for all exporters; undefined leaves each its own. */
  readonly samplingInterval: number | undefined
}

/**
 * Runs a country and fills `flows` with what its routers export (through real datagrams and the real
 * decoder, so that training sees what deployment sees) and WHOLE_TABLE with what truly happened.
 */
export async function fillFlows(engine: FlowEngine, run: CountryRun): Promise<Country> {
  const { samplingInterval } = run
  const country = createCountry({
    seed: run.seed,
    subscribers: run.subscribers,
    ...(samplingInterval === undefined ? {} : { samplingInterval }),
  })
  await engine.run(`CREATE TABLE IF NOT EXISTS ${WHOLE_TABLE} AS flows`)
  await emptyStore(engine)
  await engine.run(`TRUNCATE TABLE ${WHOLE_TABLE}`)
  await using exported = await NativeLoader.open(engine)
  await using whole = await NativeLoader.open(engine)

  const decoder = createFlowDecoder()
  const sessions = country.exporters.map((exporter) => {
    const session = { exporter: parseAddress(exporter.address)!, port: 2055 }
    return createExporterSession({
      exporter,
      seed: run.seed,
      startMs: run.startMs,
      emit: (datagram, exportMs) => {
        decoder.decode(datagram, session, exportMs, exported, { refused: failOnRefusal })
      },
    })
  })
  for (const minute of country.hours(run.startMs, run.hours)) {
    for (const session of sessions) session.observe(minute)
    copyWhole(minute, whole)
    await exported.insertFull('flows')
    await whole.insertFull(WHOLE_TABLE)
  }
  for (const session of sessions) session.end()
  await exported.insertRest('flows')
  await whole.insertRest(WHOLE_TABLE)
  return country
}

/** Our own exporters and our own decoder must agree on every record. */
function failOnRefusal(code: string): void {
  throw new Error(`the decoder refused a record of the simulated country: ${code}`)
}

function copyWhole({ flows }: TrafficMinute, target: NativeLoader): void {
  for (let row = 0; row < flows.length; row++) {
    const batch = target.batch()
    copyRow(flows, row, batch, batch.length)
    batch.samplingInterval[batch.length] = 1
    batch.biflowDirection[batch.length] = 1
    batch.length++
  }
}

function copyRow(source: FlowBatch, from: number, target: FlowBatch, to: number): void {
  for (const name of FLOW_COLUMN_NAMES) {
    const column = source.column(name)
    const width = WORDS[FLOW_COLUMN_NAMES.indexOf(name)]!
    const copy = target.column(name)
    for (let word = 0; word < width; word++) copy[width * to + word] = column[width * from + word]!
  }
}

/** Array elements per row of each column. */
const WORDS = FLOW_COLUMNS.map(({ type }) =>
  type === 'IPv6' ? 16 : type === 'UInt64' || type === 'DateTime64(3)' ? 2 : 1,
)
