import { formatEndpoint } from '../../../core/endpoint.ts'
import { HOUR_MS, type TimeSpan } from '../../../core/time-span.ts'
import {
  calibrationQuality,
  type JudgedEndpoint,
  judgeRun,
  type KnownEndpoint,
} from '../../../verdicts/evaluate/index.ts'
import { extractFeatures, foldFlows } from '../../../verdicts/index.ts'
import { modelProbability, modelScore } from '../../../verdicts/model/model.ts'
import { LIKELY_PROBABILITY_MIN } from '../../../verdicts/reference/reliability.ts'
import {
  fitSiteCalibration,
  type SiteCalibration,
  shifted,
} from '../../../verdicts/site/site-calibration.ts'
import { type CountrySite, openCountrySite } from '../country-site.ts'
import { withoutPorts } from '../judge-site.ts'
import { type SuiteRequest, type SuiteResult, SYNTHETIC } from './suite.ts'

/** Seeds below 1001 are never trained on. */
const SITES = [
  { seed: 41, sampling: 1 },
  { seed: 42, sampling: 100 },
  { seed: 43, sampling: undefined },
  { seed: 44, sampling: 10 },
] as const
const SIZE = { subscribers: 1_000, hours: 48 }
const QUICK_SIZE = { subscribers: 200, hours: 12 }
/** What people looked at on the first day: the head of the list, from a probability on that deserves it. */
const DECIDED_MAX = 100
const DECIDED_PROBABILITY_MIN = 0.1
const ACCESS = { purpose: 'c2-detection', actor: 'evaluate', reason: 'simulated flows' } as const

type SiteAnswer = {
  readonly name: string
  readonly calibration: SiteCalibration
  /** Of the later half, with the model's own probability. */
  readonly rows: readonly KnownEndpoint[]
}

/**
 * Do probabilities mean what they say on data later in time at the same site? Each site lives two days. People
 * decide on the head of the first day's list; the second day is judged twice, with the model's own curve and
 * with what those decisions make of it.
 */
export async function calibrationSuite(request: SuiteRequest): Promise<SuiteResult> {
  const sites = request.isQuick ? SITES.slice(0, 1) : SITES
  const size = request.isQuick ? QUICK_SIZE : SIZE
  const answers: SiteAnswer[] = []
  for (const [index, one] of sites.entries()) {
    const show = (text: string, share: number): void =>
      request.progress.show(`site ${one.seed}: ${text}`, (index + share) / sites.length)
    await using site = await openCountrySite(
      {
        ...one,
        ...size,
        ...(request.minClients === undefined ? {} : { minClients: request.minClients }),
      },
      (share) => show('two days', 0.7 * share),
    )
    show('scoring', 0.8)
    answers.push(await judgeTwoDays(site, request))
  }
  request.progress.finish()
  return resultOf(answers, request)
}

async function judgeTwoDays(site: CountrySite, request: SuiteRequest): Promise<SiteAnswer> {
  const middleMs = site.startMs + (site.hours / 2) * HOUR_MS
  await foldFlows(site.store.reader, { ...site.view, access: ACCESS })
  const first = await rowsOf(site, request, { startMs: site.startMs, endMs: middleMs })
  const rows = await rowsOf(site, request, {
    startMs: middleMs,
    endMs: middleMs + (site.hours / 2) * HOUR_MS,
  })
  const decided = first
    .filter(({ probability }) => probability >= DECIDED_PROBABILITY_MIN)
    .toSorted((a, b) => b.probability - a.probability)
    .slice(0, DECIDED_MAX)
    // People do not decide in the order of the list: the later third must not be its tail.
    .toSorted((a, b) => (formatEndpoint(a) < formatEndpoint(b) ? -1 : 1))
    .map(({ probability, truth }) => ({ probability, isConfirmed: truth === 1 }))
  return { name: site.name, calibration: fitSiteCalibration(decided), rows }
}

