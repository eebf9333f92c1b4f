import type { Exporters, FlowSummary, Health, Settings } from '../../src/web/schemas/operation.ts'
import { createFakeRandom } from './fake-random.ts'

const HOUR_MS = 3_600_000
const STEP_SECONDS = 300
const VERSION = '0.1.0'

type FakeExporter = {
  readonly address: string
  readonly protocols: Exporters['exporters'][number]['protocols']
  readonly samplingIntervals: number[]
  readonly recordsPerSecond: number
  readonly lossRatio: number
  readonly refused: Record<string, number>
  readonly gapHoursAgo?: readonly [number, number]
  readonly silentHours?: number
}

const EXPORTERS: readonly FakeExporter[] = [
  {
    address: '192.0.2.1',
    protocols: ['netflow9'],
    samplingIntervals: [1000],
    recordsPerSecond: 18_240,
    lossRatio: 0.0002,
    refused: {},
  },
  {
    address: '192.0.2.2',
    protocols: ['ipfix'],
    samplingIntervals: [1000],
    recordsPerSecond: 14_610,
    lossRatio: 0.0001,
    refused: { TEMPLATE_MISSING: 214 },
    gapHoursAgo: [9.6, 7.4],
  },
  {
    address: '198.51.100.9',
    protocols: ['sflow5'],
    samplingIntervals: [4096],
    recordsPerSecond: 5270,
    lossRatio: 0.0174,
    refused: { COUNTER_SAMPLE_SKIPPED: 81_344, PACKET_HEADER_TRUNCATED: 12 },
  },
  {
    address: '2001:db8:7::1',
    protocols: ['ipfix', 'netflow9'],
    samplingIntervals: [2048],
    recordsPerSecond: 0,
    lossRatio: 0,
    refused: {},
    silentHours: 1.3,
  },
]

const COLLECTORS: Settings['collectors'] = [
  { address: '127.0.0.1', port: 2055, accepts: 'NetFlow v5/v9' },
  { address: '127.0.0.1', port: 4739, accepts: 'IPFIX' },
  { address: '127.0.0.1', port: 6343, accepts: 'sFlow v5' },
]

const iso = (ms: number): string => new Date(ms).toISOString()

export function fakeExporters(nowMs: number, isEmpty: boolean): Exporters {
  return {
    exporters: (isEmpty ? [] : EXPORTERS).map((one) => ({
      address: one.address,
      protocols: one.protocols,
      state: one.silentHours ? 'silent' : 'sending',
      firstSeenAt: iso(nowMs - 9 * 24 * HOUR_MS),
      lastSeenAt: iso(nowMs - (one.silentHours ?? 0.0005) * HOUR_MS),
      datagrams: 4_100_000,
      records: 118_000_000,
      recordsPerSecond: one.recordsPerSecond * (0.98 + 0.04 * Math.abs(Math.sin(nowMs / 7000))),
      samplingIntervals: one.samplingIntervals,
      lossRatio: one.lossRatio,
      refused: one.refused,
      hours: fakeHours(one, nowMs),
      clock: {
        skewMs: one.protocols.includes('sflow5') ? null : one.silentHours ? -3_600_000 : -420,
        isCorrected: true,
        skewMaxMs: 60_000,
        correctedRecords: one.silentHours ? 2_114_002 : 0,
        clampedRecords: 0,
      },
      thinning: 1,
      policy: { recordsPerSecondMax: 1_000_000, samplingMissing: 1, samplingOverride: 0 },
      skippedElements: one.protocols.includes('ipfix')
        ? [
            { enterprise: 0, element: 460, records: 1_200_411 },
            { enterprise: 9, element: 12_235, records: 8_120 },
          ]
        : [],
    })),
    strangers: isEmpty
      ? []
      : [
          { address: '203.0.113.250', datagrams: 1422, lastSeenAt: iso(nowMs - 0.2 * HOUR_MS) },
          { address: '198.51.100.77', datagrams: 3, lastSeenAt: iso(nowMs - 31 * HOUR_MS) },
        ],
    collectors: COLLECTORS,
  }
}

