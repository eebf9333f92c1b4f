import type { Bilingual } from '../../../core/bilingual.ts'
import {
  baselineSource,
  binomialInterval,
  CAUSES,
  type KnownEndpoint,
  type RunVerdict,
} from '../../../verdicts/evaluate/index.ts'
import { baseRateText, provableText } from '../base-rate-text.ts'
import { calibrationFigure } from './figures/calibration.ts'
import { causeFigure, countCauses } from './figures/causes.ts'
import { intervalFigure } from './figures/intervals.ts'
import { type Method, methodsOf } from './figures/method-names.ts'
import { precisionRecallFigure } from './figures/precision-recall.ts'
import { scoreFigure } from './figures/score-distribution.ts'
import { both, escaped, figure, type Markup, section, table } from './markup.ts'

/** Rows of the long tables; JSON has the rest. */
const ROWS_MAX = 60

/**
 * All that a report says about one run.
 *
 * @param between what a suite shows right after the order, before the details
 */
export function runSections(run: RunVerdict, isWithoutPorts: boolean, between: Markup): Markup {
  const methods = methodsOf(run, isWithoutPorts)
  const scoreOf = isWithoutPorts
    ? (row: KnownEndpoint) => row.scoreWithoutPorts
    : (row: KnownEndpoint) => row.score
  return [
    keyFigures(run, methods),
    order(methods),
    between,
    section(
      'scores',
      { en: 'Scores and probabilities', ja: 'スコアと確率' },
      `<div class="pair">${figure(
        scoreFigure(run.known, scoreOf),
        {
          en: `${run.unscored} endpoints that the evidence gate left out are not drawn.`,
          ja: `証拠条件で除外した${run.unscored}件は描いていません。`,
        },
        '',
      )}${calibration(run)}</div>`,
    ),
    baseRates(run),
    causes(run),
    servers(run),
    section('methods', { en: 'The methods compared', ja: '比較した手法' }, sources(run)),
  ].join('\n')
}

function keyFigures(run: RunVerdict, methods: readonly Method[]): Markup {
  const best = methods.slice(1).find(({ title }) => !title.en.startsWith('Noroshi'))
  const { interval } = run.ours
  const budget = run.ours.recallAtFalse['1']!
  const card = (name: Bilingual, value: string, note: Bilingual): Markup =>
    `<li><span class="name">${both(name)}</span><strong>${escaped(value)}</strong><span class="note">${both(note)}</span></li>`
  const range = interval ? `${interval.low.toFixed(2)}–${interval.high.toFixed(2)}` : '–'
  const exact = binomialInterval(budget.found, budget.positives)
  return `<ul class="cards">${[
    card({ en: 'PR-AUC', ja: 'PR-AUC' }, run.ours.prAuc.toFixed(3), {
      en: `95 % interval ${range}`,
      ja: `95%区間 ${range}`,
    }),
    card(
      { en: 'found at 1 false per 10,000', ja: '誤り1/10,000件での検知' },
      `${budget.found} / ${budget.positives}`,
      {
        en: `${budget.falseMax} false allowed among ${run.negatives.toLocaleString('en')} benign; proves ${(100 * exact.low).toFixed(0)}–${(100 * exact.high).toFixed(0)} %`,
        ja: `正規${run.negatives.toLocaleString('en')}件中${budget.falseMax}件まで許容。示せる範囲は${(100 * exact.low).toFixed(0)}–${(100 * exact.high).toFixed(0)}%`,
      },
    ),
    card(
      { en: 'best baseline, PR-AUC', ja: '比較手法の最良PR-AUC' },
      best ? best.quality.prAuc.toFixed(3) : '–',
      best?.title ?? { en: 'none', ja: 'なし' },
    ),
    card(
      { en: 'calibration error', ja: '確率の較正誤差' },
      run.calibration.expectedError.toFixed(3),
      {
        en: `Brier score ${run.calibration.brier.toFixed(4)}`,
        ja: `ブライアスコア ${run.calibration.brier.toFixed(4)}`,
      },
    ),
  ].join('')}</ul>`
}

function order(methods: readonly Method[]): Markup {
  const numbers = table(
    [
      { en: 'method', ja: '手法' },
      { en: 'PR-AUC', ja: 'PR-AUC' },
      { en: '95 % interval', ja: '95%区間' },
      { en: 'recall at 0', ja: '再現率 0' },
      { en: 'at 1', ja: '1' },
      { en: 'at 10 per 10,000', ja: '10 / 1万件' },
      { en: 'right in the first 50', ja: '上位50の適合率' },
    ],
    methods.map(({ title, quality }) => [
      title,
      quality.prAuc.toFixed(3),
      quality.interval
        ? `${quality.interval.low.toFixed(2)}–${quality.interval.high.toFixed(2)}`
        : '–',
      ...['0', '1', '10'].map((budget) => quality.recallAtFalse[budget]!.recall.toFixed(3)),
      quality.precisionAt['50']!.toFixed(2),
    ]),
  )
  return section(
    'order',
    { en: 'Who stands first', ja: '順位付けの良さ' },
    `<div class="pair">${figure(
      precisionRecallFigure(methods),
      {
        en: 'Precision against recall, the best five. Steps are drawn as they are; ties enter together.',
        ja: '適合率と再現率（上位5手法）。補間はせず、同点はまとめて数えます。',
      },
      '',
    )}${figure(
      intervalFigure(methods),
      {
        en: 'PR-AUC with 95 % intervals, resampled by whole clusters, on the same rows in the same run.',
        ja: '同じ実行・同じデータでのPR-AUCと95%区間（まとまり単位の再標本化）。',
      },
      numbers,
    )}</div>`,
  )
}

