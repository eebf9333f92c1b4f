import { existsSync } from 'node:fs'
import {
  baselines,
  judgeRun,
  type RunVerdict,
  zeroErrorBound,
} from '../../../verdicts/evaluate/index.ts'
import { AppError } from '../../errors.ts'
import { evaluateFlows } from '../evaluate-flows.ts'
import { lookupFromFiles } from '../list-lookup.ts'
import type { ReportTable, SuiteRequest, SuiteResult } from './suite.ts'

/**
 * The shared real captures, each a site of its own. The model is trained on simulated countries alone,
 * so every capture and every family in them is left out of its training; a model that names one of
 * the captures in its card is refused.
 */
export async function realSuite(request: SuiteRequest): Promise<SuiteResult> {
  if (!existsSync(request.captures))
    throw new AppError(
      'NO_FLOWS',
      `the suite "real" needs labelled captures at ${request.captures}; name another place with --captures`,
    )
  const listedAt = await lookupFromFiles(request.lists)
  const { endpoints, captures } = await evaluateFlows(
    {
      path: request.captures,
      truth: 'c2',
      capture: 'capture',
      flowsMin: request.flowsMin,
      view: {
        minClients: request.minClients ?? 1,
        subscriberPrefixes: [],
        upstreamInterfaces: [],
      },
      model: request.model,
      baselines: baselines({ hasLists: listedAt !== undefined, forest: request.forest }),
      ...(listedAt ? { listedAt } : {}),
    },
    request.progress,
  )
  const seen = captures.filter(({ name }) => request.model.card.trainedOn.includes(name))
  if (seen.length > 0)
    throw new AppError('OPTION_INVALID', `the model was trained on ${seen[0]!.name}; leave it out`)
  const run = judgeRun(endpoints, {
    seed: request.seed,
    isWithoutPorts: request.isWithoutPorts,
    clusterOf: (row) => row.capture,
  })
  return {
    suite: 'real',
    title: { en: 'Real captures', ja: '実トラフィック' },
    provenance: {
      en: `Real captures that no tree has seen. One bot per labelled server, no ISP-scale background, nothing sampled at the exporter. No error among ${run.negatives} benign endpoints would prove no more than ${(1000 * zeroErrorBound(run.negatives)).toFixed(1)} per 1,000.`,
      ja: `学習に使っていない実トラフィックです。1サーバにつき1台、ISP規模の背景なし、サンプリングなし。正規の${run.negatives}エンドポイントで誤りがなくても、示せるのは1,000件あたり${(1000 * zeroErrorBound(run.negatives)).toFixed(1)}件以下ということだけです。`,
    },
    isSynthetic: false,
    run,
    tables: [standings(run)],
    document: { captures, found: `${firstRanks(run)} of ${run.positives} servers` },
  }
}

const firstRanks = (run: RunVerdict): number =>
  run.servers.filter(({ benignAbove }) => benignAbove === 0).length

function standings(run: RunVerdict): ReportTable {
  return {
    title: {
      en: 'Benign endpoints above each controller',
      ja: '各C&Cサーバより上位の正規エンドポイント数',
    },
    about: {
      en: `${firstRanks(run)} of ${run.positives} servers stand above every benign endpoint of their capture.`,
      ja: `${run.positives}台中${firstRanks(run)}台が、同じ観測データのすべての正規エンドポイントより上位です。`,
    },
    columns: [
      { en: 'capture', ja: '観測データ' },
      { en: 'endpoint', ja: 'エンドポイント' },
      { en: 'flows', ja: 'フロー数' },
      { en: 'benign above', ja: '上位の正規数' },
      { en: 'benign above, without ports', ja: '上位の正規数（ポートなし）' },
    ],
    rows: run.servers.map(({ endpoint, benignAbove, benignAboveWithoutPorts }) => [
      endpoint.capture,
      `${endpoint.address}:${endpoint.port}/${endpoint.protocol}`,
      endpoint.flows,
      benignAbove,
      benignAboveWithoutPorts,
    ]),
  }
}
