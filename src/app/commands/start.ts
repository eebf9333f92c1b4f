import { Command, Option } from 'commander'
import pino, { type Logger } from 'pino'
import { DAY_MS } from '../../core/time-span.ts'
import { createCountry, PAST_DAYS_MAX } from '../../country/index.ts'
import { type Configuration, loadConfiguration } from '../configuration.ts'
import { buildConsoleIfStale } from '../console-build.ts'
import { openDataDirectory } from '../data-directory.ts'
import { AppError } from '../errors.ts'
import { DEFAULT_DATA, DEFAULT_DEMO_DATA, wholeNumber } from '../options.ts'
import { CountryThread } from '../service/country-thread.ts'
import { type Service, type ServiceOptions, startService } from '../service/service.ts'
import { StartReport } from '../service/start-report.ts'
import { START_TEXTS } from '../service/start-texts.ts'
import { VirtualTime } from '../service/virtual-time.ts'
import { systemClock } from '../system-ports.ts'
import { VERSION } from '../version.ts'

type Options = {
  readonly demo?: true
  readonly seed: number
  readonly data?: string
  readonly port?: number
}

const AFTER = `
Runs until Ctrl-C. What has been received by then is stored, or waits on disk for the next start.

  $ noroshi start --demo              a small simulated country sends real datagrams to loopback
  $ noroshi start --data ./data/isp   your own exporters; see docs/reference/configuration.md`

/** The demonstration detects often, so that a newcomer sees something soon. */
const DEMO_DETECTION_SECONDS = 15

export function startCommand(): Command {
  return new Command('start')
    .description('collect, store, detect, and serve the console and API')
    .option('--demo', 'with a small simulated country as exporters')
    .option('--seed <n>', 'which country', wholeNumber(0, 2 ** 32 - 1), 1)
    .addOption(
      new Option(
        '--data <dir>',
        `data directory (default: ${DEFAULT_DATA}, with --demo ${DEFAULT_DEMO_DATA})`,
      ),
    )
    .option(
      '--port <n>',
      'console and API (default: the configuration, 8080)',
      wholeNumber(0, 65535),
    )
    .addHelpText('after', AFTER)
    .action(run)
}

async function run(options: Options): Promise<void> {
  const isDemo = options.demo === true
  const directory = openDataDirectory(options.data ?? (isDemo ? DEFAULT_DEMO_DATA : DEFAULT_DATA))
  const configuration = configure(options, loadConfiguration(directory.configurationFile))
  const logger: Logger = pino(
    { level: 'info', base: null },
    pino.destination({ dest: 2, sync: true }),
  )
  const ending = new Ending()
  const virtualTime = new VirtualTime()
  const report = new StartReport()

  const complaint = await buildConsoleIfStale(() => report.say(START_TEXTS.building()))
  if (complaint) logger.error({ complaint }, 'the console could not be built; the API works')

  await using service = await startDespiteTakenPorts({
    directory,
    configuration,
    version: VERSION,
    isDemo,
    ...(isDemo ? { virtualTime } : {}),
    logger,
    onShutdown: () => ending.end(),
    onDeath: (error) => ending.fail(error),
  })
  await using stack = new AsyncDisposableStack()
  const country = isDemo
    ? await startCountry(options.seed, service, virtualTime, ending)
    : undefined
  stack.defer(async () => country?.stop())
  report.begin(service, country && { seed: options.seed, thread: country })
  stack.defer(() => report.end())
  await ending.reached
  report.say(START_TEXTS.stopping())
}

function configure(options: Options, configuration: Configuration): Configuration {
  const console = {
    ...configuration.console,
    ...(options.port === undefined ? {} : { port: options.port }),
  }
  if (!options.demo) return { ...configuration, console }
  const { subscriberPrefixes, exporters } = createCountry({ seed: options.seed })
  return {
    ...configuration,
    console,
    subscriberPrefixes: [...subscriberPrefixes],
    upstreamInterfaces: [
      ...new Set(
        exporters.flatMap((exporter) => [exporter.upstreamInterface, exporter.transitInterface]),
      ),
    ],
    detection: { ...configuration.detection, everySeconds: DEMO_DETECTION_SECONDS },
  }
}

/** The demonstration does not insist on the customary ports: its exporters go wherever it listens. */
async function startDespiteTakenPorts(options: ServiceOptions): Promise<Service> {
  try {
    return await startService(options)
  } catch (error) {
    const isTaken = error instanceof Error && 'code' in error && error.code === 'LISTENER_NOT_BOUND'
    if (!options.isDemo || !isTaken) throw error
    const collectors = [{ address: '127.0.0.1', port: 0 }]
    return startService({ ...options, configuration: { ...options.configuration, collectors } })
  }
}

/** The country's yesterday and, in outline, the days before, unless the store already holds part of it. */
async function startCountry(
  seed: number,
  service: Service,
  virtualTime: VirtualTime,
  ending: Ending,
): Promise<CountryThread> {
  const { span } = await service.parts.extent.current()
  const nowMs = systemClock.nowMs()
  const startMs = Math.min(nowMs, Math.max(nowMs - DAY_MS, span?.endMs ?? 0))
  const [listener] = service.parts.collector.counts().listeners
  if (!listener) throw new AppError('THREAD_DIED', 'the collector listens nowhere')
  return new CountryThread(
    {
      seed,
      startMs,
      // A site knows what was there before.
      pastDays: span ? 0 : PAST_DAYS_MAX,
      target: { host: listener.address, port: listener.port },
      virtualTime: virtualTime.buffer,
    },
    (error) => ending.fail(error),
  )
}

/** Waits for Ctrl-C, a stop order or the death of a part. */
class Ending {
  readonly reached: Promise<void>
  readonly end: () => void
  readonly fail: (error: Error) => void

  constructor() {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    this.reached = promise
    this.end = resolve
    this.fail = reject
    // npm passes a terminal's Ctrl-C on a second time; repeating it changes nothing.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.on(signal, () => resolve())
  }
}
