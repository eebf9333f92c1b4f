import { SeededRandom } from '../../../core/random.ts'
import { quantile } from '../../../verdicts/evaluate/index.ts'
import { AppError } from '../../errors.ts'
import { type ListStatistics, measureLists } from '../list-statistics.ts'
import { judgeCountry } from './country-rows.ts'
import { type SuiteRequest, type SuiteResult, SYNTHETIC } from './suite.ts'
import { type Timed, timeToDetect } from './time-to-detect.ts'

const SEEDS = [51, 52, 53, 54]
const SIZE = { subscribers: 1_500, hours: 24 }
const QUICK_SIZE = { subscribers: 200, hours: 6 }
const HOURS_PER_DAY = 24
/** Every planted controller meets each list so often: coverage and delay are draws. */
const DRAWS = 200

/** Reputation lists replayed in time, beside the hour at which the detector knows. */
export async function forwardSuite(request: SuiteRequest): Promise<SuiteResult> {
  if (request.lists.length === 0)
    throw new AppError(
      'OPTION_INVALID',
      'the suite "forward" needs histories of reputation lists; name them with --lists',
    )
  request.progress.show('reading lists', 0)
  const lists = await measureLists(request.lists)
  const seeds = request.isQuick ? SEEDS.slice(0, 1) : SEEDS
  const size = request.isQuick ? QUICK_SIZE : SIZE
  const timed: Timed[] = []
  for (const [index, seed] of seeds.entries()) {
    const { answer } = await judgeCountry(
      request,
      { seed, sampling: 10, ...size },
      (text, share) =>
        request.progress.show(`country ${seed}: ${text}`, (index + share) / seeds.length),
      (site, rows) => timeToDetect(site, request.model, rows),
    )
    timed.push(...answer)
  }
  request.progress.finish()
  const leads = lists.map((list) => leadTime(list, timed, request.seed))
  const detected = timed.filter(({ hours }) => hours !== null).length
  return {
    suite: 'forward',
    title: { en: 'Ahead of the lists', ja: 'レピュテーションリストとの先後' },
    provenance: {
      en: `${SYNTHETIC.en} Coverage and delay of each list are drawn from its real history; the first list is taken to list a server in the very hour it appears, which favours the lists.`,
      ja: `${SYNTHETIC.ja} 各リストの網羅率と遅れは実際の履歴から引いた値です。最初のリストは出現と同時に掲載すると仮定しており、リストに有利な条件です。`,
    },
    isSynthetic: true,
    tables: [
      {
        title: { en: 'Lead over each list', ja: '各リストに対する先行' },
        about: {
          en: `The detector put ${detected} of ${timed.length} planted controllers above every benign endpoint within the first day.`,
          ja: `検知器は植え込んだ${timed.length}台中${detected}台を、初日のうちにすべての正規エンドポイントより上位としました。`,
        },
        columns: [
          { en: 'source', ja: '情報源' },
          { en: 'never lists', ja: '掲載なし' },
          { en: 'median lead (days)', ja: '先行の中央値（日）' },
          { en: 'detector first', ja: '検知器が先' },
        ],
        rows: leads.map((lead) => [
          lead.source,
          percent(lead.neverListed),
          days(lead.medianLeadDays),
          percent(lead.detectorFirst),
        ]),
      },
      {
        title: { en: 'The lists themselves', ja: 'リスト自体の品質' },
        about: {
          en: 'From their real histories. Delay counts from the first source that had the address; what was there when a history begins is left out.',
          ja: '実際の履歴による値。遅れは最初に掲載した情報源からの日数で、履歴の開始時点で掲載済みのものは除きます。',
        },
        columns: [
          { en: 'source', ja: '情報源' },
          { en: 'addresses', ja: 'アドレス数' },
          { en: 'shared', ja: '他と共通' },
          { en: 'with a port', ja: 'ポートあり' },
          { en: 'delay, median (days)', ja: '遅れ（中央値・日）' },
          { en: 'delay, 90 % (days)', ja: '遅れ（90 %・日）' },
          { en: 'stays (days)', ja: '掲載期間（日）' },
        ],
        rows: lists.map((list) => [
          list.source,
          list.addresses,
          percent(list.sharedShare),
          percent(list.withPort),
          days(list.delayDaysMedian),
          days(list.delayDaysNinetieth),
          days(list.lifetimeDaysMedian),
        ]),
      },
    ],
    document: {
      lists: lists.map(({ delaysDays: _, ...list }) => list),
      leads,
      timeToDetect: timed,
    },
  }
}

/** Draws, for each controller, whether and when the list has it. */
function leadTime(list: ListStatistics, timed: readonly Timed[], seed: number) {
  const random = new SeededRandom(seed).fork(list.source)
  const leads: number[] = []
  let never = 0
  let first = 0
  let total = 0
  for (const { hours } of timed)
    for (let draw = 0; draw < DRAWS; draw++) {
      total++
      const isListed = list.delaysDays.length > 0 && random.next() < list.coverage
      if (!isListed) never++
      if (hours === null) continue
      if (!isListed) {
        first++
        continue
      }
      const lead = random.pick(list.delaysDays) - hours / HOURS_PER_DAY
      leads.push(lead)
      if (lead > 0) first++
    }
  leads.sort((a, b) => a - b)
  return {
    source: list.source,
    neverListed: never / Math.max(1, total),
    medianLeadDays: quantile(leads, 0.5),
    detectorFirst: first / Math.max(1, total),
  }
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`
const days = (value: number): string => (Number.isNaN(value) ? '–' : value.toFixed(1))
