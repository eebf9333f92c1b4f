import { Command } from 'commander'
import pino from 'pino'
import { formatNoteKey, NOTE_TYPES } from '../../gate/log/note.ts'
import { rootFingerprint } from '../../gate/sync/member-sync.ts'
import { openDataDirectory } from '../data-directory.ts'
import { AppError } from '../errors.ts'
import { withHubDesk } from '../hub/hub-desk.ts'
import { initialiseHub, readHubKeys, renewRoot } from '../hub/hub-directory.ts'
import { startHub } from '../hub/hub-service.ts'
import { jsonOption, printJson, wholeNumber } from '../options.ts'
import { hubDisputeCommand } from './hub-dispute.ts'
import { hubMemberCommand } from './hub-member.ts'
import { addOversightCommands } from './hub-oversight.ts'
import { hubWitnessCommand } from './hub-witness.ts'

const DEFAULT_DATA = './data/hub'

const AFTER = `
The association's side. A directory of its own; no flow record is ever in it.

  $ noroshi hub init --name hub.example.jp --root-keys ./offline     once; carry the root keys away
  $ noroshi hub start --tls-key key.pem --tls-certificate cert.pem --host 0.0.0.0
  $ noroshi hub member add isp-a --name "ISP A" --group "A group" …  prints a one-time invitation
  $ noroshi hub ledger                                               who still acts on what was withdrawn
  $ noroshi hub receipts                                             who looked after lifting, and what was seen`

type Common = { readonly data: string; readonly json?: true }

export function hubCommand(): Command {
  const command = new Command('hub')
    .description("the association's hub: members, warnings, withdrawals")
    .addHelpText('after', AFTER)
  common(command.command('init').description('make the keys and the first root'))
    .requiredOption('--name <name>', 'like a host name; it stands in every document')
    .requiredOption('--root-keys <dir>', 'where the three root keys are written')
    .option('--synthetic', 'for a simulation: documentation addresses are taken')
    .action(init)
  common(command.command('start').description('serve members'))
    .option('--host <address>', 'where to listen', '127.0.0.1')
    .option('--port <n>', 'TCP port', wholeNumber(0, 65535), 8443)
    .option('--tls-key <file>', 'PEM')
    .option('--tls-certificate <file>', 'PEM, with the chain')
    .option('--tls-clients <file>', 'PEM of the authority whose certificates members must show')
    .option(
      '--console-port <n>',
      "the association's console, for its own staff",
      wholeNumber(0, 65535),
    )
    .option('--console-host <address>', 'where the console listens', '127.0.0.1')
    .option('--metrics-port <n>', 'figures for Prometheus, on loopback', wholeNumber(1, 65_535))
    .option('--console-url <url>', 'how browsers reach it, through a proxy that ends TLS')
    .action(start)
  common(command.command('renew-root').description('sign the next root for another year'))
    .requiredOption('--root-keys <dir>', 'two of the three root keys, or more')
    .option('--new-keys', 'with new keys for lists, because the old ones are stolen or old')
    .action(async (options: Common & { rootKeys: string; newKeys?: true }) => {
      const { root } = openDataDirectory(options.data)
      renewRoot(root, options.rootKeys, options.newKeys === true)
      console.log('The next root is written. Restart the hub; members follow it by themselves.')
    })
  common(
    command.command('receipts').description('who looked after lifting, and what was seen'),
  ).action(receipts)
  common(command.command('ledger').description('who still acts on what was withdrawn')).action(
    ledger,
  )
  common(
    command.command('forget').argument('<warning>').description('delete what the log can open'),
  ).action(async (id: string, { data }: Common) => {
    console.log(
      `${await withHubDesk(data, (desk) => desk.forget(id))} entries say nothing any more`,
    )
  })
  common(
    command.command('trace').argument('<warning>').description('whose copy a canary was in'),
  ).action(async (id: string, { data }: Common) => {
    console.log((await withHubDesk(data, (desk) => desk.trace(id))) ?? 'This is no canary.')
  })
  common(
    command
      .command('console-link')
      .argument('[person]')
      .description('a one-time way into the console; without a person, for a first administrator'),
  ).action(consoleLink)
  addOversightCommands(command, common)
  command.addCommand(hubWitnessCommand())
  command.addCommand(hubMemberCommand(DEFAULT_DATA))
  command.addCommand(hubDisputeCommand(DEFAULT_DATA))
  return command
}

