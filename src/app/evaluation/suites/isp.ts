import { existsSync } from 'node:fs'
import { SeededRandom } from '../../../core/random.ts'
import { type JudgedEndpoint, judgeRun } from '../../../verdicts/evaluate/index.ts'
import { AppError } from '../../errors.ts'
import { drawRecordedDay } from '../recorded-day.ts'
import { readRecordedMaterial } from '../recorded-material.ts'
import { judgeCountry } from './country-rows.ts'
import type { SuiteRequest, SuiteResult } from './suite.ts'

/** Seeds below 1001 are never trained on. */
const SEEDS = [51, 52]
const SIZE = { subscribers: 1_500, controllers: 34, sinkholes: 4 }
const QUICK_SIZE = { subscribers: 150, controllers: 6, sinkholes: 1 }
const HOURS = 24
/** Innocent programs that are easily mistaken; what people and other programs do is recorded. */
const TRAP_KINDS = ['iot-small-vendor', 'iot-fast-poll', 'push', 'vpn', 'swarm', 'flood-victim']
/** What an analyst reads of a day. */
const FIRST = 50

/**
 * A provider's day put together from recordings: real channels and real machines, copied to simulated
 * subscribers behind simulated routers that sample. The recordings are those of the suite "real".
 */
export async function ispSuite(request: SuiteRequest): Promise<SuiteResult> {
  if (!existsSync(request.captures))
    throw new AppError(
      'NO_FLOWS',
      `the suite "isp" needs labelled captures at ${request.captures}; name another place with --captures`,
    )
  const material = await readRecordedMaterial(request.captures)
  const seeds = request.isQuick ? SEEDS.slice(0, 1) : SEEDS
  const size = request.isQuick ? QUICK_SIZE : SIZE
  const rows: JudgedEndpoint[] = []
  const first: JudgedEndpoint[] = []
  for (const [index, seed] of seeds.entries()) {
    const recordings = drawRecordedDay(new SeededRandom(seed).fork('day'), material, size)
    const day = await judgeCountry(
      request,
      {
        seed,
        sampling: undefined,
        subscribers: size.subscribers,
        hours: HOURS,
        minClients: request.minClients ?? 1,
        plan: { families: [], botnets: 0, trapKinds: TRAP_KINDS, liveliness: 0 },
        recordings,
      },
      (text, share) =>
        request.progress.show(`day ${seed}: ${text}`, (index + share) / seeds.length),
      async () => {},
    )
    rows.push(...day.rows)
    const scoreOf = (row: JudgedEndpoint): number =>
      request.isWithoutPorts ? row.scoreWithoutPorts : row.score
    first.push(...day.rows.toSorted((a, b) => scoreOf(b) - scoreOf(a)).slice(0, FIRST))
  }
  request.progress.finish()
  const run = judgeRun(rows, { seed: request.seed, isWithoutPorts: request.isWithoutPorts })
  const traps = first.filter(
    ({ truth, kind }) => truth === 0 && (kind === 'sinkhole' || TRAP_KINDS.includes(kind ?? '')),
  )
  const perDay = traps.length / seeds.length
  return {
    suite: 'isp',
    title: { en: 'A provider’s day of recordings', ja: '実通信を合成したISPの1日' },
    provenance: {
      en: 'A synthetic composition: real channels and real machines, copied to simulated subscribers behind simulated routers. No real network looks like this, and the recordings are those of the suite "real".',
      ja: '合成データ: 実際の通信を模擬加入者に複製し、模擬ルータでサンプリングしたものです。実網での性能を示すものではありません。',
    },
    isSynthetic: true,
    run,
    tables: [
      {
        title: { en: `The first ${FIRST} of each day`, ja: `各日の上位${FIRST}件` },
        about: {
          en: 'What stands there: controllers, innocent traps, and other innocent endpoints.',
          ja: 'C&Cサーバ、紛らわしい正規サーバ、その他の正規エンドポイントの数。',
        },
        columns: [
          { en: 'what', ja: '種類' },
          { en: 'endpoints', ja: '件数' },
        ],
        rows: [
          [{ en: 'controllers', ja: 'C&Cサーバ' }, first.filter(({ truth }) => truth === 1).length],
          ...[...Map.groupBy(traps, ({ kind }) => kind ?? '')].map(
            ([kind, all]) => [kind, all.length] as const,
          ),
          [
            { en: 'other innocent endpoints', ja: 'その他' },
            first.filter((row) => row.truth === 0).length - traps.length,
          ],
        ],
      },
    ],
    document: { trapsAmongFirst: perDay, first: FIRST, days: seeds.length },
  }
}
