import { performance } from 'node:perf_hooks'
import { extractFeatures, foldFlows } from '../../../verdicts/index.ts'
import { modelScore } from '../../../verdicts/model/model.ts'
import { openCountrySite } from '../country-site.ts'
import { type SuiteRequest, type SuiteResult, SYNTHETIC } from './suite.ts'

const SIZE = { subscribers: 2_000, hours: 24 }
const QUICK_SIZE = { subscribers: 200, hours: 3 }
const LAPS = 3

/** What folding and scoring cost: records per second and the memory of the whole process. */
export async function costSuite(request: SuiteRequest): Promise<SuiteResult> {
  await using site = await openCountrySite(
    { seed: 21, sampling: 1, ...(request.isQuick ? QUICK_SIZE : SIZE) },
    (share) => request.progress.show('a country to measure on', share * 0.8),
  )
  const view = {
    ...site.view,
    access: { purpose: 'c2-detection', actor: 'evaluate', reason: 'simulated flows' },
  } as const
  request.progress.show('rolling up', 0.8)
  const begun = performance.now()
  await foldFlows(site.store.reader, view)
  const rollUp = performance.now() - begun
  const laps: { fold: number; score: number }[] = []
  let endpoints = 0
  for (let lap = 0; lap < LAPS; lap++) {
    request.progress.show(`lap ${lap + 1} of ${LAPS}`, 0.8 + (0.2 * lap) / LAPS)
    const start = performance.now()
    const { rows, endpointCount } = await extractFeatures(site.store.reader, {
      ...view,
      window: 'all',
    })
    const folded = performance.now()
    for (const row of rows) modelScore(request.model, row.values)
    laps.push({ fold: folded - start, score: performance.now() - folded })
    endpoints = endpointCount
  }
  request.progress.finish()
  const best = laps.reduce((a, b) => (a.fold + a.score <= b.fold + b.score ? a : b))
  const records = site.store.recordCount
  const memoryMiB = process.resourceUsage().maxRSS / 1024
  const rate = (records / (rollUp + best.fold + best.score)) * 1000
  const document = {
    records,
    endpoints,
    rollUpSeconds: rollUp / 1000,
    foldSeconds: best.fold / 1000,
    scoreSeconds: best.score / 1000,
    recordsPerSecond: rate,
    peakMemoryMiB: memoryMiB,
    laps: LAPS,
  }
  return {
    suite: 'cost',
    title: { en: 'Cost of folding and scoring', ja: '集計と判定のコスト' },
    provenance: SYNTHETIC,
    isSynthetic: true,
    tables: [
      {
        title: { en: 'Best of three laps', ja: '3回のうち最速' },
        about: {
          en: `The peak is that of the whole process, which also made the country.`,
          ja: '最大メモリは、模擬国の生成を含むプロセス全体の値です。',
        },
        columns: [
          { en: 'what', ja: '項目' },
          { en: 'value', ja: '値' },
        ],
        rows: [
          [{ en: 'records', ja: 'レコード数' }, records],
          [{ en: 'endpoints', ja: 'エンドポイント数' }, endpoints],
          [
            { en: 'roll-up, once for each record (s)', ja: '集約・レコードごとに1回（秒）' },
            (rollUp / 1000).toFixed(2),
          ],
          [{ en: 'features (s)', ja: '特徴量（秒）' }, (best.fold / 1000).toFixed(2)],
          [{ en: 'score (s)', ja: '判定（秒）' }, (best.score / 1000).toFixed(3)],
          [{ en: 'records per second', ja: '毎秒レコード数' }, Math.round(rate)],
          [{ en: 'peak memory (MiB)', ja: '最大メモリ（MiB）' }, Math.round(memoryMiB)],
        ],
      },
    ],
    document,
  }
}
