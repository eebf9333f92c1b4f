import { parseAddress } from '../../core/address.ts'
import { SeededRandom } from '../../core/random.ts'
import { DAY_MS } from '../../core/time-span.ts'
import type { EmitDatagram, FlowEncoder } from '../../flows/wire/encode/flow-encoder.ts'
import { createIpfixEncoder } from '../../flows/wire/encode/ipfix-encoder.ts'
import { createNetflow9Encoder } from '../../flows/wire/encode/netflow9-encoder.ts'
import { createSflow5Encoder } from '../../flows/wire/encode/sflow5-encoder.ts'
import type { FlowBatch } from '../../flows/wire/flow-batch.ts'
import type { TrafficMinute } from '../traffic/traffic-minute.ts'
import type { Exporter } from './exporter.ts'
import { MeteringSession } from './metering-session.ts'

export type ExporterSession = {
  readonly exporter: Exporter
  /** Records exported so far; for sFlow, samples. Lost ones are not counted. */
  readonly recordCount: number
  /** A record of the past, which goes out before what is observed. */
  recall(rows: FlowBatch, row: number, exportMs: number): void
  /** Meters the minute's traffic and emits every datagram due by its end. */
  observe(minute: TrafficMinute): void
  /** Emits what the flow cache holds after the last minute: the router is switched off in order. */
  end(): void
}

/** A record waits so long for company before its datagram goes. */
export const DATAGRAM_WAIT_MS = 2000

/** One exporter from traffic to datagrams. Pure: the same input gives the same bytes. */
export function createExporterSession(options: {
  readonly exporter: Exporter
  readonly seed: number
  /** Start of the run, epoch ms. */
  readonly startMs: number
  /** The instant is the true one, whatever the exporter's clock says. */
  readonly emit: EmitDatagram
}): ExporterSession {
  const { exporter, seed, startMs, emit } = options
  const { clockSkewMs } = exporter
  const random = new SeededRandom(seed).fork(exporter.name)
  let isLosing = false
  let pendingSinceMs = Number.NEGATIVE_INFINITY
  let recordCount = 0
  let observedUntilMs = startMs
  // A lost datagram was sent: sequence numbers go on, which is how a collector notices.
  const encoder = createEncoder(
    exporter,
    startMs,
    (datagram, atMs) => {
      if (!isLosing) emit(datagram, atMs - clockSkewMs)
    },
    random,
  )
  const flush = (atMs: number): void => {
    encoder.flush(Math.floor(atMs) + clockSkewMs)
    pendingSinceMs = Number.NEGATIVE_INFINITY
  }
  const metering = new MeteringSession(exporter, seed, startMs, (rows, row, exportMs, isLost) => {
    const dueMs = pendingSinceMs + DATAGRAM_WAIT_MS
    if (exportMs > dueMs || isLost !== isLosing) {
      if (pendingSinceMs > 0) flush(Math.min(dueMs, exportMs))
      pendingSinceMs = exportMs
      isLosing = isLost
    }
    encoder.add(rows, row, Math.floor(exportMs) + clockSkewMs)
    if (!isLost) recordCount++
  })
  return {
    exporter,
    get recordCount() {
      return recordCount
    },
    recall(rows, row, exportMs) {
      metering.recall(rows, row, exportMs)
    },
    observe(minute) {
      metering.observe(minute)
      observedUntilMs = minute.endMs
      flush(Math.min(observedUntilMs, Math.max(pendingSinceMs + DATAGRAM_WAIT_MS, minute.startMs)))
    },
    end() {
      metering.end()
      flush(observedUntilMs)
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
