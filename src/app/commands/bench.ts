import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import type { Bilingual } from '../../core/bilingual.ts'
import { formatCollect, formatDetect, formatStore, formatWire } from '../bench/bench-tables.ts'
import { benchCollect } from '../bench/collect/collect-bench.ts'
import { benchDetect } from '../bench/detect/detect-bench.ts'
import { benchHub } from '../bench/hub/hub-bench.ts'
import { formatHub } from '../bench/hub/hub-table.ts'
import { describeMachine } from '../bench/machine.ts'
import { type BenchDocument, writeReport } from '../bench/report.ts'
import { benchStore } from '../bench/store/store-bench.ts'
import { PreparedTraffic } from '../bench/traffic/prepared-traffic.ts'
import { benchWire } from '../bench/wire/wire-bench.ts'
import { loadShippedModel } from '../detection.ts'
import { jsonOption, printJson, wholeNumber } from '../options.ts'
import { ProgressLine } from '../progress.ts'
import { systemClock } from '../system-ports.ts'
import { localised } from '../terminal-language.ts'

const AFTER = `
Everything that is sent is the small country's traffic: synthetic, over loopback only, in processes of
their own. Nothing of an installation is read or written. Figures are of this machine at this moment:
compare them with others of the same run, not with another machine's.

  $ noroshi bench wire
  $ noroshi bench collect --seconds 10
  $ noroshi bench detect --flows-per-second 10000
  $ noroshi bench hub --warnings 20000 --members 50
  $ noroshi bench store --flows 10000000 --seconds 60 --report bench/reports`

const WIRE_AFTER = `
Decodes datagrams of a NetFlow v9 template of 20 IPv4 fields, into columns and, on the same octets,
into objects; then IPFIX, NetFlow v5 and sFlow. Rounds alternate; medians of CPU time are told.`

const COLLECT_AFTER = `
Sends datagrams of 1,400 octets to a collector that writes synced segments. Without --rate the highest
rate is searched at which nothing is lost. A record that is not on disk in the end is lost.`

const STORE_AFTER = `
Stores different flows for their size and for statistics, then sends datagrams for --seconds and
counts what a query sees. Without --rate as much is sent as is stored as fast as it comes.`

const DETECT_AFTER = `
Stores an hour of simulated flows in parts and rolls up each as it comes, then detects over all of it. The
bar is a tenth of the hour on two cores at 100,000 flows a second: 360 million flows, for which about 10 GB of
disk and an hour are needed. --flows-per-second 10000 measures a smaller ISP's hour in minutes; --minutes 5 says
what rolling up costs, but a detection over five minutes says little of one over an hour.`

const HUB_AFTER = `
A hub over HTTP on loopback, with a list at a tenth of its length and at all of it; members are a process
that signs, reads and acknowledges. What a change costs must not grow with the list. With the defaults about
half an hour.`

/** A pass through so many flows and another begins, later in time. */
const PREPARED_FLOWS = 1_000_000

type Common = { readonly json?: true; readonly report?: string; readonly data?: string }

export function benchCommand(): Command {
  const command = new Command('bench')
    .description('measure how fast this machine decodes, collects, stores, detects and distributes')
    .addHelpText('after', AFTER)
  common(command.command('wire'))
    .description('decoding, beside a decoder that makes objects')
    .option('--seconds <n>', 'CPU seconds in all', wholeNumber(1, 600), 20)
    .addHelpText('after', WIRE_AFTER)
    .action(wire)
  common(command.command('collect'))
    .description('UDP to segments on disk')
    .option('--seconds <n>', 'length of the measured run', wholeNumber(1, 600), 10)
    .option('--rate <n>', 'flows per second to offer', wholeNumber(1, 100_000_000))
    .option('--sockets <n>', 'collectors that share the port', wholeNumber(1, 2), 1)
    .option(
      '--flows <n>',
      'different flows to send in turn',
      wholeNumber(1, 20_000_000),
      PREPARED_FLOWS,
    )
    .option('--data <dir>', 'where to write meanwhile (default: the system’s temporary directory)')
    .addHelpText('after', COLLECT_AFTER)
    .action(collect)
  common(command.command('store'))
    .description('UDP to queryable, octets per flow, statistics')
    .option('--seconds <n>', 'length of the sustained run', wholeNumber(1, 3600), 10)
    .option('--rate <n>', 'flows per second to offer', wholeNumber(1, 100_000_000))
    .option('--flows <n>', 'different flows to store', wholeNumber(1, 100_000_000), 3_000_000)
    .option('--data <dir>', 'where to write meanwhile (default: the system’s temporary directory)')
    .addHelpText('after', STORE_AFTER)
    .action(store)
  common(command.command('detect'))
    .description('rolling up and judging an hour of flows')
    .option('--flows-per-second <n>', 'of the hour', wholeNumber(100, 100_000), 100_000)
    .option('--minutes <n>', 'how much of the hour', wholeNumber(1, 60), 60)
    .option('--sampling <n>', 'one packet in so many is seen', wholeNumber(1, 10_000), 1)
    .option('--data <dir>', 'where to write meanwhile (default: the system’s temporary directory)')
    .addHelpText('after', DETECT_AFTER)
    .action(detect)
  common(command.command('hub'))
    .description('what a change of the list costs the association’s hub')
    .option('--warnings <n>', 'length of the list', wholeNumber(1_000, 1_000_000), 100_000)
    .option('--members <n>', 'who follow it', wholeNumber(1, 1_000), 200)
    .option('--data <dir>', 'where to write meanwhile (default: the system’s temporary directory)')
    .addHelpText('after', HUB_AFTER)
    .action(hub)
  return command
}

