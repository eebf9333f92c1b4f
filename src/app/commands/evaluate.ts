import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Command, Option } from 'commander'
import { baselines, judgeRun } from '../../verdicts/evaluate/index.ts'
import type { Model } from '../../verdicts/index.ts'
import { openDataDirectory } from '../data-directory.ts'
import { loadShippedModel } from '../detection.ts'
import { AppError } from '../errors.ts'
import { evaluateFlows } from '../evaluation/evaluate-flows.ts'
import { evaluationRecord } from '../evaluation/evaluation-record.ts'
import { loadShippedForest, makeForest } from '../evaluation/forest-file.ts'
import { evaluationName, KeptEvaluations } from '../evaluation/kept-evaluations.ts'
import { lookupFromFiles } from '../evaluation/list-lookup.ts'
import { renderReport } from '../evaluation/report/render-report.ts'
import { runDocument } from '../evaluation/run-document.ts'
import { runSummary } from '../evaluation/run-summary.ts'
import { SUITES, type SuiteName } from '../evaluation/suites/catalogue.ts'
import type { SuiteResult } from '../evaluation/suites/suite.ts'
import { readModelFile } from '../models/read-model-file.ts'
import { dataOption, jsonOption, printJson, wholeNumber } from '../options.ts'
import { ProgressLine } from '../progress.ts'
import { systemClock } from '../system-ports.ts'
import { VERSION } from '../version.ts'

type Options = {
  readonly flows?: string
  readonly truth: string
  readonly group: string
  readonly suite?: SuiteName
  readonly quick?: true
  readonly minFlows: number
  readonly minClients?: number
  readonly subscribers?: readonly string[]
  readonly captures: string
  readonly lists?: readonly string[]
  readonly withoutPorts?: true
  readonly model?: string
  readonly report?: string
  readonly keep?: true
  readonly data: string
  readonly seed: number
  readonly makeForest?: true
  readonly json?: true
}

const DEFAULT_CAPTURES = '../shared/data/flows/dev.parquet'
const DEFAULT_LISTS = '../shared/data/lists'

const AFTER = `
Suites: real (labelled captures), isp (a provider's day put together from them), country (simulated,
unseen seeds), forward (reputation lists in time), hostile (framing, bait, padding, a poisoned list),
calibration (later days of one site), cost. What each figure means:
docs/explanation/evaluation.md; your own flows: docs/how-to/evaluate.md.

  $ noroshi evaluate --flows labelled.parquet --truth c2 --report report.html
  $ noroshi evaluate --flows capture20110810.binetflow --truth Label
  $ noroshi evaluate --suite real --without-ports --json`

export function evaluateCommand(): Command {
  return new Command('evaluate')
    .description('measure the detector against the truth, beside published methods')
    .option('--flows <file>', 'labelled flows: canonical Parquet or CSV, or Argus .binetflow')
    .option('--truth <column>', 'says what is a C2: 1, 0, or nothing where unknown', 'c2')
    .option('--group <column>', 'names the capture of a row; each is its own site', 'capture')
    .addOption(new Option('--suite <name>', 'measure on a suite').choices(Object.keys(SUITES)))
    .option('--quick', 'a suite small enough for a test; its figures say little')
    .option('--min-flows <n>', 'leave out endpoints with fewer flows', wholeNumber(1, 1e6), 10)
    .option(
      '--min-clients <n>',
      'clients a candidate needs (default: 1; simulated countries: 3)',
      wholeNumber(1, 1000),
    )
    .option('--subscribers <prefix...>', "whose traffic counts (default: the data is one site's)")
    .option(
      '--captures <file>',
      'labelled captures of the suites "real" and "isp"',
      DEFAULT_CAPTURES,
    )
    .option('--lists <file...>', 'histories of reputation lists (Parquet, CSV)')
    .option('--without-ports', 'headline figures of a detector that is not told the port')
    .option('--model <file>', 'the model to judge (default: the shipped one)')
    .option('--report <file>', 'write a report as one HTML page')
    .option('--keep', 'keep the result in the data directory, where the console shows it')
    .addOption(dataOption())
    .option('--seed <n>', 'seed of every draw', wholeNumber(0, 2 ** 31), 1)
    .addOption(new Option('--make-forest', 'train the DISCLOSURE baseline anew').hideHelp())
    .addOption(jsonOption())
    .addHelpText('after', AFTER)
    .action(evaluate)
}

