import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { Command } from 'commander'
import { SyncError } from '../../gate/sync/errors.ts'
import { join } from '../../gate/sync/member-sync.ts'
import { isServiceRunning } from '../control-client.ts'
import { openDataDirectory } from '../data-directory.ts'
import { AppError } from '../errors.ts'
import { printJson, wholeNumber } from '../options.ts'
import { HubFollower, openMemberSync } from '../sync/hub-follower.ts'
import {
  clientFor,
  clientOf,
  type MemberSettings,
  memberDirectory,
  memberKey,
  readLogPolicy,
  trustPath,
  writeMemberSettings,
} from '../sync/member-directory.ts'
import { OwnZone } from '../sync/own-zone.ts'
import { trustLog } from '../sync/trust-log.ts'
import { memberOptions, syncOverrideCommand, syncReportCommand } from './sync-word.ts'

type Common = { readonly data: string; readonly json?: true }
type Join = Common & {
  readonly invitation: string
  readonly fingerprint: string
  readonly ca?: string
  readonly certificate?: string
  readonly certificateKey?: string
  readonly synthetic?: true
  readonly logKey?: string
  readonly witness?: readonly string[]
  readonly quorum: number
}
type TrustLog = Common & {
  readonly logKey?: string
  readonly witness?: readonly string[]
  readonly quorum?: number
  readonly replace?: true
}
type Run = Common & { readonly zonePort?: number; readonly zoneNotify?: number }

/** A thousand fit into a request. */
const SUBMISSION_COUNT_MAX = 1_000

const AFTER = `
A member's side: verifies everything, keeps the last good list, and writes it as files for what is already run.

  $ noroshi sync join https://hub.example.jp:8443/ --invitation FILE --fingerprint HASH
  $ noroshi sync run            follows the hub; files in DIR/faces, rewritten with each change
  $ noroshi sync once           one round, for cron

With --data of a provider's service the membership lives in its directory, and the running service follows the hub and
passes on what it publishes by itself.

What is not acted on here: noroshi sync override add|list|remove; what the hub is told back: noroshi sync report.`

export function syncCommand(): Command {
  const command = new Command('sync')
    .description('follow a hub as a member')
    .addHelpText('after', AFTER)
  const common = memberOptions
  command.addCommand(syncReportCommand(common))
  command.addCommand(syncOverrideCommand(common))
  common(command.command('join').argument('<url>').description('join with an invitation'))
    .requiredOption('--invitation <file>', 'the secret, in a file: arguments are seen by others')
    .requiredOption('--fingerprint <hash>', 'of the root, told another way')
    .option('--ca <file>', 'PEM of the authority of the hub’s certificate')
    .option('--certificate <file>', 'PEM of our own certificate, where the hub asks for one')
    .option('--certificate-key <file>', 'PEM of its key')
    .option('--log-key <key>', 'of its transparency log; without it the one that the hub names')
    .option('--witness <key...>', 'keys of those who watch the log')
    .option('--quorum <n>', 'so many of them must have seen it', wholeNumber(0, 16), 0)
    .option('--synthetic', 'for a simulation: documentation addresses are taken')
    .action(runJoin)
  common(
    command
      .command('trust-log')
      .description('pin the key of the hub’s log in a membership without one; name witnesses'),
  )
    .option('--log-key <key>', 'as the association tells it; without it the one that the hub names')
    .option('--witness <key...>', 'keys of those who watch the log, in place of the named ones')
    .option('--quorum <n>', 'so many of them must have seen it', wholeNumber(0, 16))
    .option('--replace', 'in place of another key: the hub began a new log')
    .action(runTrustLog)
  common(command.command('once').description('one round')).action(async (options: Common) => {
    const sync = openMemberSync({ directory: memberDirectory(options.data) })
    const count = await sync.round().catch(async (error: unknown) => {
      // Leases run out in the files as well, whether or not the hub is there.
      await sync.enforce()
      throw error
    })
    if (options.json) printJson({ enforced: count })
    else console.log(`${count} warnings are in force`)
  })
  common(
    command
      .command('submit')
      .argument('<file>')
      .description('warn others: JSON lines, one warning on each'),
  ).action(submit)
  common(command.command('run').description('follow until Ctrl-C'))
    .option('--zone-port <n>', 'serve the policy zone (RPZ) on loopback', wholeNumber(0, 65535))
    .option('--zone-notify <n>', 'port of the resolver on loopback', wholeNumber(1, 65535))
    .action(run)
  return command
}

