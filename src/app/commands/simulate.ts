import { Command, InvalidArgumentError } from 'commander'
import { formatEndpoint } from '../../core/endpoint.ts'
import { HOUR_MS } from '../../core/time-span.ts'
import { createCountry, runCountry, type UdpTarget } from '../../country/index.ts'
import { AppError } from '../errors.ts'
import { jsonOption, printJson, wholeNumber } from '../options.ts'
import { ProgressLine } from '../progress.ts'
import { systemClock } from '../system-ports.ts'

type Options = {
  readonly seed: number
  readonly subscribers: number
  readonly truth?: true
  readonly to?: UdpTarget
  readonly hours: number
  readonly speed?: number
  readonly json?: true
}

const AFTER = `
The small country is synthetic: a seeded ISP with subscribers, services, automation, bots and C&C
servers, whose routers send real NetFlow v9, IPFIX and sFlow datagrams. The same seed gives the same
country. Its past hours are sent as fast as a collector takes them, unless --speed says otherwise.
sFlow carries no time, so its samples count as of the instant at which they arrive.

  $ noroshi simulate --seed 7 --to udp://127.0.0.1:2055 --hours 24
  $ noroshi simulate --seed 7 --truth --json

Only loopback is a legal target: invented traffic must not reach a real collector by mistake.`

export function simulateCommand(): Command {
  return new Command('simulate')
    .description('send a small country’s traffic as real exporters would')
    .option('--seed <n>', 'which country', wholeNumber(0, 2 ** 32 - 1), 1)
    .option('--subscribers <n>', 'households', wholeNumber(50, 11_000), 2000)
    .option('--truth', 'print its planted C&C servers instead')
    .option('--to <url>', 'collector, as udp://HOST:PORT', udpTarget)
    .option('--hours <n>', 'hours of the past to send', wholeNumber(1, 24 * 31), 24)
    .option(
      '--speed <x>',
      'virtual seconds for each real one (default: as fast as can be)',
      positive,
    )
    .addOption(jsonOption())
    .addHelpText('after', AFTER)
    .action(run)
}

async function run(options: Options): Promise<void> {
  const country = createCountry({ seed: options.seed, subscribers: options.subscribers })
  if (options.truth) {
    const truth = country.truth()
    if (options.json) printJson(truth)
    else
      for (const c2 of truth)
        console.log(`${formatEndpoint(c2).padEnd(32)} ${c2.family.padEnd(16)} ${c2.bots} bots`)
    return
  }
  if (!options.to)
    throw new AppError('OPTION_INVALID', 'simulate needs --to udp://HOST:PORT, or --truth')
  const endMs = systemClock.nowMs()
  const startMs = endMs - options.hours * HOUR_MS
  const progress = new ProgressLine()
  const stop = new AbortController()
  process.once('SIGINT', () => stop.abort())
  const done = await runCountry({
    country,
    targets: { netflow9: options.to, ipfix: options.to, sflow5: options.to },
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
