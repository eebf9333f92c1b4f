import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join as joinPath } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Command } from 'commander'
import { MINUTE_MS, SECOND_MS } from '../../core/time-span.ts'
import { SyncError } from '../../gate/sync/errors.ts'
import { HubClient } from '../../gate/sync/hub-client.ts'
import { join, MemberSync } from '../../gate/sync/member-sync.ts'
import { type Override, readOverride } from '../../gate/sync/overrides.ts'
import { readKeyFile, writeKeyFile } from '../../gate/warning/trust/key-file.ts'
import { SigningKey } from '../../gate/warning/trust/signing-key.ts'
import { jsonOption, printJson, wholeNumber } from '../options.ts'
import { faceInputOf, writeFaces } from '../sync/face-files.ts'
import { OwnZone } from '../sync/own-zone.ts'
import { drawOctets, systemClock } from '../system-ports.ts'

type Common = { readonly data: string; readonly json?: true }
type Run = Common & { readonly zonePort?: number; readonly zoneNotify?: number }
type Settings = { readonly url: string; readonly ca: string | null; readonly isSynthetic: boolean }

/** A head lasts an hour: asked for so often, three losses in a row do no harm. */
const ROUND_MS = 10 * MINUTE_MS
const RETRY_MS = 2 * SECOND_MS
const RETRY_MS_MAX = MINUTE_MS
/** A thousand fit into a request. */
const SUBMISSION_COUNT_MAX = 1_000

const AFTER = `
A member's side: verifies everything, keeps the last good list, and writes it as files for what is already run.

  $ noroshi sync join https://hub.example.jp:8443/ --invitation FILE --fingerprint HASH
  $ noroshi sync run            follows the hub; files in DIR/faces, rewritten with each change
  $ noroshi sync once           one round, for cron

Overrides: DIR/overrides.json, a list of {address, port or null, reason, untilMs}: what is not acted on here.`

export function syncCommand(): Command {
  const command = new Command('sync')
    .description('follow a hub as a member')
    .addHelpText('after', AFTER)
  const common = (child: Command): Command =>
    child.option('--data <dir>', 'directory of the member', './data/sync').addOption(jsonOption())
  common(command.command('join').argument('<url>').description('join with an invitation'))
    .requiredOption('--invitation <file>', 'the secret, in a file: arguments are seen by others')
    .requiredOption('--fingerprint <hash>', 'of the root, told another way')
    .option('--ca <file>', 'PEM of the authority of the hub’s certificate')
    .option('--synthetic', 'for a simulation: documentation addresses are taken')
    .action(runJoin)
  common(command.command('once').description('one round')).action(async (options: Common) => {
    const count = await openSync(options.data).round()
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

async function runJoin(
  url: string,
  options: Common & { invitation: string; fingerprint: string; ca?: string; synthetic?: true },
): Promise<void> {
  const { data } = options
  mkdirSync(data, { recursive: true, mode: 0o700 })
  const keyPath = joinPath(data, 'member.key')
  if (!existsSync(keyPath)) writeKeyFile(keyPath, new SigningKey(drawOctets(32)))
  const settings: Settings = {
    url,
    ca: options.ca === undefined ? null : readFileSync(options.ca, 'utf8'),
    isSynthetic: options.synthetic === true,
  }
  const client = clientOf(settings, readKeyFile(keyPath))
  const invitation = readFileSync(options.invitation, 'utf8').trim()
  const trusted = await join(client, invitation, options.fingerprint, trustPath(data))
  writeFileSync(joinPath(data, 'sync.json'), `${JSON.stringify(settings)}\n`, { mode: 0o600 })
  if (options.json) printJson({ member: trusted.view, hub: trusted.root.hub })
  else console.log(`Joined ${trusted.root.hub} as ${trusted.view}`)
}

/** In parts, each taken or refused for itself; fails when anything was refused. */
async function submit(file: string, options: Common): Promise<void> {
  const lines = readFileSync(file, 'utf8').split('\n')
  const warnings = lines.filter((line) => line.trim() !== '').map((line) => JSON.parse(line))
  const client = clientFor(options.data)
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
  await using zone = await zoneOf(options)
  const sync = openSync(options.data, zone)
  const tick = setInterval(() => {
    // Leases run out whether or not the hub is there.
    sync.enforce().catch((error: unknown) => tell(options, { error: messageOf(error) }))
  }, MINUTE_MS)
  let waitMs = RETRY_MS
  while (!ending.signal.aborted) {
    try {
      tell(options, { enforced: await sync.round() })
      waitMs = RETRY_MS
      await follow(sync, options, ending.signal)
    } catch (error) {
      if (ending.signal.aborted) break
      tell(options, { error: messageOf(error) })
      await sleep(waitMs, undefined, { signal: ending.signal }).catch(() => {})
      waitMs = Math.min(2 * waitMs, RETRY_MS_MAX)
    }
  }
  clearInterval(tick)
}

/** For a resolver on the same machine; none when no port is given. */
async function zoneOf({ data, zonePort, zoneNotify }: Run): Promise<OwnZone | undefined> {
  if (zonePort === undefined) return undefined
  const trusted = openSync(data).trusted
  return OwnZone.start(trusted.root.hub, zonePort, zoneNotify)
}

/** One round for each word of the hub, and one after ten minutes of silence. */
async function follow(sync: MemberSync, options: Common, signal: AbortSignal): Promise<void> {
  const line = new AbortController()
  const lineSignal = AbortSignal.any([signal, line.signal])
  const silence = setTimeout(() => line.abort(), ROUND_MS)
  try {
    for await (const _ of clientFor(options.data).changes(lineSignal)) {
      tell(options, { enforced: await sync.round() })
      silence.refresh()
    }
  } catch (error) {
    if (!line.signal.aborted) throw error
  } finally {
    clearTimeout(silence)
    line.abort()
  }
}

function openSync(data: string, zone?: OwnZone): MemberSync {
  const settings = readSettings(data)
  return MemberSync.open({
    client: clientFor(data),
    clock: systemClock,
    policy: { ownPrefixes: [], isSynthetic: settings.isSynthetic },
    path: trustPath(data),
    overrides: () => readOverrides(data),
    enforce: async (warnings, trusted) => {
      const input = faceInputOf(warnings, trusted, systemClock.nowMs())
      writeFaces(joinPath(data, 'faces'), input)
      zone?.show(input)
    },
  })
}

function readOverrides(data: string): Override[] {
  const path = joinPath(data, 'overrides.json')
  if (!existsSync(path)) return []
  const value: unknown = JSON.parse(readFileSync(path, 'utf8'))
  if (!Array.isArray(value)) throw new SyncError('OVERRIDE_INVALID', `${path} is no list`)
  return value.map(readOverride)
}

const trustPath = (data: string): string => joinPath(data, 'trusted')

function readSettings(data: string): Settings {
  const path = joinPath(data, 'sync.json')
  if (!existsSync(path))
    throw new SyncError('SYNC_NOT_JOINED', 'no hub was joined from this directory')
  return JSON.parse(readFileSync(path, 'utf8')) as Settings
}

const clientFor = (data: string): HubClient =>
  clientOf(readSettings(data), readKeyFile(joinPath(data, 'member.key')))

const clientOf = ({ url, ca }: Settings, key: SigningKey): HubClient =>
  new HubClient({ url, ca: ca ?? undefined }, key, systemClock, drawOctets)

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
