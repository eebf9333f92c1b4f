import { Command, Option } from 'commander'
import { formatEndpoint } from '../../core/endpoint.ts'
import { ENDPOINT_KINDS, type EndpointKind } from '../../core/endpoint-kind.ts'
import {
  type Case,
  CaseStatus,
  type CaseSummary,
  type Cases,
  EvidenceItem,
  type NewEvidence,
} from '../../web/schemas/cases.ts'
import { type CaseDesk, type CaseVerb, withCaseDesk } from '../case-desk.ts'
import { dataOption, jsonOption, printJson, readToken, wholeNumber } from '../options.ts'
import { systemClock } from '../system-ports.ts'
import { localised } from '../terminal-language.ts'
import { CASE_TEXTS as say } from './case-texts.ts'

type Common = { readonly data: string; readonly json?: true }
type Decision = Common & {
  readonly note: string
  readonly actor: string
  readonly kind?: EndpointKind
  readonly hours?: number
  readonly override?: string
  readonly tokenFile?: string
}

const AFTER = `
  $ noroshi case list --status proposed
  $ noroshi case confirm k3x9q2m7ab --note "sinkholed by its registrar, report 2026-114"
  $ noroshi case dismiss k3x9q2m7ab --note "update server of a camera maker"

  $ noroshi case publish k3x9q2m7ab --token-file ~/hanako.token --note "scans after contact, two sources"
  $ noroshi case approve k3x9q2m7ab --token-file ~/taro.token --note "I see the same"
  $ noroshi case retract k3x9q2m7ab --note "the address was given to a shop"

A person's decision stands against every later score, until somebody reopens the case. Publishing takes two
persons, each with a token that they made in the console (Account); a name given here is no proof. A warning ends by itself: "case ending" shows which do soon.`

export function caseCommand(): Command {
  const command = new Command('case')
    .description('the registry of cases: look, decide, publish, take back')
    .addHelpText('after', AFTER)
  command
    .command('list')
    .description('cases, likeliest first')
    .addOption(new Option('--status <status>', 'only these').choices(CaseStatus.options))
    .option('--awaiting-approval', 'only those that wait for a second person')
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
  for (const [verb, help] of VERBS) addDecision(command, verb, help)
  addLooks(command)
  addEvidence(command)
  return command
}

const VERBS: readonly (readonly [CaseVerb, string])[] = [
  ['review', 'begin to look into it'],
  ['confirm', 'this is a C&C server'],
  ['dismiss', 'this is not a C&C server, or not one to act on'],
  ['reopen', 'take the decision back'],
  ['publish', 'ask for publication; somebody else has to approve'],
  ['approve', 'be the second person: the warning goes out'],
  ['decline', 'refuse a request for publication, or take it back'],
  ['retract', 'the warning was wrong'],
  ['dispute', 'record that an owner or a member says the case is wrong'],
  ['uphold', 'answer a dispute: the case stands'],
  ['release', 'answer a dispute: the endpoint is let go'],
]

function addDecision(command: Command, verb: CaseVerb, help: string): void {
  const subcommand = command.command(verb)
  if (verb === 'confirm')
    subcommand.addOption(new Option('--kind <kind>', 'what it is').choices([...ENDPOINT_KINDS]))
  if (verb === 'publish')
    subcommand.option('--hours <n>', 'how long the warning holds', wholeNumber(1, 24 * 31))
  if (verb === 'publish' || verb === 'approve')
    subcommand.option('--override <reason>', 'why, although others may be hurt')
  subcommand
    .argument('<id>')
    .description(help)
    .requiredOption('--note <text>', 'why, in a sentence')
    .option('--actor <name>', 'who decides', process.env['USER'] ?? 'operator')
    .option('--token-file <path>', 'a file with a token of your own: you are its person')
    .addOption(dataOption())
    .addOption(jsonOption())
    .action(async (id: string, options: Decision) => {
      const { note, actor, kind, hours, override } = options
      const decision = {
        note,
        actor,
        ...(kind === undefined ? {} : { kind }),
        ...(hours === undefined ? {} : { validHours: hours }),
        ...(override === undefined ? {} : { override }),
      }
      const token = readToken(options.tokenFile)
      const decided = await withCaseDesk(options.data, (desk) =>
        desk.decide(verb, id, decision, token),
      )
      print(decided, options)
    })
}

