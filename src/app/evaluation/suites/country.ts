import { formatEndpoint } from '../../../core/endpoint.ts'
import {
  isKnown,
  type JudgedEndpoint,
  judgeRun,
  type KnownEndpoint,
  measureQuality,
  type Quality,
  quantile,
  type RankedServer,
  type RunVerdict,
} from '../../../verdicts/evaluate/index.ts'
import type { CountrySite, Planted } from '../country-site.ts'
import {
  countedBySampling,
  oneForEachController,
  type SamplingRow,
  type ScoreOf,
} from './by-controller.ts'
import {
  candidatesOf,
  clusterOfPlanted,
  judgeCountry,
  PAST,
  QUICK_SIZE,
  SIZE,
  samplesOf,
} from './country-rows.ts'
import { qualityRetrained } from './retrained.ts'
import {
  type ReportTable,
  type SamplingLine,
  type SuiteRequest,
  type SuiteResult,
  SYNTHETIC,
} from './suite.ts'
import { type Timed, timeToDetect } from './time-to-detect.ts'
import { judgeWithLists } from './with-lists.ts'

/** Seeds below 1001 are never trained on. */
const TEST_SEEDS = [11, 12, 13, 14, 15, 16]
const TRAINING_SEEDS = [901, 902, 903, 904]
const SAMPLING = [1, 10, 100, 1000, 4096]
const BOTS = [
  { from: 1, to: 2, name: { en: '1–2 bots', ja: '1–2台' } },
  { from: 3, to: 4, name: { en: '3–4 bots', ja: '3–4台' } },
  { from: 5, to: 19, name: { en: '5–19 bots', ja: '5–19台' } },
  { from: 20, to: Infinity, name: { en: '20 and more bots', ja: '20台以上' } },
] as const
const JITTER = [
  { below: 0.05, name: { en: 'below 5 %', ja: '5 %未満' } },
  { below: 0.2, name: { en: '5–20 %', ja: '5–20 %' } },
  { below: Infinity, name: { en: '20 % and more', ja: '20 %以上' } },
] as const
/** A week in which nobody is infected. */
const BENIGN = { seed: 71, sampling: 10, subscribers: 600, hours: 168, isBenign: true, ...PAST }
const QUICK_BENIGN = { ...BENIGN, subscribers: 100, hours: 12 }
/** Those put forward for sharing are the first of them. */
const CANDIDATES_LOOKED_AT = 200

