import { Command, Option } from 'commander'
import type { Dispute, DisputeRow } from '../../gate/disputes/read.ts'
import { OUTCOMES, type Outcome, REASON_CODES } from '../../gate/disputes/reasons.ts'
import { type OfficerAct, withDisputeDesk } from '../hub/dispute-desk.ts'
import { jsonOption, printJson, readToken } from '../options.ts'
import { DISPUTE_TEXTS as say } from './hub-dispute-texts.ts'

type Common = { readonly data: string; readonly json?: true }
type Acting = Common & { readonly tokenFile?: string; readonly text?: string }

const AFTER = `
  $ noroshi hub dispute officer add Sato                          prints Sato's token, once
  $ noroshi hub dispute list                                      what waits, the soonest due first
  $ noroshi hub dispute contact-proved 7m2k… --token-file sato --how "abuse@isp.example, as in WHOIS"
  $ noroshi hub dispute propose 3x9q… --token-file sato --outcome released --reason address-changed-hands
  $ noroshi hub dispute decide 3x9q… --token-file suzuki          by another officer

Every act is its officer's own: the name comes from the token. Outcomes: released (the warning ends, whatever
members say), rejected (it stands).
Reasons: ${REASON_CODES.join(', ')}`

/** @param defaultData the hub's directory */
export function hubDisputeCommand(defaultData: string): Command {
  const command = new Command('dispute')
    .description('owners who say that a warning is wrong: hear them, decide by two')
    .addHelpText('after', AFTER)
  const common = (child: Command): Command =>
    child.option('--data <dir>', 'directory of the hub', defaultData).addOption(jsonOption())
  const acting = (child: Command): Command =>
    common(child).option('--token-file <path>', 'a file with your own token (or NOROSHI_TOKEN)')
  addLooks(command, common)
  addActs(command, acting)
  command.addCommand(officerCommand(common))
  return command
}

function addLooks(command: Command, common: (child: Command) => Command): void {
  common(command.command('list').description('what waits, the soonest due first'))
    .option('--all', 'also what has ended')
    .action(async ({ data, json, all }: Common & { all?: true }) => {
      const rows = await withDisputeDesk(data, (desk) => desk.disputeList(all === true))
      if (json) return printJson(rows)
      if (rows.length === 0) console.log(say.none())
      for (const row of rows) console.log(line(row))
    })
  common(
    command.command('claims').description('addresses whose owners have not proved control'),
  ).action(async ({ data, json }: Common) => {
    const rows = await withDisputeDesk(data, (desk) => desk.disputeClaims())
    if (json) return printJson(rows)
    for (const { id, address, endsAtMs } of rows)
      console.log(`${id}  ${address.padEnd(39)}  ${new Date(endsAtMs).toISOString()}`)
  })
  common(
    command.command('show').argument('<id>').description('one dispute with its history'),
  ).action(async (id: string, { data, json }: Common) =>
    print(await withDisputeDesk(data, (desk) => desk.disputeShow(id)), json),
  )
  common(
    command.command('export').argument('<id>').description('everything kept about one, as JSON'),
  ).action(async (id: string, { data }: Common) =>
    printJson(await withDisputeDesk(data, (desk) => desk.disputeExport(id))),
  )
  common(command.command('statistics').description('as published')).action(
    async ({ data, json }: Common) => {
      const statistics = await withDisputeDesk(data, (desk) => desk.disputeStatistics())
      if (json) return printJson(statistics)
      const { open, overdue, suspended } = statistics.now
      console.log(say.numbers(open, overdue, suspended))
    },
  )
}

const SIMPLE = [
  ['take', 'begin to look into it', false],
  ['decide', 'as another officer has proposed; the text is for the owner', false],
  ['send-back', 'do not decide as proposed; say why', true],
  ['tell', 'a question or an answer to the owner', true],
  ['suspend', 'suspend the warning while it is heard', true],
  ['resume', 'let the warning be in force while it is heard', true],
  ['reopen', 'hear again what was decided', true],
] as const

