import { Command } from 'commander'
import type { MemberProfile, MemberRole, Sector } from '../../gate/hub/member.ts'
import type { Invitation } from '../../gate/hub/members.ts'
import type { WarningUse } from '../../gate/warning/warning.ts'
import { AppError } from '../errors.ts'
import { type MemberRow, withHubDesk } from '../hub/hub-desk.ts'
import { withOversightDesk } from '../hub/oversight-desk.ts'
import { jsonOption, printJson, wholeNumber } from '../options.ts'

type Common = { readonly data: string; readonly json?: true }
type Add = Common & {
  readonly name: string
  readonly group: string
  readonly sector: string
  readonly roles: readonly string[]
  readonly uses: readonly string[]
  readonly own: readonly string[]
  readonly interest?: readonly string[]
  readonly contact: readonly string[]
  readonly vettedBy: string
  readonly basis: string
  readonly until: string
}

const AFTER = `
  $ noroshi hub member add isp-a --name "ISP A" --group "A group" --sector telecom \\
      --roles analysing,receiving --uses notify-subscribers,block-with-consent \\
      --own 198.51.100.0/24 --contact noc@isp-a.example \\
      --vetted-by Sato --basis "agreement 2026-07" --until 2027-11-30`

/** @param defaultData the hub's directory */
export function hubMemberCommand(defaultData: string): Command {
  const command = new Command('member')
    .description('who belongs to the association, why, and until when')
    .addHelpText('after', AFTER)
  const common = (child: Command): Command =>
    child.option('--data <dir>', 'directory of the hub', defaultData).addOption(jsonOption())
  common(command.command('list').description('all members and how far they are')).action(list)
  common(command.command('show').argument('<id>').description('one member’s record')).action(
    async (id: string, { data }: Common) =>
      printJson(await withHubDesk(data, (desk) => desk.show(id))),
  )
  common(command.command('add').argument('<id>').description('a new member; prints an invitation'))
    .requiredOption('--name <name>', 'of the organisation')
    .requiredOption('--group <name>', 'of companies: members of one group are one voice')
    .option('--sector <sector>', 'telecom, hosting, enterprise, research', 'telecom')
    .requiredOption('--roles <list>', 'analysing, receiving', words)
    .requiredOption('--uses <list>', 'notify-subscribers, block-with-consent, research', words)
    .option('--own <prefixes>', 'its own networks', words, [])
    .option('--interest <prefixes>', 'it is told of nothing else', words)
    .requiredOption('--contact <list>', 'where somebody answers', words)
    .requiredOption('--vetted-by <person>', 'who looked')
    .requiredOption('--basis <text>', 'what was looked at')
    .requiredOption('--until <date>', 'when trust ends unless renewed: 2027-11-30')
    .action(add)
  common(
    command
      .command('change')
      .argument('<id>')
      .description('parts of a record; what is not named stays'),
  )
    .option('--name <name>', 'of the organisation')
    .option('--group <name>', 'of companies')
    .option('--sector <sector>', 'telecom, hosting, enterprise, research')
    .option('--roles <list>', 'analysing, receiving', words)
    .option('--uses <list>', 'notify-subscribers, block-with-consent, research', words)
    .option('--own <prefixes>', 'its own networks; empty for none', words)
    .option('--interest <prefixes>', 'it is told of nothing else; "all" for everything', words)
    .option('--contact <list>', 'where somebody answers', words)
    .option('--vetted-by <person>', 'who looked')
    .option('--basis <text>', 'what was looked at')
    .option('--until <date>', 'when trust ends unless renewed: 2027-11-30')
    .action(change)
  common(
    command.command('invite').argument('<id>').description('another invitation; the old key ends'),
  ).action(async (id: string, options: Common) =>
    printInvitation(await withHubDesk(options.data, (desk) => desk.invite(id)), options),
  )
  for (const act of ['suspend', 'resume'] as const)
    common(command.command(act).argument('<id>').description(`${act} a member, at once`))
      .requiredOption('--reason <text>', 'recorded')
      .action(async (id: string, options: Common & { reason: string }) => {
        const { status } = await withHubDesk(options.data, async (desk) => {
          await desk[act](id, options.reason)
          return await desk.show(id)
        })
        if (options.json) printJson({ id, status })
        else console.log(`${id} is ${status}`)
      })
  common(
    command.command('token').argument('<id>').description('for software that cannot sign requests'),
  )
    .requiredOption('--face <name>', 'taxii, crowdsec, csv, json-lines, stix, misp-feed, …')
    .option('--days <n>', 'how long it lasts', wholeNumber(1, 366), 90)
    .action(async (id: string, options: Common & { face: string; days: number }) => {
      const { data, face, days } = options
      const token = await withHubDesk(data, (desk) => desk.makeToken(id, face, days))
      if (options.json) printJson({ token })
      else console.log(`${token}\nshown once`)
    })
  return command
}

