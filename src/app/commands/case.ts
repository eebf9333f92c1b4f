import { Command, Option } from 'commander'
import { formatEndpoint } from '../../core/endpoint.ts'
import type { Case, CaseStatus, Cases } from '../../web/schemas/cases.ts'
import { type CaseDesk, withCaseDesk } from '../case-desk.ts'
import { dataOption, jsonOption, printJson, wholeNumber } from '../options.ts'
import { localised } from '../terminal-language.ts'

type Common = { readonly data: string; readonly json?: true }
type Decision = Common & { readonly note: string; readonly actor: string }

const AFTER = `
  $ noroshi case list --status proposed
  $ noroshi case confirm k3x9q2m7ab --note "sinkholed by its registrar, report 2026-114"
  $ noroshi case dismiss k3x9q2m7ab --note "update server of a camera maker"

A person's decision stands against every later score, until somebody reopens the case.`

export function caseCommand(): Command {
  const command = new Command('case')
    .description('the registry of cases: list, show, confirm, dismiss, reopen')
    .addHelpText('after', AFTER)
  command
    .command('list')
    .description('cases, likeliest first')
    .addOption(
      new Option('--status <status>', 'only these').choices(['proposed', 'confirmed', 'dismissed']),
    )
    .option('--search <text>', 'part of an address or an endpoint')
    .option('--limit <n>', 'at most', wholeNumber(1, 500), 50)
    .addOption(dataOption())
    .addOption(jsonOption())
    .action(list)
  command
    .command('show')
    .argument('<id>')
    .description('one case with its reasons and its history')
    .addOption(dataOption())
    .addOption(jsonOption())
    .action(show)
  addDecision(command, 'confirm', 'this is a C&C server')
  addDecision(command, 'dismiss', 'this is not a C&C server, or not one to act on')
  addDecision(command, 'reopen', 'take the decision back')
  return command
}

function addDecision(command: Command, kind: 'confirm' | 'dismiss' | 'reopen', help: string): void {
  command
    .command(kind)
    .argument('<id>')
    .description(help)
    .requiredOption('--note <text>', 'why, in a sentence')
    .option('--actor <name>', 'who decides', process.env['USER'] ?? 'operator')
    .addOption(dataOption())
    .addOption(jsonOption())
    .action(async (id: string, options: Decision) => {
      const { note, actor } = options
      print(
        await withCaseDesk(options.data, (desk) => desk.decide(kind, id, { note, actor })),
        options,
      )
    })
}

async function list(
  options: Common & { status?: CaseStatus; search?: string; limit: number },
): Promise<void> {
  const { status, search, limit } = options
  const query = { sort: 'probability' as const, limit, status, search }
  const page: Cases = await withCaseDesk(options.data, (desk: CaseDesk) => desk.list(query))
  if (options.json) {
    printJson(page)
    return
  }
  for (const one of page.cases)
    console.log(
      `${one.id}  ${one.probability.toFixed(2)}  ${one.status.padEnd(9)}  ${formatEndpoint(one.endpoint).padEnd(28)}  ${one.leadingReason ? localised(one.leadingReason) : ''}`,
    )
  console.log(`${page.cases.length} of ${page.total} cases.`)
}

async function show(id: string, options: Common): Promise<void> {
  print(await withCaseDesk(options.data, (desk) => desk.show(id)), options)
}

function print(one: Case, options: Common): void {
  if (options.json) {
    printJson(one)
    return
  }
  console.log(`${formatEndpoint(one.endpoint)}  ${one.status}  (${one.id})`)
  console.log(
    `probability ${one.probability.toFixed(2)}, ${one.band}, ${one.clients} clients, since ${one.proposedAt}`,
  )
  for (const reason of one.reasons) console.log(`  + ${localised(reason)}`)
  for (const reason of one.against) console.log(`  − ${localised(reason)}`)
  for (const event of one.history)
    console.log(
      `  ${event.at}  ${event.kind.padEnd(9)}  ${event.actor}${event.note ? `: ${event.note}` : ''}`,
    )
}