function common(command: Command): Command {
  return command
    .option('--report <dir>', 'write a dated report there, as JSON and as text')
    .addOption(jsonOption())
}

async function wire(options: Common & { seconds: number }): Promise<void> {
  const machine = describeMachine()
  const progress = new ProgressLine()
  const result = benchWire({
    seconds: options.seconds,
    onProgress: (fraction) => progress.show('wire', fraction),
  })
  progress.finish()
  await tell(
    options,
    { bench: 'wire', machine, options: published(options), ...result },
    formatWire(result),
  )
}

type CollectOptions = Common & {
  readonly seconds: number
  readonly rate?: number
  readonly sockets: number
  readonly flows: number
}

async function collect(options: CollectOptions): Promise<void> {
  const machine = describeMachine()
  const result = await withTraffic(options, options.flows, (traffic, directory, onProgress) =>
    benchCollect({ ...options, traffic, directory, onProgress }),
  )
  await tell(
    options,
    { bench: 'collect', machine, options: published(options), ...result },
    formatCollect(result),
  )
}

type StoreOptions = Common & {
  readonly seconds: number
  readonly rate?: number
  readonly flows: number
}

async function store(options: StoreOptions): Promise<void> {
  const machine = describeMachine()
  const prepared = Math.min(options.flows, PREPARED_FLOWS)
  const result = await withTraffic(options, prepared, (traffic, directory, onProgress) =>
    benchStore({ ...options, traffic, directory, onProgress }),
  )
  await tell(
    options,
    { bench: 'store', machine, options: published(options), ...result },
    formatStore(result),
  )
}

type DetectOptions = Common & {
  readonly flowsPerSecond: number
  readonly minutes: number
  readonly sampling: number
}

async function detect(options: DetectOptions): Promise<void> {
  const machine = describeMachine()
  await using stack = new AsyncDisposableStack()
  const directory = await benchDirectory(stack, options)
  const progress = new ProgressLine()
  stack.defer(() => progress.finish())
  const result = await benchDetect({
    ...options,
    directory,
    model: loadShippedModel(),
    onProgress: (text, fraction) => progress.show(text, fraction),
  })
  progress.finish()
  await tell(
    options,
    { bench: 'detect', machine, options: published(options), ...result },
    formatDetect(result),
  )
}

type HubOptions = Common & { readonly warnings: number; readonly members: number }

async function hub(options: HubOptions): Promise<void> {
  const machine = describeMachine()
  await using stack = new AsyncDisposableStack()
  const directory = await benchDirectory(stack, options)
  const progress = new ProgressLine()
  stack.defer(() => progress.finish())
  const result = await benchHub({
    ...options,
    directory,
    onProgress: (text, fraction) => progress.show(text, fraction),
  })
  progress.finish()
  await tell(
    options,
    { bench: 'hub', machine, options: published(options), ...result },
    formatHub(result),
  )
}

type Measure<Result> = (
  traffic: PreparedTraffic,
  directory: string,
  onProgress: (text: string, fraction?: number) => void,
) => Promise<Result>

/** In a directory of its own, which is removed however it ends. */
async function withTraffic<Result>(
  options: Common,
  flows: number,
  measure: Measure<Result>,
): Promise<Result> {
  await using stack = new AsyncDisposableStack()
  const directory = await benchDirectory(stack, options)
  const progress = new ProgressLine()
  stack.defer(() => progress.finish())
  const traffic = await PreparedTraffic.make(directory, flows, systemClock.nowMs(), (done) =>
    progress.show(localised(PREPARING), done / flows),
  )
  return await measure(traffic, directory, (text, fraction) => progress.show(text, fraction))
}

async function benchDirectory(stack: AsyncDisposableStack, { data }: Common): Promise<string> {
  const parent = data ?? tmpdir()
  await mkdir(parent, { recursive: true })
  const directory = await mkdtemp(join(parent, 'noroshi-bench-'))
  stack.defer(() => rm(directory, { recursive: true, force: true }))
  return directory
}

const PREPARING: Bilingual = { ja: '送るデータを準備しています', en: 'preparing datagrams' }

/** Reports are published: no paths of this machine. */
function published({ data: _data, report: _report, ...options }: Common): object {
  return options
}

async function tell(options: Common, document: BenchDocument, text: Bilingual): Promise<void> {
  if (options.json) printJson(document)
  else console.log(localised(text))
  if (options.report === undefined) return
  const path = await writeReport(options.report, document, text.en, systemClock.nowMs())
  console.error(localised({ ja: `報告: ${path}`, en: `Report: ${path}` }))
}