/** Sampling × bots on unseen seeds, an innocent country, unseen families, time to detect. */
export async function countrySuite(request: SuiteRequest): Promise<SuiteResult> {
  const seeds = request.isQuick ? TEST_SEEDS.slice(0, 1) : TEST_SEEDS
  const samplings = request.isQuick ? [1, 100] : SAMPLING
  const size = request.isQuick ? QUICK_SIZE : SIZE
  const training = request.isQuick ? TRAINING_SEEDS.slice(0, 2) : TRAINING_SEEDS
  const benign = request.isQuick ? QUICK_BENIGN : BENIGN
  const total = seeds.length * samplings.length + training.length + 1
  let done = 0
  const showIn =
    (name: string) =>
    (text: string, share: number): void =>
      request.progress.show(`${name}: ${text}`, (done + share) / total)

  const rows: JudgedEndpoint[] = []
  const planted = new Map<string, Planted>()
  const timed: Timed[] = []
  const withLists: JudgedEndpoint[] = []
  for (const seed of seeds)
    for (const sampling of samplings) {
      const country = await judgeCountry(
        request,
        { seed, sampling, ...size, ...minClientsOf(request) },
        showIn(`country ${seed} at 1:${sampling}`),
        async (site, judged, truth) => {
          for (const [endpoint, one] of site.planted) planted.set(`${site.name} ${endpoint}`, one)
          if (sampling !== samplings[1]) return
          timed.push(...(await timeToDetect(site, request.model, judged)))
          withLists.push(...(await judgeWithLists(site, truth, request, seed)))
        },
      )
      rows.push(...country.rows)
      done++
    }

  const trainingRows: JudgedEndpoint[] = []
  for (const [index, seed] of training.entries()) {
    const country = await judgeCountry(
      request,
      { seed, sampling: index % 2 === 0 ? undefined : 100, ...size, ...minClientsOf(request) },
      showIn(`training country ${seed}`),
      async () => {},
    )
    trainingRows.push(...country.rows)
    done++
  }
  const { answer: shareCandidates } = await judgeCountry(
    request,
    { ...benign, ...minClientsOf(request) },
    showIn('a week without infections'),
    (site) => countInnocentShareCandidates(site, request),
  )
  request.progress.finish()

  const run = judgeRun(rows, {
    seed: request.seed,
    isWithoutPorts: request.isWithoutPorts,
    clusterOf: clusterOfPlanted,
  })
  const families = recallByFamily(run.servers, run.ours.recallAtFalse['1']?.threshold)
  const jitters = recallByJitter(run.servers, planted, run.ours.recallAtFalse['1']?.threshold)
  const scoreOf: ScoreOf = (row) => (request.isWithoutPorts ? row.scoreWithoutPorts : row.score)
  const lines = samplingLines(run.known, planted, samplings, scoreOf, request.seed)
  const bySampling = countedBySampling(run.known, planted, samplings, scoreOf, request.seed)
  const byController = measureQuality(oneForEachController(run.known, planted, scoreOf), scoreOf, {
    seed: request.seed,
    clusterOf: clusterOfPlanted,
  })
  const [held] = countedBySampling(
    withLists.filter(isKnown),
    planted,
    [samplings[1]!],
    scoreOf,
    request.seed,
  )
  const lists = { without: bySampling[1]!.endpoints, held: held!.endpoints }
  const unseen = unseenFamilies(trainingRows, run.known, request)
  const detected = timed.filter((one) => one.hours !== null).map((one) => one.hours!)
  detected.sort((a, b) => a - b)
  return {
    suite: 'country',
    title: { en: 'Simulated countries, unseen seeds', ja: '模擬国（未学習のシード）' },
    provenance: SYNTHETIC,
    isSynthetic: true,
    run,
    samplingLines: lines,
    tables: [
      samplingTable(bySampling),
      {
        title: { en: 'By family', ja: '種別ごと' },
        about: {
          en: 'The same threshold, by family: a moving address or an overlay counts once for each endpoint.',
          ja: '同じしきい値での種別ごとの結果。移動するアドレスやP2P網はエンドポイントごとに数えます。',
        },
        columns: [
          { en: 'family', ja: '種別' },
          { en: 'found', ja: '検知' },
        ],
        rows: families.map(({ family, found, of }) => [family, `${found} / ${of}`]),
      },
      {
        title: { en: 'By jitter', ja: '揺らぎ別' },
        about: {
          en: 'Controllers found at one false endpoint per 10,000 benign over the whole run, by how unsteady their rhythm is.',
          ja: '全体で正規1万件あたり誤り1件のとき見つかったC&Cサーバ（周期の揺らぎ別）。',
        },
        columns: [
          { en: 'jitter', ja: '揺らぎ' },
          { en: 'found', ja: '検知' },
        ],
        rows: jitters.map(({ name, found, of }) => [name, `${found} / ${of}`]),
      },
      {
        title: { en: 'Time to detect', ja: '検知までの時間' },
        about: {
          en: `Hours from the first contact until the score passed the threshold of the whole run; ${detected.length} of ${timed.length} controllers did within the day.`,
          ja: `最初の通信から、全体のしきい値を超えるまでの時間。${timed.length}台中${detected.length}台が当日中に検知されました。`,
        },
        columns: [
          { en: 'share of the detected', ja: '検知された割合' },
          { en: 'hours', ja: '時間' },
        ],
        rows: [0.25, 0.5, 0.75, 0.9].map((share) => [
          `${100 * share} %`,
          Number.isNaN(quantile(detected, share)) ? '–' : quantile(detected, share).toFixed(1),
        ]),
      },
      {
        title: { en: 'Innocents and strangers', ja: '無関係なサーバと未知の種別' },
        about: {
          en: 'What must not happen, and what has not been seen before.',
          ja: 'あってはならないことと、学習時になかった種別。',
        },
        columns: [
          { en: 'question', ja: '項目' },
          { en: 'answer', ja: '結果' },
        ],
        rows: [
          [
            {
              en: `benign endpoints in band share-candidate, in ${benign.hours} simulated hours without an infection`,
              ja: `共有候補となった正規エンドポイント（感染のない模擬${benign.hours}時間）`,
            },
            shareCandidates,
          ],
          [
            {
              en: 'recall at one false per 10,000, over that of the best baseline',
              ja: '正規1万件あたり誤り1件での再現率（最良の比較手法との比）',
            },
            ratioText(run),
          ],
          [
            {
              en: `at 1:${samplings[1]}, without lists and with drawn ones that know 5–50 % of the controllers: found at one false per 10,000; PR-AUC`,
              ja: `1:${samplings[1]}で、リストなしと、C&Cサーバの5〜50%を載せた模擬リストあり：正規1万件あたり誤り1件での検知数；PR-AUC`,
            },
            [lists.without, lists.held]
              .map(({ found, of, prAuc }) => `${found} / ${of}; ${prAuc.toFixed(3)}`)
              .join(' → '),
          ],
          [
            {
              en: `PR-AUC on families left out of the training (${unseen.families.join(', ')})`,
              ja: `学習から除いた種別でのPR-AUC（${unseen.families.join('、')}）`,
            },
            unseen.prAuc.toFixed(3),
          ],
        ],
      },
    ],
    document: {
      recallBySampling: lines,
      bySampling,
      byController: {
        prAuc: byController.prAuc,
        interval: byController.interval,
        recallAtFalse: byController.recallAtFalse,
      },
      shareCandidatesInnocent: shareCandidates,
      benignHours: benign.hours,
      recallByJitter: jitters,
      recallByFamily: families,
      unseenFamilies: unseen,
      lists,
      timeToDetect: {
        controllers: timed.length,
        detected: detected.length,
        medianHours: quantile(detected, 0.5),
        ninetiethHours: quantile(detected, 0.9),
      },
    },
  }
}

