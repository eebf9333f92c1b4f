import type { CollectorCounts } from '../../flows/collect/collector.ts'
import type { ExporterCounts } from '../../flows/collect/exporter-counts.ts'
import type { LoaderCounts } from '../../flows/collect/loader.ts'
import type { NoticeStanding } from '../../notice/index.ts'
import type { AlertScheduleStatus } from '../../web/ports/alert-port.ts'
import type { Health } from '../../web/schemas/operation.ts'
import { noticeAdvice } from '../../web/views/notice-advice.ts'
import { alertCheck } from '../alerts/alert-health.ts'
import { hubCheck } from '../outbox/hub-health.ts'
import type { MembershipStatus } from '../outbox/hub-membership.ts'

export type HealthSources = {
  readonly version: string
  readonly startedMs: number
  readonly isDemo: boolean
  readonly collector: CollectorCounts
  /** Exporters that were regular and stopped. */
  readonly silent: readonly ExporterCounts[]
  readonly loader: LoaderCounts
  readonly extent: { readonly flowCount: number; readonly newestMs: number | undefined }
  readonly caseCount: number
  readonly detectionFailure: unknown
  readonly detectedAt: string | undefined
  readonly notice: NoticeStanding
  readonly hub: MembershipStatus | undefined
  readonly alerts: AlertScheduleStatus | undefined
  readonly nowMs: number
}

type Check = Health['checks'][number]

/** More than this waiting means that storing does not keep up. */
const SPOOL_WAITING_OCTETS_MAX = 1e9

/** What `/health` answers: one line for each part, and degraded as soon as one of them is. */
export function healthView(sources: HealthSources): Health {
  const checks = [
    noticeCheck(sources),
    collectorCheck(sources.collector),
    exportersCheck(sources.silent),
    spoolCheck(sources.loader),
    storeCheck(sources.loader, sources.extent.flowCount),
    registryCheck(sources.caseCount),
    detectionCheck(sources),
    ...optional(hubCheck(sources.hub, sources.nowMs)),
    ...optional(alertCheck(sources.alerts, sources.nowMs)),
  ]
  return {
    status: checks.every((check) => check.status === 'ok') ? 'ok' : 'degraded',
    version: sources.version,
    startedAt: new Date(sources.startedMs).toISOString(),
    isDemo: sources.isDemo,
    newestFlowAt:
      sources.extent.newestMs === undefined
        ? null
        : new Date(sources.extent.newestMs).toISOString(),
    flowsStored: sources.extent.flowCount,
    checks,
  }
}

/** First of all: without it nothing else is of use. */
function noticeCheck({ notice }: HealthSources): Check {
  const { en, ja } = noticeAdvice(notice)
  return notice.state === 'current' ? ok('notice', en, ja) : degraded('notice', en, ja)
}

function collectorCheck(counts: CollectorCounts): Check {
  const lost = counts.droppedRecords + (counts.kernelDrops ?? 0)
  const count = counts.exporters.length
  return lost === 0
    ? ok(
        'collector',
        `${count} exporters heard, nothing dropped`,
        `エクスポータ ${count} 台を受信中、破棄なし`,
      )
    : degraded(
        'collector',
        `${lost} records or datagrams were dropped since the start; see /metrics`,
        `起動後に ${lost} 件を破棄しました。/metrics を確認してください`,
      )
}

/** Silence looks like a quiet network and is most often a broken export: a person must look. */
function exportersCheck(silent: readonly ExporterCounts[]): Check {
  const [first, ...others] = silent.toSorted((a, b) => a.lastSeenMs - b.lastSeenMs)
  if (!first) return ok('exporters', 'none has fallen silent', '無通信のエクスポータはありません')
  const since = new Date(first.lastSeenMs).toISOString()
  return degraded(
    'exporters',
    `no data from ${first.address} since ${since}${others.length > 0 ? `, nor from ${others.length} others` : ''}; check its export and the way here`,
    `${first.address} から ${since} 以降データがありません${others.length > 0 ? `（ほか ${others.length} 台）` : ''}。機器の出力設定と経路を確認してください`,
  )
}

function spoolCheck(counts: LoaderCounts): Check {
  return counts.waitingOctets <= SPOOL_WAITING_OCTETS_MAX
    ? ok(
        'spool',
        `${counts.waiting} segments wait to be stored`,
        `格納待ちセグメント ${counts.waiting} 個`,
      )
    : degraded(
        'spool',
        `storing does not keep up: ${counts.waiting} segments wait`,
        `格納が追いついていません。待ちセグメント ${counts.waiting} 個`,
      )
}

function storeCheck(counts: LoaderCounts, flowCount: number): Check {
  if (counts.consecutiveFailures > 0)
    return degraded(
      'store',
      'the flow store refuses segments; they wait in the spool',
      'フロー情報の格納に失敗しています。データはスプールに保持されています',
    )
  if (counts.setAside > 0)
    return degraded(
      'store',
      `${counts.setAside} segments were set aside in spool/refused`,
      `${counts.setAside} 個のセグメントを spool/refused に退避しました`,
    )
  return ok('store', `${flowCount} flow records`, `フロー情報 ${flowCount} 件`)
}

function registryCheck(caseCount: number): Check {
  return ok('registry', `${caseCount} cases`, `事案 ${caseCount} 件`)
}

function detectionCheck(sources: HealthSources): Check {
  if (sources.detectionFailure !== undefined)
    return degraded(
      'detection',
      'the newest run failed; the log says why',
      '直近の検知処理が失敗しました。ログを確認してください',
    )
  return sources.detectedAt === undefined
    ? ok('detection', 'has not run yet', 'まだ実行されていません')
    : ok('detection', `ran at ${sources.detectedAt}`, `直近の実行: ${sources.detectedAt}`)
}

const optional = (check: Check | undefined): Check[] => (check ? [check] : [])

const ok = (name: Check['name'], en: string, ja: string): Check => ({
  name,
  status: 'ok',
  detail: { en, ja },
})

const degraded = (name: Check['name'], en: string, ja: string): Check => ({
  name,
  status: 'degraded',
  detail: { en, ja },
})
