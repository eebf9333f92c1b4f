import { Command, InvalidArgumentError, Option } from 'commander'
import { formatEndpoint } from '../../core/endpoint.ts'
import { HOUR_MS } from '../../core/time-span.ts'
import {
  C2_FAMILIES,
  type Country,
  createCountry,
  EVERYDAY_KINDS,
  runCountry,
  TRAPS,
  type UdpTarget,
} from '../../country/index.ts'
import { AppError } from '../errors.ts'
import { jsonOption, printJson, wholeNumber } from '../options.ts'
import { ProgressLine } from '../progress.ts'
import { type InjectionOptions, loadRecordings } from '../simulation/load-recordings.ts'
import { addPlanOptions, type PlanOptions, planOf } from '../simulation/plan-options.ts'
import { systemClock } from '../system-ports.ts'

type Options = PlanOptions &
  InjectionOptions & {
    /** `true` where the option stands alone. */
    readonly truth?: true | 'all'
    readonly names?: true
    readonly to?: UdpTarget
    readonly speed?: number
    readonly json?: true
  }

/** Where a recording's inside hosts usually have their addresses. */
const PRIVATE = '10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,fc00::/7,fe80::/10'

const AFTER = `
The small country is synthetic: a seeded ISP with subscribers, services, automation, bots and C&C
servers, whose routers send real NetFlow v9, IPFIX and sFlow datagrams. The same seed gives the same
country. Its past hours are sent as fast as a collector takes them, unless --speed says otherwise.
--past-days adds what a site would remember: who was there on the days before, one contact a day.
sFlow carries no time, so its samples count as of the instant at which they arrive.

  $ noroshi simulate --seed 7 --to udp://127.0.0.1:2055 --hours 24
  $ noroshi simulate --seed 7 --truth --json
  $ noroshi simulate --seed 7 --plan drawn --sampling 1000 --bots 20 --truth all --json
  $ noroshi simulate --names

--truth prints the planted C&C servers, --truth all everything planted and every innocent trap.
--inject replays recorded flows (any file that ingest reads): every inside host becomes a subscriber,
or, with --inject-server 192.0.2.1:6667/tcp, the channel to that server is planted as a C&C channel.

Only loopback is a legal target: invented traffic must not reach a real collector by mistake.`

export function simulateCommand(): Command {
  return addPlanOptions(
    new Command('simulate').description('send a small country’s traffic as real exporters would'),
  )
    .addOption(
      new Option('--truth [what]', 'print its planted C&C servers instead').choices(['all']),
    )
    .option('--names', 'print the C&C families and the kinds of traps instead')
    .option('--to <url>', 'collector, as udp://HOST:PORT', udpTarget)
    .option(
      '--speed <x>',
      'virtual seconds for each real one (default: as fast as can be)',
      positive,
    )
    .option('--inject <file...>', 'recorded flows to replay')
    .option('--inject-server <endpoint>', 'plant only the channel to this server, as C&C')
    .option('--inject-copies <n>', 'subscribers that replay each', wholeNumber(1, 200), 1)
    .option('--inject-clients <prefixes>', 'inside hosts of the recording', list, list(PRIVATE))
    .addOption(jsonOption())
    .addHelpText('after', AFTER)
    .action(run)
}

async function run(options: Options): Promise<void> {
  if (options.names) {
    printNames(options.json ?? false)
    return
  }
  const recordings = await loadRecordings(options)
  const country = createCountry({ ...planOf(options), recordings })
  if (options.truth) {
    printTruth(country, options.truth === 'all', options.json ?? false)
    return
  }
  if (!options.to)
    throw new AppError('OPTION_INVALID', 'simulate needs --to udp://HOST:PORT, or --truth')
  await send(country, options, options.to)
}

async function send(country: Country, options: Options, to: UdpTarget): Promise<void> {
  const endMs = systemClock.nowMs()
  const startMs = endMs - options.hours * HOUR_MS
  const progress = new ProgressLine()
  const stop = new AbortController()
  process.once('SIGINT', () => stop.abort())
  const done = await runCountry({
    country,
    targets: { netflow9: to, ipfix: to, sflow5: to },
    startMs,
    endMs,
    clock: systemClock,
    signal: stop.signal,
    ...(options.speed === undefined ? {} : { speed: options.speed }),
    onProgress: ({ virtualMs, flows }) =>
      progress.show(
        `${new Date(virtualMs).toISOString().slice(0, 16)} ${flows.toLocaleString('en')} records`,
        (virtualMs - startMs) / (endMs - startMs),
      ),
  })
  progress.finish()
  const summary = { records: done.flows, datagrams: done.datagrams, refused: done.failedDatagrams }
  if (options.json) printJson(summary)
  else
    console.log(
      `Sent ${summary.records.toLocaleString('en')} records in ${summary.datagrams.toLocaleString('en')} datagrams; ${summary.refused} were refused.`,
    )
}

function printTruth(country: Country, isWhole: boolean, isJson: boolean): void {
  const planted = isWhole ? country.planted() : country.truth()
  if (isJson) {
    const whole = { isSynthetic: true, plan: country.plan, planted, traps: country.traps() }
    printJson(isWhole ? whole : planted)
    return
  }
  for (const c2 of planted)
    console.log(
      `${formatEndpoint(c2).padEnd(32)} ${c2.family.padEnd(16)} ${c2.bots} bots${isWhole ? `  ${c2.kind}` : ''}`,
    )
  if (isWhole)
    for (const trap of country.traps())
      console.log(`${formatEndpoint(trap).padEnd(32)} ${trap.kind.padEnd(16)} innocent`)
}

function printNames(isJson: boolean): void {
  const families = C2_FAMILIES.map(({ kind, name }) => ({ kind, name }))
  const traps = [...TRAPS, ...EVERYDAY_KINDS].map(({ kind, name, group }) => ({
    kind,
    name,
    group,
  }))
  if (isJson) {
    printJson({ families, traps })
    return
  }
  const line = ({ kind, name }: (typeof families)[number]): void =>
    console.log(`  ${kind.padEnd(22)} ${name.en} / ${name.ja}`)
  console.log('C&C families')
  families.forEach(line)
  console.log('Innocent automation')
  traps.forEach(line)
}

function list(text: string): readonly string[] {
  return text.split(',').map((part) => part.trim())
}

function udpTarget(text: string): UdpTarget {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const port = Number(url?.port)
  if (url?.protocol !== 'udp:' || !(port > 0))
    throw new InvalidArgumentError('It takes a URL such as udp://127.0.0.1:2055.')
  return { host: url.hostname.replace(/^\[|\]$/g, ''), port }
}

function positive(text: string): number {
  const value = Number(text)
  if (!(value > 0)) throw new InvalidArgumentError('It takes a number greater than 0.')
  return value
}