const actorOption = (): Option =>
  new Option('--actor <name>', 'who looks or decides').default(process.env['USER'] ?? 'operator')

function addLooks(command: Command): void {
  command
    .command('ending')
    .description('warnings whose time runs out soon, the soonest first')
    .option('--hours <n>', 'within', wholeNumber(0, 24 * 31), 24)
    .option('--limit <n>', 'at most', wholeNumber(1, 500), 100)
    .addOption(dataOption())
    .addOption(jsonOption())
    .action(async (options: Common & { hours: number; limit: number }) => {
      const { hours, limit } = options
      const found = await withCaseDesk(options.data, (desk) => desk.ending(hours, limit))
      if (options.json) return printJson(found)
      for (const one of found.cases) console.log(`${one.warning?.validUntil}  ${line(one)}`)
      console.log(say.ending(found.cases.length, hours))
    })
  command
    .command('collateral')
    .argument('<id>')
    .description('who else would be hurt by acting on it, as counts; the look is audited')
    .addOption(actorOption())
    .addOption(dataOption())
    .addOption(jsonOption())
    .action(async (id: string, options: Common & { actor: string }) => {
      const found = await withCaseDesk(options.data, (desk) => desk.collateral(id, options.actor))
      if (options.json) return printJson(found)
      console.log(found.estimate ? say.estimate(found.estimate) : say.noEstimate())
      for (const objection of found.objections) console.log(`  ! ${say.objection(objection)}`)
    })
}

type EvidenceOptions = Common & {
  readonly text: string
  readonly origin: string
  readonly source: NewEvidence['source']
  readonly stance: NonNullable<NewEvidence['stance']>
  readonly observed?: string
  readonly actor: string
}

function addEvidence(command: Command): void {
  const { source, stance } = EvidenceItem.shape
  command
    .command('evidence')
    .argument('<id>')
    .description('add evidence: how many and what, never who')
    .requiredOption('--text <sentence>', 'what was observed')
    .requiredOption('--origin <name>', 'whose word it is; one origin is one voice')
    .addOption(new Option('--source <kind>').choices(source.options).default('analyst'))
    .addOption(new Option('--stance <stance>').choices(stance.options).default('for'))
    .option('--observed <instant>', 'when, RFC 3339; now when not given')
    .addOption(actorOption())
    .addOption(dataOption())
    .addOption(jsonOption())
    .action(async (id: string, { observed, data, json, ...given }: EvidenceOptions) => {
      const observedAt = observed ?? new Date(systemClock.nowMs()).toISOString()
      const evidence = { ...given, observedAt, counts: {} }
      const done = await withCaseDesk(data, (desk) => desk.addEvidence(id, evidence))
      print(done, { data, ...(json ? { json } : {}) })
    })
}

async function list(
  options: Common & {
    status?: CaseStatus
    awaitingApproval?: true
    search?: string
    limit: number
  },
): Promise<void> {
  const { status, search, limit } = options
  const awaiting = options.awaitingApproval ? ('approval' as const) : undefined
  const query = { sort: 'probability' as const, limit, status, search, awaiting }
  const page: Cases = await withCaseDesk(options.data, (desk: CaseDesk) => desk.list(query))
  if (options.json) {
    printJson(page)
    return
  }
  for (const one of page.cases) console.log(line(one))
  console.log(`${page.cases.length} of ${page.total} cases.`)
}

function line(one: CaseSummary): string {
  const reason = one.leadingReason ? localised(one.leadingReason) : ''
  return `${one.id}  ${one.probability.toFixed(2)}  ${one.status.padEnd(9)}  ${formatEndpoint(one.endpoint).padEnd(28)}  ${reason}`
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
  if (one.publicationRequest) console.log(say.waiting(one.publicationRequest.by))
  if (one.warning) console.log(say.warning(one.warning.status, one.warning.validUntil))
  for (const reason of one.reasons) console.log(`  + ${localised(reason)}`)
  for (const reason of one.against) console.log(`  − ${localised(reason)}`)
  for (const event of one.history)
    console.log(
      `  ${event.at}  ${event.kind.padEnd(9)}  ${event.actor}${event.note ? `: ${event.note}` : ''}`,
    )
}