/** What of it is asked, what of that could be looked at, and what was found: addresses, and controllers. */
function samplingTable(rows: readonly SamplingRow[]): ReportTable {
  const share = ({ found, of, interval }: SamplingRow['endpoints']): string =>
    interval
      ? `${found} / ${of} (${interval.low.toFixed(2)}–${interval.high.toFixed(2)})`
      : `${found} / ${of}`
  return {
    title: { en: 'By sampling', ja: 'サンプリング別' },
    about: {
      en: 'Found at one false endpoint per 10,000 benign of the same sampling, rounded down, with 95 % intervals over families. A moving controller has many addresses: it counts once where controllers are counted, by the address that stands highest. Left out: fewer clients seen than the evidence gate asks for.',
      ja: '同じサンプリングの正規1万件あたり誤り1件（端数切捨て）で見つかった数と、種別単位の95%区間。移動するC&Cサーバは、C&C単位では最上位のアドレスで1台と数えます。「対象外」は、観測された端末数が判定の下限に満たないものです。',
    },
    columns: [
      { en: '1 packet in', ja: 'サンプリング' },
      { en: 'benign', ja: '正規' },
      { en: 'endpoints found', ja: '検知（エンドポイント）' },
      { en: 'left out', ja: '対象外' },
      { en: 'PR-AUC', ja: 'PR-AUC' },
      { en: 'controllers found', ja: '検知（C&C）' },
      { en: 'left out', ja: '対象外' },
      { en: 'PR-AUC', ja: 'PR-AUC' },
      { en: 'best baseline, recall', ja: '最良の比較手法の再現率' },
    ],
    rows: rows.map(({ sampling, benign, endpoints, controllers }) => [
      sampling,
      benign,
      share(endpoints),
      endpoints.leftOut,
      endpoints.prAuc.toFixed(3),
      share(controllers),
      controllers.leftOut,
      controllers.prAuc.toFixed(3),
      controllers.bestBaseline
        ? `${controllers.bestBaseline.recall.toFixed(2)} ${controllers.bestBaseline.name}`
        : '–',
    ]),
  }
}

