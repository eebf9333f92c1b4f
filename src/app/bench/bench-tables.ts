/** What the benchmarks found, for people. */
import type { Bilingual } from '../../core/bilingual.ts'
import type { CollectBench } from './collect/collect-bench.ts'
import type { DetectBench } from './detect/detect-bench.ts'
import type { StoreBench } from './store/store-bench.ts'
import type { WireBench } from './wire/wire-bench.ts'

export type Row = readonly [ja: string, en: string, value: string]

export function formatWire(bench: WireBench): Bilingual {
  const { byProtocol, spread, ratioSpread } = bench
  return table([
    [
      'NetFlow v9、20 フィールド',
      'NetFlow v9, 20 fields',
      `${millions(bench.recordsPerSecond)} records/s (${millions(spread[0])} – ${millions(spread[1])})`,
    ],
    [
      'オブジェクトを作るデコーダ',
      'decoder that makes objects',
      `${millions(bench.objectRecordsPerSecond)} records/s`,
    ],
    ['比', 'ratio', `${bench.ratioToObjects} × (${ratioSpread[0]} – ${ratioSpread[1]})`],
    ['IPFIX、20 フィールド', 'IPFIX, 20 fields', `${millions(byProtocol.ipfix)} records/s`],
    ['NetFlow v5', 'NetFlow v5', `${millions(byProtocol.netflow5)} records/s`],
    ['sFlow v5', 'sFlow v5', `${millions(byProtocol.sflow5)} samples/s`],
  ])
}

export function formatCollect(bench: CollectBench): Bilingual {
  const { run } = bench
  return table([
    [
      '送信',
      'offered',
      `${millions(run.offeredFlowsPerSecond)} flows/s, ${run.seconds.toFixed(1)} s`,
    ],
    ['受信（ディスク上）', 'received, on disk', `${millions(bench.flowsPerSecond)} flows/s`],
    ['欠落', 'lost', `${run.lostFlows.toLocaleString('en')} flows (${percent(bench.lossRatio)})`],
    [
      '収集プロセスの CPU 1 秒あたり',
      'for each CPU second of the collector',
      `${millions(bench.flowsPerCpuSecond)} flows`,
    ],
    ['最大メモリ', 'memory at most', `${bench.rssMaxMb} MB`],
    ['セグメント', 'segments', String(run.segments)],
    [
      'ソケット、データグラムあたりのフロー',
      'sockets, flows in a datagram',
      `${bench.sockets}, ${bench.flowsPerDatagram}`,
    ],
  ])
}

export function formatStore(bench: StoreBench): Bilingual {
  const { sustained, statistics } = bench
  const { serversByOctets, endpointsByOctets, endpointsByClients } = statistics
  const seconds = (value: number): string => `${value.toFixed(2)} s`
  return table([
    [
      'UDP から照会可能まで',
      'UDP to queryable',
      `${millions(bench.queryableFlowsPerSecond)} flows/s over ${sustained.seconds.toFixed(1)} s`,
    ],
    [
      '欠落',
      'lost',
      `${sustained.lostFlows.toLocaleString('en')} flows (${percent(sustained.lossRatio)})`,
    ],
    [
      '最大メモリ（収集、格納）',
      'memory at most (collector, store)',
      `${sustained.rssMaxMb.collector} MB, ${sustained.rssMaxMb.engine} MB`,
    ],
    [
      'セグメントからの読み込み',
      'loading segments alone',
      `${millions(bench.loadedFlowsPerSecond)} flows/s`,
    ],
    [
      '1 フローのオクテット数',
      'octets per stored flow',
      `${bench.bytesPerFlow} (${bench.storedFlows.toLocaleString('en')} flows)`,
    ],
    ['量の多いサーバ', 'servers by octets', seconds(serversByOctets.medianSeconds)],
    ['量の多いエンドポイント', 'endpoints by octets', seconds(endpointsByOctets.medianSeconds)],
    [
      '利用者の多いエンドポイント',
      'endpoints by clients, exact',
      seconds(endpointsByClients.medianSeconds),
    ],
  ])
}

export function formatDetect(bench: DetectBench): Bilingual {
  const share = (value: number): string => `${(100 * value).toFixed(1)} %`
  return table([
    [
      'フロー数',
      'flows',
      `${bench.flows.toLocaleString('en')} in ${bench.minutes} min (${bench.flowsPerSecond.toLocaleString('en')} flows/s, 1:${bench.sampling})`,
    ],
    ['エンドポイント', 'endpoints', bench.endpoints.toLocaleString('en')],
    ['判定した候補', 'candidates scored', bench.candidatesScored.toLocaleString('en')],
    [
      '集約',
      'rolling up',
      `${bench.foldSeconds.toFixed(1)} s (${millions(bench.foldedFlowsPerSecond)} flows/s)`,
    ],
    ['検知 1 回', 'one detection', `${bench.detectSeconds.toFixed(1)} s`],
    ['1 時間に占める割合', 'share of the hour', share(bench.shareOfHour)],
    ['同、10 分ごとに検知', 'the same, detecting every ten minutes', share(bench.shareAsScheduled)],
    [
      '同、CPU 時間（全コア比）',
      'the same in processor time of all cores',
      share(bench.cpuShareOfHour),
    ],
    ['最大メモリ', 'memory at most', `${bench.peakMemoryMib} MiB`],
  ])
}

export function table(rows: readonly Row[]): Bilingual {
  const draw = (label: 0 | 1): string => {
    const width = Math.max(...rows.map((row) => columnsOf(row[label])))
    return rows
      .map((row) => `${row[label]}${' '.repeat(width - columnsOf(row[label]))}  ${row[2]}`)
      .join('\n')
  }
  return { ja: draw(0), en: draw(1) }
}

/** Terminals give two columns to each of these. */
const WIDE = /[\u3000-\u9fff\uff00-\uffef]/g

function columnsOf(text: string): number {
  return text.length + (text.match(WIDE)?.length ?? 0)
}

function millions(value: number): string {
  return `${(value / 1e6).toFixed(2)} M`
}

function percent(ratio: number): string {
  return `${(100 * ratio).toFixed(2)} %`
}