function addActs(command: Command, acting: (child: Command) => Command): void {
  for (const [kind, help, isTextNeeded] of SIMPLE) {
    const child = acting(command.command(kind).argument('<id>').description(help))
    if (isTextNeeded) child.requiredOption('--text <text>', 'what, or why')
    else child.option('--text <text>', 'in your own words')
    child.action((id: string, options: Acting) => {
      const { text } = options
      return perform({ kind, id, ...(text === undefined ? {} : { text }) } as OfficerAct, options)
    })
  }
  acting(command.command('propose').argument('<id>').description('how it is to be decided'))
    .addOption(new Option('--outcome <word>').choices([...OUTCOMES]).makeOptionMandatory())
    .addOption(new Option('--reason <word>').choices([...REASON_CODES]).makeOptionMandatory())
    .option('--text <text>', 'for the second officer')
    .action((id: string, options: Acting & { outcome: Outcome; reason: string }) => {
      const { outcome, reason, text } = options
      const act = { kind: 'propose', id, outcome, reason } as const
      return perform(text === undefined ? act : { ...act, text }, options)
    })
  acting(
    command
      .command('open')
      .argument('<address>')
      .description('a claim for somebody on the telephone; prints the path of its page, once'),
  ).action(async (address: string, { data, json, tokenFile }: Acting) => {
    const token = readToken(tokenFile)
    const path = await withDisputeDesk(data, (desk) => desk.disputeOpen(token, address))
    if (json) printJson({ path })
    else console.log(path)
  })
  acting(
    command
      .command('contact-proved')
      .argument('<reference>')
      .description('the registered contact of the address has answered'),
  )
    .requiredOption('--how <text>', 'who answered, from where, and how it was checked')
    .action(async (reference: string, { data, json, tokenFile, how }: Acting & { how: string }) => {
      const token = readToken(tokenFile)
      await withDisputeDesk(data, (desk) => desk.disputeContactProved(token, reference, how))
      if (json) printJson({ reference, isProved: true })
      else console.log(say.proved())
    })
}

function officerCommand(common: (child: Command) => Command): Command {
  const command = new Command('officer').description('who hears disputes')
  common(command.command('list').description('officers, former ones too')).action(
    async ({ data, json }: Common) => {
      const rows = await withDisputeDesk(data, (desk) => desk.disputeOfficers())
      if (json) return printJson(rows)
      const day = (atMs: number): string => new Date(atMs).toISOString().slice(0, 10)
      for (const { name, createdAtMs, endedAtMs } of rows)
        console.log(`${name}  ${day(createdAtMs)} – ${endedAtMs === null ? '' : day(endedAtMs)}`)
    },
  )
  common(command.command('add').argument('<name>').description('prints a token, once')).action(
    async (name: string, { data, json }: Common) => {
      const token = await withDisputeDesk(data, (desk) => desk.disputeOfficerAdd(name))
      if (json) printJson({ name, token })
      else console.log(say.officerToken(token))
    },
  )
  common(
    command.command('end').argument('<name>').description('at once; the name stays taken'),
  ).action(async (name: string, { data, json }: Common) => {
    await withDisputeDesk(data, (desk) => desk.disputeOfficerEnd(name))
    if (json) printJson({ name, isEnded: true })
    else console.log(say.officerEnded(name))
  })
  return command
}

async function perform(act: OfficerAct, { data, json, tokenFile }: Acting): Promise<void> {
  const token = readToken(tokenFile)
  print(await withDisputeDesk(data, (desk) => desk.disputeAct(token, act)), json)
}

function line(row: DisputeRow): string {
  const columns = [row.id, say.endpoint(row).padEnd(28), row.status.padEnd(13), say.due(row)]
  return [...columns, row.isSuspended ? say.suspended() : ''].join('  ').trimEnd()
}

function print(dispute: Dispute, json: true | undefined): void {
  if (json) {
    printJson(dispute)
    return
  }
  console.log(line(dispute))
  console.log(say.status(dispute.status))
  const { proof, proposal } = dispute
  if (proof) console.log(say.proof(proof.kind, proof.officer, proof.how))
  if (proposal)
    console.log(`→ ${proposal.outcome} (${proposal.proposedBy}): ${say.reason(proposal.reason)}`)
  for (const { outcome, reason, proposedBy, decidedBy } of dispute.decisions)
    console.log(`= ${outcome} (${proposedBy}, ${decidedBy}): ${say.reason(reason)}`)
  for (const { atMs, actor, kind } of dispute.events)
    console.log(`  ${new Date(atMs).toISOString()}  ${actor}  ${say.event(kind)}`)
  for (const { author, kind, body } of dispute.texts) {
    console.log(`  [${say.kind(kind)}, ${author}]`)
    // Indented, so that what a stranger wrote cannot look like a line of ours.
    for (const part of body.split('\n')) console.log(`    | ${part}`)
  }
}