function calibration(run: RunVerdict): Markup {
  return figure(
    calibrationFigure(run.calibration),
    {
      en: 'Each dot is a tenth of the scale, its number the endpoints in it. On the line, a probability means what it says.',
      ja: '各点は確率の10分の1の幅、数字は件数です。線上にあれば、確率は言葉どおりの意味を持ちます。',
    },
    table(
      [
        { en: 'probability', ja: '確率' },
        { en: 'endpoints', ja: '件数' },
        { en: 'mean given', ja: '平均確率' },
        { en: 'true', ja: '実際' },
      ],
      run.calibration.bins
        .filter((bin) => bin.count > 0)
        .map((bin) => [
          `${bin.from.toFixed(1)}–${bin.to.toFixed(1)}`,
          bin.count,
          bin.meanProbability.toFixed(3),
          bin.observed.toFixed(3),
        ]),
    ),
  )
}

function baseRates(run: RunVerdict): Markup {
  return section(
    'base-rate',
    { en: 'What that means on an ISP’s day', ja: 'ISPの1日に当てはめると' },
    `<p>${both(baseRateText(run))}</p><p>${both(provableText(run))}</p>`,
  )
}

function causes(run: RunVerdict): Markup {
  if (run.errors.length === 0) return ''
  const rows = run.errors
    .slice(0, ROWS_MAX)
    .map(({ endpoint, side, cause }) => [
      `${endpoint.address}:${endpoint.port}/${endpoint.protocol}`,
      endpoint.capture,
      side === 'missed'
        ? { en: 'missed', ja: '見逃し' }
        : { en: 'benign, too high', ja: '正規が上位' },
      CAUSES[cause],
      endpoint.kind ?? '–',
      endpoint.probability.toFixed(3),
    ])
  return section(
    'causes',
    { en: 'Every error and its cause', ja: '誤りとその原因' },
    figure(
      causeFigure(run.errors),
      {
        en: `${countCauses(run.errors).length} causes among ${run.errors.length} errors: controllers below the budget of one per 10,000, and at most fifty benign endpoints above a controller of their capture.`,
        ja: `${run.errors.length}件の誤り、原因${countCauses(run.errors).length}種。1万件あたり1件の枠に入らなかったC&Cサーバと、同じ観測データのC&Cサーバより上位の正規（最大50件）。`,
      },
      table(
        [
          { en: 'endpoint', ja: 'エンドポイント' },
          { en: 'capture', ja: '観測データ' },
          { en: 'error', ja: '誤り' },
          { en: 'cause', ja: '原因' },
          { en: 'known as', ja: '種別' },
          { en: 'probability', ja: '確率' },
        ],
        rows,
      ),
    ),
  )
}

function servers(run: RunVerdict): Markup {
  return section(
    'servers',
    { en: 'The labelled controllers', ja: 'ラベル付きC&Cサーバ' },
    table(
      [
        { en: 'endpoint', ja: 'エンドポイント' },
        { en: 'capture', ja: '観測データ' },
        { en: 'known as', ja: '種別' },
        { en: 'flows', ja: 'フロー数' },
        { en: 'clients', ja: '端末数' },
        { en: 'rank', ja: '順位' },
        { en: 'benign above', ja: '上位の正規' },
        { en: 'without ports', ja: 'ポートなし' },
        { en: 'probability', ja: '確率' },
      ],
      [...run.servers]
        .sort((a, b) => a.rank - b.rank)
        .slice(0, ROWS_MAX)
        .map(({ endpoint, rank, benignAbove, benignAboveWithoutPorts }) => [
          `${endpoint.address}:${endpoint.port}/${endpoint.protocol}`,
          endpoint.capture,
          endpoint.kind ?? '–',
          endpoint.flows,
          endpoint.clients === undefined ? '–' : Math.round(endpoint.clients),
          rank,
          benignAbove,
          benignAboveWithoutPorts,
          endpoint.probability.toFixed(3),
        ]),
    ),
  )
}

function sources(run: RunVerdict): Markup {
  return `<dl>${Object.keys(run.baselines)
    .map((name) => {
      const { title, source } = baselineSource(name)
      return `<dt><strong>${both(title)}</strong></dt><dd>${both(source)}</dd>`
    })
    .join('')}</dl>`
}