async function change(id: string, options: Common & Partial<Add>): Promise<void> {
  const { data, vettedBy: by, basis } = options
  if ((by === undefined) !== (basis === undefined))
    throw new AppError('OPTION_INVALID', '--vetted-by and --basis belong together')
  const wish: { [Field in keyof MemberProfile]: MemberProfile[Field] | undefined } = {
    name: options.name,
    group: options.group,
    sector: options.sector as Sector | undefined,
    roles: options.roles as MemberRole[] | undefined,
    uses: options.uses as WarningUse[] | undefined,
    ownPrefixes: options.own,
    interestPrefixes: options.interest?.join() === 'all' ? null : options.interest,
    contacts: options.contact,
    vetting: by === undefined || basis === undefined ? undefined : { by, basis },
    endsAtMs: options.until === undefined ? undefined : instantOf(options.until),
  }
  const named = Object.entries(wish).filter(([, value]) => value !== undefined)
  if (named.length === 0) throw new AppError('OPTION_INVALID', 'say what is to be changed')
  await withOversightDesk(data, (desk) => desk.change(id, Object.fromEntries(named)))
  const after = await withHubDesk(data, (desk) => desk.show(id))
  if (options.json) printJson(after)
  else console.log(`${id}: ${named.map(([field]) => field).join(', ')} changed`)
}

function instantOf(until: string): number {
  const endsAtMs = Date.parse(until)
  if (Number.isFinite(endsAtMs)) return endsAtMs
  throw new AppError('OPTION_INVALID', '--until is a date like 2027-11-30')
}

async function add(id: string, options: Add): Promise<void> {
  const endsAtMs = instantOf(options.until)
  // Words are checked where members are: the desk refuses what is none.
  const profile: MemberProfile = {
    name: options.name,
    group: options.group,
    sector: options.sector as Sector,
    roles: options.roles as MemberRole[],
    uses: options.uses as WarningUse[],
    ownPrefixes: options.own,
    interestPrefixes: options.interest ?? null,
    contacts: options.contact,
    vetting: { by: options.vettedBy, basis: options.basis },
    endsAtMs,
  }
  printInvitation(await withHubDesk(options.data, (desk) => desk.add(id, profile)), options)
}

function printInvitation({ secret, expiresAtMs }: Invitation, options: Common): void {
  const expiresAt = new Date(expiresAtMs).toISOString()
  if (options.json) printJson({ invitation: secret, expiresAt })
  else console.log(`${secret}\nworks once, until ${expiresAt}`)
}

async function list(options: Common): Promise<void> {
  const members = await withHubDesk(options.data, (desk) => desk.list())
  if (options.json) {
    printJson(members)
    return
  }
  if (members.length === 0) console.log('No members yet.')
  for (const member of members) console.log(lineOf(member))
}

function lineOf({ id, name, status, roles, endsAtMs, enforces, contactAtMs }: MemberRow): string {
  const end = new Date(endsAtMs).toISOString().slice(0, 10)
  const seen = contactAtMs === null ? 'never' : new Date(contactAtMs).toISOString()
  const columns = [id.padEnd(20), status.padEnd(9), roles.join('+').padEnd(19), `until ${end}`]
  return [...columns, `enforces ${enforces ?? '–'}`, `seen ${seen}`, name].join('  ')
}

const words = (text: string): string[] =>
  text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '')