function fakeHours(one: FakeExporter, nowMs: number): Exporters['exporters'][number]['hours'] {
  const thisHourMs = nowMs - (nowMs % HOUR_MS)
  return Array.from({ length: 24 }, (_none, place) => {
    const at = thisHourMs - (23 - place) * HOUR_MS
    const records = Math.round(one.recordsPerSecond * 3600 * dayShape(at))
    const lossRatio = one.lossRatio * (place % 7 === 3 ? 4 : place % 3 === 0 ? 1 : 0)
    return {
      at: iso(at),
      records,
      stored: records,
      missing: Math.round(records * lossRatio),
      missingUnit: one.protocols.includes('ipfix') ? ('records' as const) : ('datagrams' as const),
      thinned: 0,
      lossRatio,
    }
  }).filter(({ records }) => records > 0)
}

export function fakeHealth(nowMs: number, isEmpty: boolean): Health {
  const ok = { en: 'Working.', ja: '正常に動作しています。' }
  return {
    status: isEmpty ? 'ok' : 'degraded',
    version: VERSION,
    startedAt: iso(nowMs - 9 * 24 * HOUR_MS),
    isDemo: !isEmpty,
    newestFlowAt: isEmpty ? null : iso(nowMs - 4000),
    flowsStored: isEmpty ? 0 : 1_284_551_020,
    checks: [
      {
        name: 'collector',
        status: isEmpty ? 'ok' : 'degraded',
        detail: isEmpty
          ? ok
          : {
              en: '2001:db8:7::1 has sent nothing for 78 minutes. Look at its export process.',
              ja: '2001:db8:7::1 から78分間何も届いていません。エクスポート設定を確認してください。',
            },
      },
      { name: 'spool', status: 'ok', detail: ok },
      { name: 'store', status: 'ok', detail: ok },
    ],
  }
}

export function fakeSummary(nowMs: number, isEmpty: boolean): FlowSummary {
  const stepMs = STEP_SECONDS * 1000
  const to = nowMs
  const from = nowMs - 24 * HOUR_MS
  const first = Math.ceil(from / stepMs) * stepMs
  const series = (isEmpty ? [] : EXPORTERS).map((one, index) => {
    const random = createFakeRandom(index + 1)
    const points: FlowSummary['series'][number]['points'] = []
    const size = [1, 0.8, 0.32, 0.11][index]!
    for (let at = first; at < to; at += stepMs) {
      const noise = 0.9 + 0.2 * random()
      const hoursAgo = (to - at) / HOUR_MS
      const gap = one.gapHoursAgo
      if (gap && hoursAgo < gap[0] && hoursAgo > gap[1]) continue
      if (one.silentHours && hoursAgo < one.silentHours) continue
      const level = size * dayShape(at) * noise * (Math.min(stepMs, to - at) / stepMs)
      const octets = level * 41e9 * (STEP_SECONDS / 8)
      points.push({
        at: iso(at),
        flows: Math.round(level * 18_000 * STEP_SECONDS),
        packets: octets / 820,
        octets,
      })
    }
    return { exporter: one.address, points }
  })
  return { window: { from: iso(from), to: iso(to) }, stepSeconds: STEP_SECONDS, series }
}

/** A country's evening: busiest at 21 h Japan time, quietest before dawn. */
export function dayShape(atMs: number): number {
  const hour = ((atMs / HOUR_MS + 9) % 24) / 24
  return (
    0.55 +
    0.32 * Math.cos((hour - 0.87) * 2 * Math.PI) +
    0.1 * Math.cos((hour - 0.53) * 4 * Math.PI)
  )
}

export function fakeSettings(isEmpty: boolean): Settings {
  const columns = [
    'received_at DateTime',
    'start_at DateTime64(3)',
    'duration_ms UInt32',
    'src_address IPv6',
    'dst_address IPv6',
    'src_port UInt16',
    'dst_port UInt16',
    'protocol UInt8',
    'tcp_flags UInt8',
    'packets UInt64',
    'octets UInt64',
    'sampling_interval UInt32',
    'exporter IPv6',
    'observation_domain UInt32',
    'ingress_interface UInt32',
    'egress_interface UInt32',
  ]
  return {
    version: VERSION,
    isDemo: !isEmpty,
    dataDirectory: '/var/lib/noroshi',
    collectors: COLLECTORS,
    allowedExporters: isEmpty ? [] : ['192.0.2.0/29', '198.51.100.9/32', '2001:db8:7::/64'],
    subscriberPrefixes: isEmpty ? [] : ['100.64.0.0/10', '2001:db8:4000::/36'],
    retention: { flowDays: 7, trafficDays: 35 },
    columns: columns.map((text) => {
      const [name, type] = text.split(' ')
      return { name: name!, type: type! }
    }),
  }
}