async function evaluate(options: Options): Promise<void> {
  const progress = new ProgressLine()
  if (options.makeForest) return printJson(await makeForest(progress))
  if ((options.flows === undefined) === (options.suite === undefined))
    throw new AppError('OPTION_INVALID', 'give either --flows or --suite')
  const model = options.model === undefined ? loadShippedModel() : readModelFile(options.model)
  const result =
    options.flows === undefined
      ? await runSuite(options.suite!, options, model, progress)
      : await runFlows(options.flows, options, model, progress)
  keepResult(result, model, options)
  if (options.json) printJson(documentOf(result, options))
  else console.log(textOf(result))
}

/** As one page where --report says, and among the measurements of an installation where --keep does. */
function keepResult(result: SuiteResult, { card }: Model, options: Options): void {
  if (options.report === undefined && !options.keep) return
  const about = {
    version: VERSION,
    model: card,
    isWithoutPorts: options.withoutPorts === true,
    isQuick: options.quick === true,
  }
  const page = renderReport(result, about)
  if (options.report !== undefined) writeFileSync(options.report, page)
  if (!options.keep) return
  const evaluatedAt = new Date(systemClock.nowMs()).toISOString()
  const name = evaluationName(result.suite, evaluatedAt)
  new KeptEvaluations(openDataDirectory(options.data).evaluations).keep(
    evaluationRecord(result, { ...about, name, evaluatedAt }),
    page,
  )
  console.error(`kept as ${name}`)
}

async function runSuite(
  name: SuiteName,
  options: Options,
  model: Model,
  progress: ProgressLine,
): Promise<SuiteResult> {
  return await (await SUITES[name]())({
    model,
    forest: loadShippedForest(),
    seed: options.seed,
    isQuick: options.quick === true,
    isWithoutPorts: options.withoutPorts === true,
    flowsMin: options.minFlows,
    minClients: options.minClients,
    captures: resolve(options.captures),
    lists: listPaths(options) ?? defaultLists(),
    progress,
  })
}

async function runFlows(
  path: string,
  options: Options,
  model: Model,
  progress: ProgressLine,
): Promise<SuiteResult> {
  const listedAt = await lookupFromFiles(listPaths(options) ?? [])
  const { endpoints, captures } = await evaluateFlows(
    {
      // The engine has a working directory of its own.
      path: resolve(path),
      truth: options.truth,
      capture: options.group,
      flowsMin: options.minFlows,
      view: {
        minClients: options.minClients ?? 1,
        subscriberPrefixes: options.subscribers ?? [],
        upstreamInterfaces: [],
      },
      model,
      baselines: baselines({ hasLists: listedAt !== undefined, forest: loadShippedForest() }),
      ...(listedAt ? { listedAt } : {}),
    },
    progress,
  )
  return {
    suite: 'flows',
    title: { en: 'Labelled flows', ja: 'ラベル付きフロー' },
    provenance: {
      en: 'Labels as given with the flows; unknown endpoints are in no figure. The interval of a single capture says nothing about other sites.',
      ja: 'ラベルはフローとともに与えられたものです。不明なエンドポイントはどの数値にも含みません。単一の観測データの信頼区間は、他の網には当てはまりません。',
    },
    isSynthetic: false,
    run: judgeRun(endpoints, { seed: options.seed, isWithoutPorts: options.withoutPorts === true }),
    tables: [],
    document: { captures },
  }
}

function documentOf(result: SuiteResult, options: Options) {
  return {
    suite: result.suite,
    provenance: result.provenance.en,
    isSynthetic: result.isSynthetic,
    isQuick: options.quick === true,
    isWithoutPorts: options.withoutPorts === true,
    ...(result.run ? runDocument(result.run, options.withoutPorts === true) : {}),
    ...result.document,
  }
}

function textOf(result: SuiteResult): string {
  const tables = result.tables.map(({ title, columns, rows }) =>
    [
      title.en,
      ...[columns, ...rows].map(
        (row) => `  ${row.map((cell) => (typeof cell === 'object' ? cell.en : cell)).join(' | ')}`,
      ),
    ].join('\n'),
  )
  return [
    result.title.en,
    result.provenance.en,
    ...(result.run ? [runSummary(result.run)] : []),
    ...tables,
  ].join('\n\n')
}

const listPaths = ({ lists }: Options): string[] | undefined => lists?.map((path) => resolve(path))

function defaultLists(): string[] {
  if (!existsSync(DEFAULT_LISTS)) return []
  return readdirSync(DEFAULT_LISTS)
    .filter((name) => name.endsWith('.parquet'))
    .sort()
    .map((name) => resolve(join(DEFAULT_LISTS, name)))
}