async function init(
  options: Common & { name: string; rootKeys: string; synthetic?: true },
): Promise<void> {
  const { root } = openDataDirectory(options.data)
  const settings = { name: options.name, isSynthetic: options.synthetic === true }
  const fingerprint = rootFingerprint(initialiseHub(root, settings, options.rootKeys))
  const name = `${options.name}/log`
  const logKey = formatNoteKey({
    name,
    type: NOTE_TYPES.signature,
    key: readHubKeys(root).log.publicKey,
  })
  if (options.json) {
    printJson({ fingerprint, logKey })
    return
  }
  console.log(`Fingerprint of the root: ${fingerprint}
Key of the log:          ${logKey}
Carry the keys in ${options.rootKeys} to three people, and delete them here: two of them are the hub.`)
}

async function start(
  options: Common & {
    host: string
    port: number
    tlsKey?: string
    tlsCertificate?: string
    tlsClients?: string
    consolePort?: number
    consoleHost: string
    consoleUrl?: string
    metricsPort?: number
  },
): Promise<void> {
  const { tlsKey, tlsCertificate, consolePort, consoleHost, consoleUrl } = options
  if (consoleUrl !== undefined && !/^https?:/.test(URL.parse(consoleUrl)?.protocol ?? ''))
    throw new AppError('OPTION_INVALID', '--console-url is like https://console.hub.example.jp/')
  if ((tlsKey === undefined) !== (tlsCertificate === undefined))
    throw new AppError('OPTION_INVALID', '--tls-key and --tls-certificate belong together')
  const logger = pino({ level: 'info', base: null }, pino.destination({ dest: 2, sync: true }))
  const ended = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
  })
  await using service = await startHub({
    directory: openDataDirectory(options.data),
    host: options.host,
    port: options.port,
    tls:
      tlsKey !== undefined && tlsCertificate !== undefined
        ? { key: tlsKey, certificate: tlsCertificate, clientAuthority: options.tlsClients }
        : null,
    logger,
    metricsPort: options.metricsPort ?? null,
    console:
      consolePort === undefined
        ? null
        : { host: consoleHost, port: consolePort, publicUrl: consoleUrl ?? null },
  })
  if (options.json) printJson({ url: service.url, console: service.console })
  else {
    console.log(`The hub serves at ${service.url}`)
    if (service.console) console.log(`Its console is at ${service.console.url}`)
    if (service.console?.firstUrl)
      console.log(`The first administrator comes in here, once: ${service.console.firstUrl}`)
  }
  await ended
}

async function consoleLink(person: string | undefined, options: Common): Promise<void> {
  const link = await withHubDesk(options.data, (desk) => desk.consoleLink(person ?? null))
  const expiresAt = new Date(link.expiresAtMs).toISOString()
  if (options.json) printJson({ url: link.url, expiresAt })
  else console.log(`${link.url}\nworks once, until ${expiresAt}`)
}

async function receipts(options: Common): Promise<void> {
  const rows = await withHubDesk(options.data, (desk) => desk.receipts())
  if (options.json) {
    printJson(rows)
    return
  }
  if (rows.length === 0) console.log('No member has sent a receipt.')
  for (const { warningId, memberId, liftedAt, probe, planes } of rows)
    console.log(
      `${warningId}  ${memberId}  ${liftedAt ?? 'not lifted'}  ${probe}  ${planes} devices`,
    )
}

async function ledger(options: Common): Promise<void> {
  const rows = await withHubDesk(options.data, (desk) => desk.ledger())
  if (options.json) {
    printJson(rows)
    return
  }
  if (rows.length === 0) console.log('Nobody acts on what was withdrawn.')
  for (const { warningId, withdrawnAtMs, members } of rows)
    console.log(
      `${warningId}  since ${new Date(withdrawnAtMs).toISOString()}  ${members.join(', ')}`,
    )
}

function common(command: Command): Command {
  return command
    .option('--data <dir>', 'directory of the hub', DEFAULT_DATA)
    .addOption(jsonOption())
}
