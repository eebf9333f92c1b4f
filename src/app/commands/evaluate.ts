import { readFileSync } from 'node:fs'
import { Command, Option } from 'commander'
import { baselines, judgeRun } from '../../verdicts/evaluate/index.ts'
import { loadModel, type Model } from '../../verdicts/index.ts'
import { loadShippedModel } from '../detection.ts'
import { AppError } from '../errors.ts'
import { evaluateFlows } from '../evaluation/evaluate-flows.ts'
import { lookupFromFiles } from '../evaluation/list-lookup.ts'
import { runDocument } from '../evaluation/run-document.ts'
import { jsonOption, printJson, wholeNumber } from '../options.ts'
import { ProgressLine } from '../progress.ts'

export type EvaluateOptions = {
  readonly flows?: string
  readonly truth: string
  readonly group: string
  readonly minFlows: number
  readonly minClients: number
  readonly subscribers?: readonly string[]
  readonly lists?: readonly string[]
  readonly withoutPorts?: true
  readonly model?: string
  readonly report?: string
  readonly seed: number
  readonly json?: true
}

export function evaluateCommand(): Command {
  return new Command('evaluate')
    .description('measure the detector against the truth, beside published methods')
    .option(
      '--flows <file>',
      'labelled flows: Parquet or CSV in the canonical columns, or Argus .binetflow',
    )
    .option('--truth <column>', 'column that says what is a C2 (1, 0, empty = unknown)', 'c2')
    .option(
      '--group <column>',
      'column that names the capture; each is a site of its own',
      'capture',
    )
    .option(
      '--min-flows <n>',
      'endpoints with fewer flows are left out',
      wholeNumber(1, 1_000_000),
      10,
    )
    .option(
      '--min-clients <n>',
      'clients an endpoint needs to be a candidate',
      wholeNumber(1, 1000),
      1,
    )
    .option(
      '--subscribers <prefix...>',
      'prefixes of the subscribers; none: one site vouches for its sources',
    )
    .option(
      '--lists <file...>',
      'histories of reputation lists, for the baseline that only looks up',
    )
    .option('--without-ports', 'headline figures from a model that is not told the port')
    .option('--model <file>', 'model to judge (default: the shipped one)')
    .option('--report <file>', 'write a report as one HTML page')
    .addOption(
      new Option('--seed <n>', 'seed of every draw').argParser(wholeNumber(0, 2 ** 31)).default(1),
    )
    .addOption(jsonOption())
    .action(run)
}

async function run(options: EvaluateOptions): Promise<void> {
  if (options.flows === undefined) throw new AppError('OPTION_INVALID', 'give --flows or --suite')
  const model = options.model ? readModel(options.model) : loadShippedModel()
  const listedAt = await lookupFromFiles(options.lists ?? [])
  const answer = await evaluateFlows(
    {
      path: options.flows,
      truth: options.truth,
      capture: options.group,
      flowsMin: options.minFlows,
      view: {
        minClients: options.minClients,
        subscriberPrefixes: options.subscribers ?? [],
        upstreamInterfaces: [],
      },
      model,
      baselines: baselines({ hasLists: listedAt !== undefined }),
      ...(listedAt ? { listedAt } : {}),
    },
    new ProgressLine(),
  )
  const isWithoutPorts = options.withoutPorts === true
  const run = judgeRun(answer.endpoints, { seed: options.seed, isWithoutPorts })
  printJson({ captures: answer.captures, ...runDocument(run, isWithoutPorts) })
}

function readModel(path: string): Model {
  return loadModel(JSON.parse(readFileSync(path, 'utf8')))
}
