import { parseAddress } from '../../../core/address.ts'
import { Spool } from '../../../flows/spool/spool.ts'
import { createFlowDecoder } from '../../../flows/wire/decoder.ts'
import { FlowBatch } from '../../../flows/wire/flow-batch.ts'
import { newWriterId, systemClock } from '../../system-ports.ts'
import { type CountryDatagram, EXPORTER_ADDRESSES } from '../traffic/country-datagrams.ts'
import type { PrivateStore } from './private-store.ts'

export type Filled = {
  readonly flows: number
  /** Time spent in the loader and the engine alone. */
  readonly loadSeconds: number
}

/** Rows of a segment, as the collector makes them. */
const SEGMENT_ROWS = 2 ** 18

/** Decodes datagrams into segments and loads each, without sockets: what is measured is the store. */
export async function fillStore(
  home: PrivateStore,
  datagrams: Iterable<CountryDatagram>,
  onProgress: (flows: number) => void,
): Promise<Filled> {
  const spool = await Spool.open({
    directory: home.spoolDirectory,
    writerId: newWriterId(),
    clock: systemClock,
  })
  const decoder = createFlowDecoder()
  const sessions = EXPORTER_ADDRESSES.map((address) => ({
    exporter: parseAddress(address)!,
    port: 2055,
  }))
  const batch = new FlowBatch(SEGMENT_ROWS)
  const sink = { batch: () => batch }
  const observer = {
    refused: (code: string) => {
      throw new Error(`the decoder refused a record of the simulated country: ${code}`)
    },
  }
  let flows = 0
  let loadSeconds = 0
  const load = async (): Promise<void> => {
    await spool.write(batch)
    batch.length = 0
    const startMs = performance.now()
    await home.loader.drain()
    loadSeconds += (performance.now() - startMs) / 1000
    onProgress(flows)
  }
  for (const { exporterIndex, payload, recordCount } of datagrams) {
    if (batch.length + recordCount > batch.capacity) await load()
    flows += decoder.decode(payload, sessions[exporterIndex]!, systemClock.nowMs(), sink, observer)
  }
  await load()
  return { flows, loadSeconds }
}