async function runJoin(url: string, options: Join): Promise<void> {
  const directory = memberDirectory(openDataDirectory(options.data).root)
  const settings: MemberSettings = {
    url,
    ca: options.ca === undefined ? null : readFileSync(options.ca, 'utf8'),
    isSynthetic: options.synthetic === true,
    ...(options.certificate === undefined || options.certificateKey === undefined
      ? {}
      : {
          certificate: {
            cert: resolve(options.certificate),
            key: resolve(options.certificateKey),
          },
        }),
  }
  const client = clientOf(settings, memberKey(directory))
  const { quorum, witness: witnesses = [] } = options
  const log = { key: options.logKey ?? (await client.logKey()), witnesses, quorum }
  readLogPolicy(log)
  const invitation = readFileSync(options.invitation, 'utf8').trim()
  const trusted = await join(client, invitation, options.fingerprint, trustPath(directory))
  writeMemberSettings(directory, { ...settings, log })
  if (options.json) printJson({ member: trusted.view, hub: trusted.root.hub, logKey: log.key })
  else
    console.log(`Joined ${trusted.root.hub} as ${trusted.view}
Key of its log, to be compared: ${log.key}`)
}

async function runTrustLog(options: TrustLog): Promise<void> {
  const { logKey, witness, quorum, replace } = options
  const directory = memberDirectory(options.data)
  if (replace && logKey === undefined)
    throw new AppError('OPTION_INVALID', '--replace needs the new key in --log-key')
  const wish = { key: logKey, witnesses: witness, quorum, isReplacing: replace === true }
  const log = await trustLog(directory, wish)
  if (options.json) printJson(log)
  else
    console.log(`Key of the log, to be compared: ${log.key}
Witnesses: ${log.witnesses.length}, of which ${log.quorum} must have seen it
A service or "sync run" that follows the hub from here takes it up when it is started again.`)
}

/** In parts, each taken or refused for itself; fails when anything was refused. */
async function submit(file: string, options: Common): Promise<void> {
  const lines = readFileSync(file, 'utf8').split('\n')
  const warnings = lines.filter((line) => line.trim() !== '').map((line) => JSON.parse(line))
  const client = clientFor(memberDirectory(options.data))
  const refusals: (string | null)[] = []
  for (let start = 0; start < warnings.length; start += SUBMISSION_COUNT_MAX)
    refusals.push(...(await client.submit(warnings.slice(start, start + SUBMISSION_COUNT_MAX))))
  const refused = refusals.flatMap((code, index) => (code ? [{ line: index + 1, code }] : []))
  if (options.json) printJson({ taken: refusals.length - refused.length, refused })
  else console.log(`${refusals.length - refused.length} of ${refusals.length} warnings were taken`)
  if (refused.length > 0)
    throw new SyncError(
      'HUB_REFUSED',
      `refused: ${refused.map(({ line, code }) => `warning ${line} (${code})`).join(', ')}`,
    )
}

async function run(options: Run): Promise<void> {
  const ending = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => ending.abort())
  const { data } = options
  if (await isServiceRunning(openDataDirectory(data).controlSocket))
    throw new SyncError('SYNC_FOLLOWED', 'the running service follows the hub from this directory')
  const directory = memberDirectory(data)
  await using zone = await zoneOf(directory, options)
  const follower = new HubFollower({
    directory,
    zone,
    onRound: async (_, enforced) => tell(options, { enforced }),
    onFailure: (error) => tell(options, { error: messageOf(error) }),
  })
  await follower.run(ending.signal)
}

/** For a resolver on the same machine; none when no port is given. */
async function zoneOf(
  directory: string,
  { zonePort, zoneNotify }: Run,
): Promise<OwnZone | undefined> {
  if (zonePort === undefined) return undefined
  const { trusted } = openMemberSync({ directory })
  return OwnZone.start(trusted.root.hub, zonePort, zoneNotify)
}

const messageOf = (error: unknown): string =>
  `${(error as { code?: string }).code ?? 'INTERNAL'}: ${(error as Error).message}`

function tell(options: Common, event: Record<string, string | number>): void {
  if (options.json) console.log(JSON.stringify(event))
  else
    console.log(
      Object.entries(event)
        .map(([name, value]) => `${name} ${value}`)
        .join(' '),
    )
}
