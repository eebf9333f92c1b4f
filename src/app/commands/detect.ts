import { Command, InvalidArgumentError } from 'commander'
import type { Bilingual } from '../../core/bilingual.ts'
import { formatEndpoint } from '../../core/endpoint.ts'
import type { FoldProgress } from '../../flows/store/fold-pending.ts'
import type { Candidate, Detection } from '../../verdicts/index.ts'
import { loadConfiguration } from '../configuration.ts'
import { callService, isServiceRunning } from '../control-client.ts'
import { type DataDirectory, openDataDirectory } from '../data-directory.ts'
import { type DetectionRequest, runDetection } from '../detection.ts'
import { AppError } from '../errors.ts'
import { HeldDirectory } from '../held-directory.ts'
import { knownHere } from '../lists/known-here.ts'
import { openLocalStore } from '../local-store.ts'
import { openModels } from '../models/open-models.ts'
import { dataOption, hoursIn, instant, jsonOption, printJson, wholeNumber } from '../options.ts'
import { ProgressLine } from '../progress.ts'
import { saidShortly } from '../said-shortly.ts'
import { localised } from '../terminal-language.ts'

type Options = {
  readonly data: string
  readonly from?: number
  readonly to?: number
  readonly window: number | 'all'
  readonly minClients?: number
  readonly limit: number
  readonly explain?: true
  readonly json?: true
}

/** A service of an earlier version says nothing of a budget. */
type Answer = Omit<Detection, 'budget' | 'baseRate'> &
  Partial<Pick<Detection, 'budget' | 'baseRate'>>

const AFTER = `
Scores every service endpoint (server address, protocol, port) that subscribers contacted in the
window and prints the likeliest C&C servers first, each with its reasons. The probability is
calibrated on synthetic traffic; docs/explanation/detection.md says what it means and what not.

  $ noroshi detect --data ./data/lab --window all --min-clients 1
  $ noroshi detect --from 2026-11-01 --to 2026-11-02T12:00:00Z --json

--explain prints what speaks for it (+) and against it (-), what it resembles (~), what would change the verdict, and
where the detector does not know (?).

--min-clients 1 is for the data of one site, where every client is your own.`

export function detectCommand(): Command {
  return new Command('detect')
    .description('find probable C&C servers in the stored flows')
    .addOption(dataOption())
    .option('--window <span>', 'hours or days before the newest flow, or "all"', windowHours, 24)
    .option('--from <instant>', 'start of the window instead', instant)
    .option('--to <instant>', 'end of the window instead', instant)
    .option(
      '--min-clients <n>',
      'clients an endpoint needs (default: the configuration, 3)',
      wholeNumber(1, 1e6),
    )
    .option('--limit <n>', 'candidates to print at most', wholeNumber(1, 100_000), 100)
    .option('--explain', 'say all that speaks for and against each')
    .addOption(jsonOption())
    .addHelpText('after', AFTER)
    .action(run)
}

async function run(options: Options): Promise<void> {
  const directory = openDataDirectory(options.data)
  const request: DetectionRequest = {
    windowHours: options.window,
    fromMs: options.from,
    toMs: options.to,
    minClients:
      options.minClients ?? loadConfiguration(directory.configurationFile).detection.minClients,
    limit: options.limit,
    actor: 'operator',
  }
  const progress = new ProgressLine()
  progress.show('detecting …')
  const detection = (await isServiceRunning(directory.controlSocket))
    ? await callService<Answer>(directory.controlSocket, 'POST', '/control/detect', {
        windowHours: request.windowHours,
        ...(options.from === undefined ? {} : { from: new Date(options.from).toISOString() }),
        ...(options.to === undefined ? {} : { to: new Date(options.to).toISOString() }),
        minClients: request.minClients,
        limit: request.limit,
      })
    : await detectHere(directory, request, (done, total) =>
        progress.show(`rolling up flows: ${Math.floor((100 * done) / Math.max(1, total))} % …`),
      )
  progress.finish()
  if (options.json) printJson(detection)
  else printTable(detection, options.explain === true)
}

async function detectHere(
  directory: DataDirectory,
  request: DetectionRequest,
  onFoldProgress: FoldProgress,
): Promise<Detection> {
  await using _held = await HeldDirectory.hold(directory, 'noroshi detect')
  await using local = await openLocalStore(directory)
  const configuration = loadConfiguration(directory.configurationFile)
  const { library, watch } = openModels(directory)
  await using stack = new AsyncDisposableStack()
  const knownAt = await knownHere(stack, directory)
  const detection = await runDetection(
    local.store,
    library.champion().model,
    configuration,
    { ...request, siteShift: watch.calibration().shift, knownAt },
    onFoldProgress,
  )
  if (detection) return detection
  throw new AppError(
    'NO_FLOWS',
    `${directory.root} holds no flows yet; bring some in with "noroshi ingest" or "noroshi start"`,
  )
}

function printTable(detection: Answer, isExplained: boolean): void {
  const { window, endpointCount, candidates } = detection
  console.log(
    `${endpointCount.toLocaleString('en')} endpoints from ${window.from} to ${window.to}; the likeliest:`,
  )
  for (const [index, candidate] of candidates.entries()) {
    const clients = candidate.clients === 1 ? '1 client' : `${candidate.clients} clients`
    console.log(
      `${String(index + 1).padStart(4)}. ${candidate.probability.toFixed(2)} ${candidate.band.padEnd(15)} ${formatEndpoint(candidate).padEnd(28)} ${clients}`,
    )
    for (const line of isExplained ? explanation(candidate) : saidShortly(candidate))
      console.log(`          ${line}`)
  }
  if (detection.baseRate) console.log(localised(detection.baseRate))
  if (candidates.length === 0) console.log('No endpoint has enough evidence to be named.')
}

/** A service of an earlier version says less of a candidate. */
type Told = Pick<Candidate, 'reasons' | 'against'> & Partial<Candidate>

function explanation(candidate: Told): string[] {
  const { reasons, against, lookAlikes = [], counterfactual, abstention } = candidate
  const marked = (mark: string, said: readonly Bilingual[]): string[] =>
    said.map((one) => `${mark} ${localised(one)}`)
  return [
    ...marked('+', reasons),
    ...marked('-', against),
    ...marked('~', lookAlikes),
    ...marked(
      '?',
      [counterfactual, abstention].flatMap((one) => (one ? [one] : [])),
    ),
  ]
}

function windowHours(text: string): number | 'all' {
  if (text === 'all') return 'all'
  const hours = hoursIn(text)
  if (hours === undefined)
    throw new InvalidArgumentError('It takes "all", or hours or days such as 24h or 7d.')
  return hours
}
