import { readFileSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { openChdb } from '../../flows/store/chdb.ts'
import { FEATURES, formatModel, type Model, type Sample, trainModel } from '../../verdicts/index.ts'
import type { OwnSamples } from '../../web/schemas/training.ts'
import { openDataDirectory } from '../data-directory.ts'
import { AppError } from '../errors.ts'
import { withModelDesk } from '../model-desk.ts'
import { dataOption, jsonOption, printJson, spanHours, wholeNumber } from '../options.ts'
import { ProgressLine } from '../progress.ts'
import { collectSamples } from '../training/collect-samples.ts'
import { modelCardText } from '../training/model-card.ts'
import { ownSamplesOf, samplesFrom } from '../training/own-samples.ts'

const AFTER = `
Each seed draws single sites and a provider's network and runs a small country, under several
sampling rates; all are folded into endpoint features as detection does, and trained on by the planted
C2 servers. Everything it learns from is synthetic, and the model says so; its card (data, figures,
limits) is written beside it. Seeds below 1001 are kept for tests and demonstrations.

  $ noroshi train --output ./my.model.json
  $ noroshi train --challenger --data ./data/isp
  $ noroshi train --challenger --own-flows 7d --samples ./samples.json --data ./data/isp

With --own-flows the data directory’s own flows are a view of their own: what reputation lists call a controller, and what people confirmed,
are its positives, each as sure as its sources; what people dismissed is not; what nobody names is unlabelled.`

const SHIPPED = new URL('../../verdicts/model/shipped.model.json', import.meta.url)
const SHIPPED_CARD = new URL('../../../docs/reference/model-card.md', import.meta.url)
/** Training starts here; tests and demonstrations use seeds below. */
const FIRST_SEED = 1001
const OWN_LIMIT =
  'Trained on simulated traffic and on flows of one site whose labels are others’ lists and people’s decisions: probabilities hold for the simulated part, and elsewhere only the order is claimed.'
const LIMITS = [
  'Trained on simulated traffic only: probabilities hold there, and elsewhere only the order is claimed.',
  'A program of good intentions that connects to one place again and again with little to say looks like a bot; who its clients are decides.',
  'Controllers hidden in a popular service, in a delivery network or in a peer-to-peer swarm are not found.',
  'One day or less is seen; slow servers need the seven-day memory.',
]

type Options = {
  readonly seeds: number
  readonly calibrationSeeds: number
  readonly output?: string
  readonly samples?: string
  readonly challenger?: true
  readonly ownFlows?: number
  readonly data: string
  readonly json?: true
}

export function trainCommand(): Command {
  return new Command('train')
    .description('make the detection model from simulated traffic')
    .option('--seeds <n>', 'seeds to train on', wholeNumber(1, 500), 20)
    .option('--calibration-seeds <n>', 'further seeds to calibrate on', wholeNumber(1, 500), 2)
    .option('--output <file>', 'model file to write (default: the shipped model)')
    .option('--samples <file>', 'keep the feature rows in this file, and use it when it exists')
    .option(
      '--own-flows <span>',
      'learn from the newest hours or days of the data directory as well, such as 24h or 7d',
      spanHours,
    )
    .option('--challenger', 'keep it in the data directory as the challenger instead')
    .addOption(dataOption())
    .addOption(jsonOption())
    .addHelpText('after', AFTER)
    .action(train)
}

async function train(options: Options): Promise<void> {
  const trainingSeeds = seedsFrom(FIRST_SEED, options.seeds)
  const calibrationSeeds = seedsFrom(FIRST_SEED + options.seeds, options.calibrationSeeds)
  if (options.ownFlows !== undefined && !options.challenger && options.output === undefined)
    throw new AppError(
      'OPTION_INVALID',
      'a model of your own flows is kept with --challenger or --output; the shipped one stays synthetic',
    )
  // First, because it may be refused, and the rest takes minutes.
  const own =
    options.ownFlows === undefined
      ? undefined
      : await ownSamplesOf(openDataDirectory(options.data), options.ownFlows)
  const { training: synthetic, calibration } =
    readSamples(options.samples) ?? (await runSeeds(trainingSeeds, calibrationSeeds))
  if (options.samples) writeFileSync(options.samples, formatSamples(synthetic, calibration))
  const training = own ? [...synthetic, ...samplesFrom(own)] : synthetic

  const model = trainModel(training, {
    seed: FIRST_SEED,
    features: FEATURES,
    calibration,
    card: {
      title: 'Noroshi endpoint model',
      trainedOn: `synthetic flows of ${options.seeds} seeds: drawn single sites seen whole, drawn provider networks and simulated countries seen by sampling routers${own ? ownText(own) : ''}`,
      ...(own ? { hasOwnFlows: true } : {}),
      seeds: { training: trainingSeeds, calibration: calibrationSeeds },
      limits: own ? [OWN_LIMIT, ...LIMITS.slice(1)] : LIMITS,
    },
  })
  await keepModel(model, options, modelCardText(model, training, calibration))
  if (options.json) printJson(model.card)
  else {
    const { samples, heldOut } = model.card
    console.log(
      `Trained on ${samples.training} endpoints (${samples.trainingPositive} planted C2). On ${samples.calibration} of other seeds, synthetic as well: PR-AUC ${heldOut.prAuc.toFixed(3)} over ${heldOut.positives} planted C2.`,
    )
  }
}

async function keepModel(model: Model, options: Options, card: string): Promise<void> {
  if (!options.challenger) {
    writeFileSync(options.output ?? SHIPPED, formatModel(model))
    const path = options.output ? `${options.output.replace(/\.json$/, '')}.card.md` : SHIPPED_CARD
    writeFileSync(path, card)
    return
  }
  const directory = await mkdtemp(join(tmpdir(), 'noroshi-challenger-'))
  try {
    const path = join(directory, 'challenger.model.json')
    writeFileSync(path, formatModel(model))
    const { id } = await withModelDesk(options.data, (desk) => desk.challenge(path))
    console.error(`${id} challenges in ${options.data}`)
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

async function runSeeds(
  trainingSeeds: readonly number[],
  calibrationSeeds: readonly number[],
): Promise<{ training: Sample[]; calibration: Sample[] }> {
  const engine = await openChdb()
  const progress = new ProgressLine()
  const seedCount = trainingSeeds.length + calibrationSeeds.length
  const show = (done: number): void =>
    progress.show(`seed ${done + 1} of ${seedCount}`, done / seedCount)
  try {
    const training = await collectSamples(engine, trainingSeeds, show)
    const calibration = await collectSamples(engine, calibrationSeeds, (index) =>
      show(trainingSeeds.length + index),
    )
    return { training, calibration }
  } finally {
    progress.finish()
    await engine.close()
  }
}

function ownText({ window, rows, listed, confirmed, dismissed, voices }: OwnSamples): string {
  const by =
    voices.length === 0
      ? ''
      : ` by ${voices.length} independent source${voices.length === 1 ? '' : 's'}`
  return `; and ${rows.length} endpoints of one site's own flows from ${window.from} to ${window.to}, ${listed} listed as controllers${by}, ${confirmed} confirmed and ${dismissed} dismissed by people`
}

const seedsFrom = (first: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => first + i)

type StoredRow = [
  view: string,
  kind: string | null,
  seed: number | null,
  label: 0 | 1,
  ...values: (number | null)[],
]

/** Rows of another layout are made anew. */
const SAMPLES_LAYOUT = 4

/** NaN has no place in JSON; it is written as null. */
function formatSamples(training: readonly Sample[], calibration: readonly Sample[]): string {
  const plain = (samples: readonly Sample[]): unknown =>
    samples.map(({ values, label, view, kind, seed }) => [
      view ?? '',
      kind ?? null,
      seed ?? null,
      label,
      ...Array.from(values),
    ])
  return JSON.stringify({
    layout: SAMPLES_LAYOUT,
    training: plain(training),
    calibration: plain(calibration),
  })
}

function readSamples(
  path: string | undefined,
): { training: Sample[]; calibration: Sample[] } | undefined {
  if (path === undefined) return undefined
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
  const stored: Record<'training' | 'calibration', StoredRow[]> & { layout?: number } =
    JSON.parse(text)
  if (stored.layout !== SAMPLES_LAYOUT) return undefined
  const revive = (rows: StoredRow[]): Sample[] =>
    rows.map(([view, kind, seed, label, ...values]) => ({
      view,
      label,
      ...(kind === null ? {} : { kind }),
      ...(seed === null ? {} : { seed }),
      values: Float64Array.from(values, (value) => value ?? Number.NaN),
    }))
  return { training: revive(stored.training), calibration: revive(stored.calibration) }
}
