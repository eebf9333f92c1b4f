import { Command, Option } from 'commander'
import {
  AUDIT_KINDS,
  AUDIT_PURPOSES,
  type AuditKind,
  type AuditPurpose,
} from '../../core/audit-kind.ts'
import { StoreError } from '../../flows/store/errors.ts'
import { openDataDirectory } from '../data-directory.ts'
import { dataOption, instant, jsonOption, printJson, wholeNumber } from '../options.ts'
import { auditDesk } from '../service/audit-desk.ts'

type Common = { readonly data: string; readonly json?: true }
type ListOptions = Common & {
  readonly from?: number
  readonly to?: number
  readonly actor?: string
  readonly purpose?: AuditPurpose
  readonly kind?: AuditKind
  readonly limit: number
}

const AFTER = `
  $ noroshi audit list --actor hanako --from 2026-11-01
  $ noroshi audit list --kind publication
  $ noroshi audit verify

The chain is a file; it is read whether or not a service runs.`

export function auditCommand(): Command {
  const command = new Command('audit')
    .description('who looked at flows, what was published and deleted')
    .addHelpText('after', AFTER)
  command
    .command('list')
    .description('entries, newest first')
    .option('--from <instant>', 'not before', instant)
    .option('--to <instant>', 'before', instant)
    .option('--actor <name>', 'of this person, or part of the service')
    .addOption(new Option('--purpose <purpose>', 'for this').choices([...AUDIT_PURPOSES]))
    .addOption(new Option('--kind <kind>', 'only these').choices([...AUDIT_KINDS]))
    .option('--limit <n>', 'at most', wholeNumber(1, 100_000), 100)
    .addOption(dataOption())
    .addOption(jsonOption())
    .action(list)
  command
    .command('verify')
    .description('follow the hash chain from its first line; fails where it is broken')
    .addOption(dataOption())
    .addOption(jsonOption())
    .action(verify)
  return command
}

async function list(options: ListOptions): Promise<void> {
  const desk = auditDesk(openDataDirectory(options.data).audit)
  const { limit, actor, purpose, kind } = options
  const query = {
    actor,
    purpose,
    kind,
    from: options.from === undefined ? undefined : new Date(options.from).toISOString(),
    to: options.to === undefined ? undefined : new Date(options.to).toISOString(),
  }
  const entries: Awaited<ReturnType<typeof desk.find>>['entries'] = []
  let cursor: string | undefined
  do {
    const page = await desk.find({
      ...query,
      limit: Math.min(limit - entries.length, 1_000),
      cursor,
    })
    entries.push(...page.entries)
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined && entries.length < limit)
  if (options.json) return printJson({ entries })
  for (const {
    sequence,
    at,
    kind: what,
    actor: who,
    purpose: why,
    reason,
    subject,
    window,
  } of entries) {
    const when = window ? ` [${window.from} … ${window.to}]` : ''
    console.log(
      `${String(sequence).padStart(7)}  ${at}  ${what.padEnd(11)} ${who}, ${why}: ${reason} (${subject})${when}`,
    )
  }
}

async function verify(options: Common): Promise<void> {
  const { brokenAt, ...verdict } = await auditDesk(openDataDirectory(options.data).audit).verify()
  if (options.json) printJson({ ...verdict, ...(brokenAt ? { brokenAt } : {}) })
  if (brokenAt)
    throw new StoreError(
      'AUDIT_BROKEN',
      `the audit is broken at line ${brokenAt.line}: ${brokenAt.why}`,
    )
  if (!options.json)
    console.log(`The audit is intact: ${verdict.entryCount} entries, ending in ${verdict.head}.`)
}
