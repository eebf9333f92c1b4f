import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import type { MemberStatistics } from '../../gate/hub/statistics/member-statistics.ts'
import type { HubEventKind } from '../../gate/hub/tables.ts'
import { readLeakedList } from '../hub/leaked-list.ts'
import { withOversightDesk } from '../hub/oversight-desk.ts'
import { printJson, wholeNumber } from '../options.ts'
import { statusLines } from './hub-status-lines.ts'

type Common = { readonly data: string; readonly json?: true }
type Events = Common & {
  readonly kind?: HubEventKind
  readonly member?: string
  readonly limit: number
}

/** Members less likely to have had the list than one in so many are not worth naming. */
const SHOWN_CHANCE = 1e-3

/** @param common adds `--data` and `--json` */
export function addOversightCommands(command: Command, common: (child: Command) => Command): void {
  common(command.command('status').description('how the hub stands, as counts')).action(status)
  common(command.command('statistics').description('how right and how fast each member is')).action(
    statistics,
  )
  common(command.command('events').description('who did what, newest first'))
    .option('--kind <word>', 'member-suspended, bulk-download, member-chased, …')
    .option('--member <id>', 'only about this member')
    .option('--limit <n>', 'so many', wholeNumber(1, 10_000), 50)
    .action(events)
  common(
    command
      .command('chase')
      .argument('[member...]')
      .description('have members that still act on what was withdrawn ask again; recorded'),
  ).action(chase)
  common(
    command
      .command('trace-list')
      .argument('<file>')
      .description('whose copy a leaked list (CSV or JSON lines) is'),
  ).action(traceList)
}

async function status(options: Common): Promise<void> {
  const found = await withOversightDesk(options.data, (desk) => desk.standing())
  if (options.json) {
    printJson(found)
    return
  }
  for (const line of statusLines(found)) console.log(line)
}

async function statistics(options: Common): Promise<void> {
  const rows = await withOversightDesk(options.data, (desk) => desk.statistics())
  if (options.json) {
    printJson(rows)
    return
  }
  if (rows.length === 0) console.log('No members yet.')
  for (const row of rows) console.log(lineOf(row))
}

function lineOf({ memberId, accuracy, speed }: MemberStatistics): string {
  const { warned, retracted, released, disputed, agreed, judgedWrong } = accuracy
  return [
    memberId.padEnd(20),
    `warned ${warned}: ${agreed} agreed, ${retracted} retracted, ${released} released, ${disputed} disputed, ${judgedWrong} judged wrong`,
    `holds after ${seconds(speed.medianAcknowledgeMs)}`,
    `drops after ${seconds(speed.medianDropMs)}`,
  ].join('  ')
}

const seconds = (ms: number | null): string => (ms === null ? '–' : `${(ms / 1000).toFixed(1)} s`)

async function events({ data, json, kind, member, limit }: Events): Promise<void> {
  const query = {
    limit,
    ...(kind === undefined ? {} : { kind }),
    ...(member === undefined ? {} : { memberId: member }),
  }
  const rows = await withOversightDesk(data, (desk) => desk.events(query))
  if (json) {
    printJson(rows)
    return
  }
  for (const { atMs, actor, kind: what, memberId, details } of rows) {
    const more = Object.entries(details ?? {}).map(([name, value]) => `${name} ${value}`)
    console.log([new Date(atMs).toISOString(), actor, what, memberId ?? '–', ...more].join('  '))
  }
}

async function chase(ids: readonly string[], options: Common): Promise<void> {
  const chased = await withOversightDesk(options.data, (desk) =>
    desk.chase(ids.length === 0 ? null : ids),
  )
  const pursued = await withOversightDesk(options.data, (desk) => desk.pursued())
  if (options.json) {
    printJson({ chased, pursued })
    return
  }
  if (chased.length === 0) console.log('Nobody acts on what was withdrawn.')
  for (const { memberId, withdrawalCount, oldestAtMs, contacts } of pursued)
    console.log(
      `${memberId}  ${withdrawalCount} withdrawals, the oldest of ${new Date(oldestAtMs).toISOString()}  ${contacts.join(', ')}`,
    )
}

async function traceList(file: string, options: Common): Promise<void> {
  const rows = readLeakedList(readFileSync(file, 'utf8'))
  const found = await withOversightDesk(options.data, (desk) => desk.traceList(rows))
  if (options.json) {
    printJson(found)
    return
  }
  console.log(`${found.known} of ${found.rows} rows were once listed here with such an end.`)
  const suspects = found.suspicions.filter(({ chance }) => chance < SHOWN_CHANCE)
  if (suspects.length === 0) console.log('They are too few, or of no single member’s copy.')
  for (const { memberId, matching, telling, chance } of suspects)
    console.log(
      `${memberId}  ${matching} of ${telling} telling rows as in its copy  by accident: 1 in ${Math.round(1 / chance)}`,
    )
}
