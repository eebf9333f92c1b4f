import { readFileSync } from 'node:fs'
import { Command } from 'commander'
import { parseEndpoint } from '../../core/endpoint.ts'
import { DAY_MS } from '../../core/time-span.ts'
import { loadTrusted } from '../../gate/warning/trust/trust-store.ts'
import { jsonOption, printJson, wholeNumber } from '../options.ts'
import { clientFor, memberDirectory, readOverrides, trustPath } from '../sync/member-directory.ts'
import { addOverride, removeOverrides } from '../sync/override-file.ts'
import { readReport } from '../sync/report-lines.ts'
import { systemClock } from '../system-ports.ts'

type Common = { readonly data: string; readonly json?: true }

/** As many as the hub takes at once. */
const REPORT_COUNT_MAX = 10_000

const AFTER = `
  $ noroshi sync report words.jsonl
     {"warning": "k3x9q2m7abcd", "day": "2026-11-21", "seen": true}     did anybody of ours talk to it that day?
     {"warning": "k3x9q2m7abcd", "day": "2026-11-21", "right": false}   was it right to warn of it?
  Nothing else can stand on a line: no count, no time, nobody.`

/** What a member says back: seen or not, right or wrong. */
export function syncReportCommand(common: (command: Command) => Command): Command {
  return common(new Command('report').argument('<file>'))
    .description('tell the hub what was seen, and which warnings were right: JSON lines')
    .addHelpText('after', AFTER)
    .action(report)
}

/** What a member itself does not act on. */
export function syncOverrideCommand(common: (command: Command) => Command): Command {
  const command = new Command('override').description('what is not acted on here, for a while')
  common(command.command('list').description('those that hold')).action(list)
  common(command.command('add').argument('<address or endpoint>'))
    .description('an address with every port, or one endpoint such as 203.0.113.7:443/tcp')
    .requiredOption('--reason <text>', 'for whoever asks later; stays here')
    .option('--days <n>', 'how long', wholeNumber(1, 366), 7)
    .action(add)
  common(command.command('remove').argument('<address or endpoint>'))
    .description('act on it again')
    .action(remove)
  return command
}

async function report(file: string, options: Common): Promise<void> {
  const directory = memberDirectory(options.data)
  const trusted = loadTrusted(trustPath(directory))
  const client = clientFor(directory)
  const isKnown = (id: string): boolean => trusted?.warnings.has(id) === true
  const { sightings, judgements } = readReport(readFileSync(file, 'utf8'), isKnown)
  for (let start = 0; start < sightings.length; start += REPORT_COUNT_MAX)
    await client.report(sightings.slice(start, start + REPORT_COUNT_MAX))
  for (let start = 0; start < judgements.length; start += REPORT_COUNT_MAX)
    await client.judge(judgements.slice(start, start + REPORT_COUNT_MAX))
  const told = { sightings: sightings.length, judgements: judgements.length }
  if (options.json) printJson(told)
  else console.log(`Told: ${told.sightings} sightings, ${told.judgements} judgements`)
}

async function list(options: Common): Promise<void> {
  const nowMs = systemClock.nowMs()
  const held = readOverrides(memberDirectory(options.data)).filter(({ untilMs }) => untilMs > nowMs)
  if (options.json) {
    printJson(held)
    return
  }
  if (held.length === 0) console.log('Every warning in force is acted on.')
  for (const { address, port, reason, untilMs } of held)
    console.log(
      `${address}  ${port === null ? 'every port' : `port ${port}`}  until ${new Date(untilMs).toISOString()}  ${reason}`,
    )
}

async function add(
  target: string,
  options: Common & { reason: string; days: number },
): Promise<void> {
  const { data, reason, days } = options
  const nowMs = systemClock.nowMs()
  const { address, port } = targetOf(target)
  const value = { address, port: port ?? null, reason, untilMs: nowMs + days * DAY_MS }
  const added = addOverride(memberDirectory(data), value, nowMs)
  if (options.json) printJson(added)
  else
    console.log(
      `Not acted on here until ${new Date(added.untilMs).toISOString()}; with the next round`,
    )
}

async function remove(target: string, options: Common): Promise<void> {
  const { address, port } = targetOf(target)
  const removed = removeOverrides(memberDirectory(options.data), address, port)
  if (options.json) printJson({ removed })
  else console.log(removed === 0 ? 'There was none.' : 'Acted on again with the next round.')
}

function targetOf(text: string): { readonly address: string; readonly port?: number } {
  const endpoint = parseEndpoint(text)
  return endpoint ? { address: endpoint.address, port: endpoint.port } : { address: text }
}

export const memberOptions = (command: Command): Command =>
  command.option('--data <dir>', 'directory of the member', './data/sync').addOption(jsonOption())