/** On the same rows in the same run, at the same budget. */
function ratioText({ ours, baselines }: RunVerdict): string {
  const recallOf = (quality: Quality): number => quality.recallAtFalse['1']!.recall || 0
  const best = Math.max(0, ...Object.values(baselines).map(recallOf))
  const recall = recallOf(ours)
  const said = `${recall.toFixed(3)} / ${best.toFixed(3)}`
  return best > 0 ? `${said} = ${(recall / best).toFixed(1)} ×` : said
}

const minClientsOf = ({ minClients }: SuiteRequest) =>
  minClients === undefined ? {} : { minClients }

/** Recall at one false endpoint per 10,000 benign, by sampling and number of bots. */
function samplingLines(
  rows: readonly KnownEndpoint[],
  planted: ReadonlyMap<string, Planted>,
  samplings: readonly number[],
  scoreOf: ScoreOf,
  seed: number,
): SamplingLine[] {
  const at = samplings.map((sampling) => ({
    sampling,
    rows: rows.filter((row) => row.capture.endsWith(`1:${sampling}`)),
  }))
  return BOTS.map(({ name, from, to }) => ({
    name,
    points: at.map(({ sampling, rows: here }) => {
      const kept = here.filter((row) => {
        const count = planted.get(`${row.capture} ${formatEndpoint(row)}`)?.bots ?? 0
        return row.truth === 0 || (count >= from && count <= to)
      })
      const quality = measureQuality(kept, scoreOf, { seed, clusterOf: clusterOfPlanted })
      const { recall, found, positives, interval } = quality.recallAtFalse['1']!
      return { sampling, recall, found, of: positives, interval }
    }),
  }))
}

function recallByFamily(servers: readonly RankedServer[], threshold = Infinity) {
  const families = Map.groupBy(servers, ({ endpoint }) => endpoint.kind ?? '')
  return [...families].sort().map(([family, all]) => ({
    family,
    found: all.filter(({ endpoint }) => endpoint.score >= threshold).length,
    of: all.length,
  }))
}

function recallByJitter(
  servers: readonly RankedServer[],
  planted: ReadonlyMap<string, Planted>,
  threshold = Infinity,
) {
  return JITTER.map(({ name, below }, i) => {
    const from = JITTER[i - 1]?.below ?? 0
    const here = servers.filter(({ endpoint }) => {
      const jitter = planted.get(`${endpoint.capture} ${formatEndpoint(endpoint)}`)?.jitter ?? 0
      return jitter >= from && jitter < below
    })
    const found = here.filter(({ endpoint }) => endpoint.score >= threshold).length
    return { name, found, of: here.length }
  })
}

/** Benign endpoints that detection, as it runs, would put forward for sharing. */
async function countInnocentShareCandidates(
  site: CountrySite,
  request: SuiteRequest,
): Promise<number> {
  const candidates = await candidatesOf(site, request, CANDIDATES_LOOKED_AT)
  return candidates.filter(
    (one) => one.band === 'share-candidate' && !site.planted.has(formatEndpoint(one)),
  ).length
}

/** Trains without every second family, and asks for those on the test countries. */
function unseenFamilies(
  training: readonly JudgedEndpoint[],
  test: readonly KnownEndpoint[],
  request: SuiteRequest,
): { readonly families: readonly string[]; readonly prAuc: number; readonly recallAtOne: number } {
  const families = [
    ...new Set(training.filter((row) => row.truth === 1).map((row) => row.kind ?? '')),
  ].sort()
  const heldOut = families.filter((_, i) => i % 2 === 1)
  const isHeldOut = (family: string): boolean => heldOut.includes(family)
  const samples = samplesOf(training).filter(
    (sample) => sample.label === 0 || !isHeldOut(sample.family),
  )
  const rows = test.filter((row) => row.truth === 0 || isHeldOut(row.kind ?? ''))
  const quality = qualityRetrained('left-out families', samples, TRAINING_SEEDS, rows, request.seed)
  return {
    families: heldOut,
    prAuc: quality?.prAuc ?? Number.NaN,
    recallAtOne: quality?.recallAtFalse['1']?.recall ?? Number.NaN,
  }
}