async function rowsOf(
  site: CountrySite,
  { model }: SuiteRequest,
  window: TimeSpan,
): Promise<KnownEndpoint[]> {
  const { rows } = await extractFeatures(site.store.reader, {
    ...site.view,
    window,
    access: ACCESS,
  })
  return rows.map(({ endpoint, values, facts }) => {
    const text = formatEndpoint(endpoint)
    const planted = site.planted.get(text)
    const score = modelScore(model, values)
    return {
      ...endpoint,
      capture: site.name,
      truth: planted ? 1 : 0,
      kind: planted?.family ?? site.benignKinds.get(text),
      flows: Math.round(facts.contacts),
      clients: facts.clients,
      sampling: facts.sampling,
      score,
      scoreWithoutPorts: modelScore(model, withoutPorts(values)),
      probability: modelProbability(model, score),
      baselines: {},
      facts: {},
    }
  })
}

function resultOf(answers: readonly SiteAnswer[], request: SuiteRequest): SuiteResult {
  const own = answers.flatMap(({ rows }) => rows)
  const corrected = answers.flatMap(({ rows, calibration }) =>
    rows.map((row) => ({ ...row, probability: shifted(row.probability, calibration.shift) })),
  )
  const errors = { own: errorsOf(own), corrected: errorsOf(corrected) }
  const run = judgeRun(corrected as readonly JudgedEndpoint[], {
    seed: request.seed,
    isWithoutPorts: request.isWithoutPorts,
    clusterOf: (row) => `${row.capture} ${row.kind ?? formatEndpoint(row)}`,
    rounds: 100,
  })
  return {
    suite: 'calibration',
    title: { en: 'Do probabilities mean what they say?', ja: '確率は言葉どおりの意味を持つか' },
    provenance: SYNTHETIC,
    isSynthetic: true,
    run,
    tables: [
      {
        title: { en: 'On the second day of each site', ja: '各拠点の2日目' },
        about: {
          en: `Calibration error with the model's own curve and after what was decided on the first day (the first ${DECIDED_MAX} from probability ${DECIDED_PROBABILITY_MIN} on, told the truth). Most endpoints have a probability near 0, which makes the error over all of them small by itself: read the second figure.`,
          ja: `モデル自身の曲線と、1日目の判断（確率${DECIDED_PROBABILITY_MIN}以上の上位${DECIDED_MAX}件、正解を与える）による補正後の較正誤差。大半の確率は0に近く、全体の誤差はそれだけで小さくなります。2番目の数値をご覧ください。`,
        },
        columns: [
          { en: 'site', ja: '拠点' },
          { en: 'decided (of them controllers)', ja: '判断（うちC&C）' },
          { en: 'shift of the log odds', ja: '対数オッズの補正' },
          { en: 'error, own', ja: '誤差（モデル）' },
          { en: 'error, corrected', ja: '誤差（補正後）' },
          { en: 'own, from 0.1 on', ja: 'モデル・0.1以上' },
          { en: 'corrected, from 0.1 on', ja: '補正後・0.1以上' },
        ],
        rows: [
          ...answers.map(({ name, calibration, rows }) => {
            const moved = rows.map((row) => ({
              ...row,
              probability: shifted(row.probability, calibration.shift),
            }))
            return [
              name,
              `${calibration.confirmed + calibration.dismissed} (${calibration.confirmed})`,
              calibration.shift.toFixed(2),
              ...cells(errorsOf(rows), errorsOf(moved)),
            ]
          }),
          [{ en: 'all', ja: '全体' }, '', '', ...cells(errors.own, errors.corrected)],
        ],
      },
    ],
    document: {
      laterError: errors.corrected.all,
      laterErrorOwn: errors.own.all,
      laterErrorLikely: errors.corrected.likely,
      laterErrorLikelyOwn: errors.own.likely,
      sites: answers.map(({ name, calibration, rows }) => ({
        name,
        ...calibration,
        endpoints: rows.length,
      })),
    },
  }
}

type Errors = { readonly all: number; readonly likely: number }

function errorsOf(rows: readonly Pick<KnownEndpoint, 'probability' | 'truth'>[]): Errors {
  const errorOf = (some: typeof rows): number =>
    calibrationQuality(
      some.map(({ probability }) => probability),
      some.map(({ truth }) => truth),
    ).expectedError
  return {
    all: errorOf(rows),
    likely: errorOf(rows.filter(({ probability }) => probability >= LIKELY_PROBABILITY_MIN)),
  }
}

const cells = (own: Errors, corrected: Errors): string[] =>
  [own.all, corrected.all, own.likely, corrected.likely].map((error) =>
    Number.isNaN(error) ? '–' : error.toFixed(3),
  )
