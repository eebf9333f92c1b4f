import { parseAddress } from '../../core/address.ts'
import { SeededRandom } from '../../core/random.ts'
import { DAY_MS } from '../../core/time-span.ts'
import type { EmitDatagram, FlowEncoder } from '../../flows/wire/encode/flow-encoder.ts'
import { createIpfixEncoder } from '../../flows/wire/encode/ipfix-encoder.ts'
import { createNetflow9Encoder } from '../../flows/wire/encode/netflow9-encoder.ts'
import { createSflow5Encoder } from '../../flows/wire/encode/sflow5-encoder.ts'
import { readUint64 } from '../../flows/wire/flow-batch.ts'
import type { TrafficMinute } from '../country.ts'
import { ExportQueue } from './export-queue.ts'
import type { Exporter } from './exporter.ts'
import { FlowMeter } from './meter.ts'
import { PacketSampler } from './packet-sampler.ts'

export type ExporterSession = {
  readonly exporter: Exporter
  /** Records exported so far; for sFlow, samples. */
  readonly recordCount: number
  /** Meters the minute's traffic and emits every datagram due by its end. */
  observe(minute: TrafficMinute): void
  /** Emits what the flow cache holds after the last minute: the router is switched off in order. */
  end(): void
}

/** A record waits so long for company before its datagram goes. */
const DATAGRAM_WAIT_MS = 2000

/** One exporter from traffic to datagrams. Pure: the same input gives the same bytes. */
export function createExporterSession(options: {
  readonly exporter: Exporter
  readonly seed: number
  /** Start of the run, epoch ms. */
  readonly startMs: number
  readonly emit: EmitDatagram
}): ExporterSession {
  const { exporter } = options
  const random = new SeededRandom(options.seed).fork(exporter.name)
  const encoder = createEncoder(exporter, options.startMs, options.emit, random)
  const queue = new ExportQueue(options.startMs)
  const meter =
    exporter.protocol === 'sflow5'
      ? new PacketSampler(exporter, queue, random.fork('packets'))
      : new FlowMeter(exporter, queue, random.fork('packets'))
  let pendingSinceMs = Number.NEGATIVE_INFINITY
  let recordCount = 0
  let observedUntilMs = options.startMs

  const send = (row: number, exportMs: number): void => {
    const dueMs = pendingSinceMs + DATAGRAM_WAIT_MS
    if (exportMs > dueMs) {
      if (pendingSinceMs > 0) encoder.flush(Math.floor(dueMs))
      pendingSinceMs = exportMs
    }
    encoder.add(queue.rows, row, Math.floor(exportMs))
    recordCount++
  }
  const flush = (atMs: number): void => {
    encoder.flush(atMs)
    pendingSinceMs = Number.NEGATIVE_INFINITY
  }

  return {
    exporter,
    get recordCount() {
      return recordCount
    },
    observe({ flows, endMs }) {
      for (let row = 0; row < flows.length; row++)
        if (flows.observationDomain[row] === exporter.observationDomain) meter.observe(flows, row)
      observedUntilMs = endMs
      queue.drain(endMs, send)
      flush(endMs)
    },
    end() {
      const atMs = observedUntilMs
      queue.drainAll((row) => {
        // Conversations are metered to their end when they begin; what lies after the end never was.
        const { rows } = queue
        if (readUint64(rows.startAt, row) + rows.durationMs[row]! <= atMs) send(row, atMs)
      })
      flush(atMs)
    },
  }
}

function createEncoder(
  exporter: Exporter,
  startMs: number,
  emit: EmitDatagram,
  random: SeededRandom,
): FlowEncoder {
  const options = {
    observationDomain: exporter.observationDomain,
    bootMs: startMs - Math.round((1 + 30 * random.next()) * DAY_MS),
    samplingInterval: exporter.samplingInterval,
    emit,
  }
  switch (exporter.protocol) {
    case 'netflow9':
      return createNetflow9Encoder({
        ...options,
        samplingAnnouncement: exporter.announcesSampler ? 'sampler' : 'interval',
      })
    case 'ipfix':
      return createIpfixEncoder({
        ...options,
        samplingAnnouncement: exporter.announcesSampler ? 'selector' : 'interval',
      })
    case 'sflow5':
      return createSflow5Encoder({ ...options, agentAddress: parseAddress(exporter.address)! })
  }
}
