import { formatEndpoint, parseEndpoint, type ServiceEndpoint } from '../../../core/endpoint.ts'
import { SeededRandom } from '../../../core/random.ts'
import {
  isKnown,
  type JudgedEndpoint,
  judgeRun,
  measureQuality,
} from '../../../verdicts/evaluate/index.ts'
import { type Sample, SUSPECTED_PROBABILITY_MIN } from '../../../verdicts/index.ts'
import type { CountrySite } from '../country-site.ts'
import { forgeFlood, layBait, padChannels } from './attacks.ts'
import { candidatesOf, judgeCountry, QUICK_SIZE, SIZE, samplesOf } from './country-rows.ts'
import { qualityRetrained } from './retrained.ts'
import { type SuiteRequest, type SuiteResult, SYNTHETIC } from './suite.ts'

const TEST_SEED = 31
const TRAINING_SEEDS = [931, 932]
const POISONED_SHARES = [0, 0.01, 0.05, 0.1]
/** Beyond these an endpoint is on the watch band, or below it. */
const CANDIDATES_LOOKED_AT = 300
/** Any interface of the access side: nothing on it says that a source is forged. */
const ACCESS_INTERFACE = 10

type Innocent = {
  readonly attack: string
  readonly bandBefore: string
  readonly bandAfter: string
  readonly probabilityBefore: number
  readonly probabilityAfter: number
}

/** What an attacker can do to the detector, or through it to somebody else. */
export async function hostileSuite(request: SuiteRequest): Promise<SuiteResult> {
  const size = request.isQuick ? QUICK_SIZE : SIZE
  const view = request.minClients === undefined ? {} : { minClients: request.minClients }
  const total = 2 + TRAINING_SEEDS.length
  let done = 0
  const show = (text: string, share: number): void =>
    request.progress.show(`country ${done + 1} of ${total}: ${text}`, (done + share) / total)
  const country = { seed: TEST_SEED, sampling: 10, ...size, ...view }
  const plain = await judgeCountry(request, country, show, (site, rows) =>
    frameInnocents(site, rows, request),
  )
  done++
  const padded = await judgeCountry(
    request,
    { ...country, alter: padChannels(request.seed) },
    show,
    async () => {},
  )
  const training: Sample[] = []
  for (const seed of TRAINING_SEEDS) {
    done++
    const { rows } = await judgeCountry(
      request,
      { seed, sampling: 10, ...size, ...view },
      show,
      async () => {},
    )
    training.push(...samplesOf(rows))
  }
  request.progress.finish()

  const run = judgeRun(plain.rows, {
    seed: request.seed,
    isWithoutPorts: request.isWithoutPorts,
    clusterOf: (row) => formatEndpoint(row),
  })
  const recalls = paddingRecalls(plain.rows, padded.rows)
  const poisoned = POISONED_SHARES.map((share) => ({
    share,
    ...qualityWhenPoisoned(training, plain.rows, share, request),
  }))
  return {
    suite: 'hostile',
    title: { en: 'Under attack', ja: '攻撃下' },
    provenance: SYNTHETIC,
    isSynthetic: true,
    run,
    tables: [
      {
        title: { en: 'Innocents under attack', ja: '攻撃された無関係なサーバ' },
        about: {
          en: 'A framed innocent must never rise above watch.',
          ja: '仕立て上げられた無関係なサーバは「観察」を超えてはなりません。',
        },
        columns: [
          { en: 'attack', ja: '攻撃' },
          { en: 'before', ja: '前' },
          { en: 'after', ja: '後' },
        ],
        rows: plain.answer.map((one) => [
          one.attack,
          `${one.bandBefore} (${one.probabilityBefore.toFixed(3)})`,
          `${one.bandAfter} (${one.probabilityAfter.toFixed(3)})`,
        ]),
      },
      {
        title: { en: 'Junk in the channel', ja: '通信への余分なデータの混入' },
        about: {
          en: 'Share of the controllers found, before and after up to four times the octets. The threshold is that of the channels as planted: an operator does not move it for an attacker.',
          ja: '検知したC&Cサーバの割合（最大4倍の混入前後）。しきい値は混入前のものを使います。運用者は攻撃者に合わせて変えないためです。',
        },
        columns: [
          { en: 'channel', ja: '通信' },
          { en: 'at 1 false per 10,000', ja: '誤り1/1万件' },
          { en: 'at 10 false per 10,000', ja: '誤り10/1万件' },
          { en: 'probability of one half', ja: '確率0.5以上' },
        ],
        rows: [
          [{ en: 'as planted', ja: '元のまま' }, ...recallCells(recalls.plain)],
          [{ en: 'padded', ja: '混入後' }, ...recallCells(recalls.padded)],
        ],
      },
      {
        title: { en: 'A poisoned list', ja: '汚染されたレピュテーションリスト' },
        about: {
          en: 'Small models, each trained with so many innocents listed as controllers; compare with the first line.',
          ja: '無関係なサーバを混ぜたリストで学習した小さなモデル。1行目と比べてください。',
        },
        columns: [
          { en: 'wrong entries', ja: '誤った掲載' },
          { en: 'PR-AUC', ja: 'PR-AUC' },
        ],
        rows: poisoned.map(({ share, prAuc }) => [`${100 * share} %`, prAuc.toFixed(3)]),
      },
    ],
    document: {
      innocents: plain.answer,
      paddingRecall: { plain: recalls.plain.at10, padded: recalls.padded.at10 },
      paddingRecalls: recalls,
      poisoned,
    },
  }
}

