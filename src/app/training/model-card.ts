import { C2_FAMILIES } from '../../country/index.ts'
import { FEATURES, type Model, type Sample } from '../../verdicts/index.ts'
import { modelScore } from '../../verdicts/model/model.ts'
import { evaluateRanking } from '../../verdicts/model/ranking.ts'

type Figures = {
  readonly view: string
  readonly training: number
  readonly trainingPlanted: number
  readonly heldOut: number
  readonly heldOutPlanted: number
  readonly prAuc: number
  readonly recallAtOnePerThousand: number
}

const VIEW_NAMES: Readonly<Record<string, string>> = {
  site: 'single sites, unsampled / 単一拠点（サンプリングなし）',
  provider: 'drawn providers, sampled or not / 抽選したISP（サンプリングあり・なし）',
  own: 'this site, labelled by lists and people / 自網（リストと人の判断によるラベル）',
  country: 'simulated countries, sampled or not / 模擬国（サンプリングあり・なし）',
}

/** The card of a model as Markdown, in English and Japanese: data, seeds, families, figures, limits. */
export function modelCardText(
  model: Model,
  training: readonly Sample[],
  calibration: readonly Sample[],
): string {
  const views = [...new Set(training.map((sample) => sample.view ?? ''))].sort()
  const figures = views.map((view) => figuresOf(model, view, training, calibration))
  const { card } = model
  const isSynthetic = card.hasOwnFlows !== true
  return `# ${card.title}

Written by \`noroshi train\`; do not edit.

**日本語の要約** 通信先のエンドポイント（アドレス・プロトコル・ポート）がC&Cサーバである可能性を順位付けするモデルです。
${isSynthetic ? '学習データはすべて合成です。' : '学習データは、合成データと、リストおよび人の判断でラベル付けした自網のフローです。'}実トラフィックでは順位のみを主張し、確率は目安とします。
学習${card.samples.training.toLocaleString('en')}件（うちC&C ${card.samples.trainingPositive}件）、未学習のシードでのPR-AUCは${card.heldOut.prAuc.toFixed(3)}です。

**Summary** Ranks service endpoints (address, protocol, port) by how likely they are command-and-control servers. ${isSynthetic ? 'Every training\nsample is synthetic' : 'It was trained on'}: ${card.trainedOn}. Elsewhere only the order is claimed.

## Data and figures${isSynthetic ? ', all synthetic' : ''}

Figures are those of seeds that no tree has seen. They also fit the probability curve, which does not change the order.

| view | training endpoints | planted | held-out endpoints | planted | PR-AUC | recall at 1 wrong per 1,000 |
|---|---|---|---|---|---|---|
${figures.map(figureRow).join('\n')}

- Training seeds: ${card.seeds.training.join(', ')}. Held out: ${card.seeds.calibration.join(', ')}.
- C2 families of the simulated countries: ${C2_FAMILIES.map(({ kind }) => kind).join(', ')}. Drawn sites and networks have no
  families: gap, jitter, pauses, sizes, answers and ports are drawn one by one.
- Learner: ${model.bags.length} bags of ${model.bags[0]!.trees.length} boosted trees, positive–unlabelled bagging, views weighing alike, port features and those of lists hidden from a
  share of the samples. Calibration: ${model.calibration.kind}.

## Features

${FEATURES.map(({ name, group, unit, monotone }) => `- \`${name}\` (${group}): ${unit}${monotone ? `; may only ${monotone > 0 ? 'raise' : 'lower'} the score` : ''}`).join('\n')}

## Limits

${card.limits.map((limit) => `- ${limit}`).join('\n')}
`
}

function figuresOf(
  model: Model,
  view: string,
  training: readonly Sample[],
  calibration: readonly Sample[],
): Figures {
  const seen = training.filter((sample) => (sample.view ?? '') === view)
  const held = calibration.filter((sample) => (sample.view ?? '') === view)
  const quality = evaluateRanking(
    held.map((sample) => modelScore(model, sample.values)),
    held.map((sample) => sample.label),
  )
  const planted = held.filter(({ label }) => label === 1).length
  return {
    view,
    training: seen.length,
    trainingPlanted: seen.filter(({ label }) => label === 1).length,
    heldOut: held.length,
    heldOutPlanted: planted,
    prAuc: quality.prAuc,
    recallAtOnePerThousand: recallAt(model, held, Math.floor((held.length - planted) / 1000)),
  }
}

/** Share of the planted that stand before the wrong endpoint after the allowed ones. */
function recallAt(model: Model, samples: readonly Sample[], wrongAllowed: number): number {
  const ordered = samples
    .map((sample) => ({ label: sample.label, score: modelScore(model, sample.values) }))
    .sort((a, b) => b.score - a.score || a.label - b.label)
  const planted = ordered.filter(({ label }) => label === 1).length
  let wrong = 0
  let found = 0
  for (const { label } of ordered) {
    if (label === 1) found++
    else if (++wrong > wrongAllowed) break
  }
  return planted === 0 ? 0 : found / planted
}

const figureRow = (one: Figures): string =>
  `| ${VIEW_NAMES[one.view] ?? one.view} | ${one.training.toLocaleString('en')} | ${one.trainingPlanted} | ${one.heldOut.toLocaleString('en')} | ${one.heldOutPlanted} | ${figure(one, one.prAuc, 3)} | ${figure(one, one.recallAtOnePerThousand, 2)} |`

/** Where nothing was held out there is no figure. */
const figure = ({ heldOutPlanted }: Figures, value: number, digits: number): string =>
  heldOutPlanted === 0 ? '–' : value.toFixed(digits)
