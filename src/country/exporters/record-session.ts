import { parseAddress } from '../../core/address.ts'
import { type FlowSink, writeUint64 } from '../../flows/wire/flow-batch.ts'
import { copyFlowRow } from '../traffic/copy-row.ts'
import type { TrafficMinute } from '../traffic/traffic-minute.ts'
import type { Exporter } from './exporter.ts'
import { MeteringSession } from './metering-session.ts'

export type RecordSession = {
  readonly exporter: Exporter
  readonly recordCount: number
  observe(minute: TrafficMinute): void
  end(): void
}

/**
 * One exporter from traffic straight to columns: the records that a collector would decode from its
 * datagrams, without the datagrams. Only `received_at` (and with it the time of an sFlow sample, which
 * has no other) may be up to two seconds earlier, because nothing waits for a datagram to fill.
 */
export function createRecordSession(options: {
  readonly exporter: Exporter
  readonly seed: number
  readonly startMs: number
  readonly sink: FlowSink
}): RecordSession {
  const { exporter, seed, startMs, sink } = options
  const address = parseAddress(exporter.address)!
  const isSflow = exporter.protocol === 'sflow5'
  let recordCount = 0
  const metering = new MeteringSession(exporter, seed, startMs, (rows, row, exportMs, isLost) => {
    if (isLost) return
    recordCount++
    const batch = sink.batch()
    const to = batch.length
    copyFlowRow(rows, row, batch, to)
    batch.receivedAt[to] = Math.floor(exportMs / 1000)
    batch.exporter.set(address, 16 * to)
    if (isSflow) writeUint64(batch.startAt, to, Math.floor(exportMs))
    batch.length++
  })
  return {
    exporter,
    get recordCount() {
      return recordCount
    },
    observe: (minute) => metering.observe(minute),
    end: () => metering.end(),
  }
}