/** Attacks on innocents of a country that has been judged; the flows stay changed afterwards. */
async function frameInnocents(
  site: CountrySite,
  rows: readonly JudgedEndpoint[],
  request: SuiteRequest,
): Promise<Innocent[]> {
  const benign = rows.filter((row) => row.truth === 0 && row.protocol === 'tcp')
  const quiet = benign.filter((row) => (row.clients ?? 0) >= 3 && (row.clients ?? 0) <= 20)
  const popular = benign.filter((row) => (row.clients ?? 0) > 20)
  const random = new SeededRandom(request.seed).fork('victims')
  const controllers = [...site.planted]
    .filter(([, { bots }]) => bots >= 3)
    .flatMap(([text]) => parseEndpoint(text) ?? [])
  const upstream = site.view.upstreamInterfaces[0] ?? 1
  const attacks: { name: string; victim: JudgedEndpoint; strike: () => Promise<void> }[] = []
  const add = (
    name: string,
    victims: readonly JudgedEndpoint[],
    strike: (victim: ServiceEndpoint) => Promise<void>,
  ): void => {
    if (victims.length === 0) return
    const victim = random.pick(victims)
    attacks.push({ name, victim, strike: () => strike(victim) })
  }
  add('SYN flood, forged on the upstream side', quiet, (victim) =>
    forgeFlood(site, victim, upstream),
  )
  add('SYN flood, forged on the access side', quiet, (victim) =>
    forgeFlood(site, victim, ACCESS_INTERFACE),
  )
  const controller = controllers[0]
  if (controller)
    add('bait: bots call a shared host', popular, (victim) => layBait(site, controller, victim))
  const before = await bands(site, request)
  for (const { strike } of attacks) await strike()
  const after = await bands(site, request)
  return attacks.map(({ name, victim }) => {
    const text = formatEndpoint(victim)
    return {
      attack: name,
      bandBefore: before.get(text)?.band ?? 'watch',
      bandAfter: after.get(text)?.band ?? 'watch',
      probabilityBefore: before.get(text)?.probability ?? 0,
      probabilityAfter: after.get(text)?.probability ?? 0,
    }
  })
}

async function bands(site: CountrySite, request: SuiteRequest) {
  const candidates = await candidatesOf(site, request, CANDIDATES_LOOKED_AT)
  return new Map(candidates.map((one) => [formatEndpoint(one), one]))
}

type Recalls = { readonly at1: number; readonly at10: number; readonly suspected: number }

/** Both at the thresholds of the plain run. */
function paddingRecalls(
  plain: readonly JudgedEndpoint[],
  padded: readonly JudgedEndpoint[],
): { readonly plain: Recalls; readonly padded: Recalls } {
  const { recallAtFalse } = measureQuality(plain.filter(isKnown), (row) => row.score, {
    seed: 1,
    rounds: 0,
  })
  const recallsOf = (rows: readonly JudgedEndpoint[]): Recalls => {
    const controllers = rows.filter(({ truth }) => truth === 1)
    const share = (isFound: (row: JudgedEndpoint) => boolean): number =>
      controllers.filter(isFound).length / Math.max(1, controllers.length)
    const above = (threshold = Number.POSITIVE_INFINITY) => share(({ score }) => score >= threshold)
    return {
      at1: above(recallAtFalse['1']?.threshold),
      at10: above(recallAtFalse['10']?.threshold),
      suspected: share(({ probability }) => probability >= SUSPECTED_PROBABILITY_MIN),
    }
  }
  return { plain: recallsOf(plain), padded: recallsOf(padded) }
}

const recallCells = ({ at1, at10, suspected }: Recalls): string[] =>
  [at1, at10, suspected].map((share) => share.toFixed(3))

function qualityWhenPoisoned(
  training: readonly Sample[],
  test: readonly JudgedEndpoint[],
  share: number,
  request: SuiteRequest,
): { readonly prAuc: number } {
  const random = new SeededRandom(request.seed).fork(`poison ${share}`)
  const positives = training.filter((sample) => sample.label === 1).length
  const wrong = Math.ceil((share * positives) / (1 - share))
  const benign = training.filter((sample) => sample.label === 0)
  const chosen = new Set(Array.from({ length: wrong }, () => random.pick(benign)))
  const samples = training.map((sample) =>
    chosen.has(sample) ? { ...sample, label: 1 as const } : sample,
  )
  const quality = qualityRetrained(
    'poisoned',
    samples,
    TRAINING_SEEDS,
    test.filter(isKnown),
    request.seed,
  )
  return { prAuc: quality?.prAuc ?? Number.NaN }
}
