import { writeFileSync } from 'node:fs'
import { Command, Option } from 'commander'
import {
  DEVICE_KINDS,
  type DeviceKind,
  isHandedOver,
  PROBLEMS,
  type Problem,
} from '../../alerts/index.ts'
import type { AlertImportRequest, AlertSendAnswer } from '../../web/schemas/alerts.ts'
import { type AlertDesk, withAlertDesk } from '../alert-desk.ts'
import { previewLetter, previewText } from '../alerts/preview.ts'
import { dataOption, jsonOption, printJson, wholeNumber } from '../options.ts'
import { ProgressLine } from '../progress.ts'
import { localised } from '../terminal-language.ts'
import { ALERT_TEXTS as say } from './alert-texts.ts'

type Common = { readonly data: string; readonly json?: true }

const AFTER = `
  $ noroshi alert import-sessions /var/log/freeradius/radacct/detail-20261121
  $ noroshi alert import-report notice.csv
  $ noroshi alert plan --dry-run
  $ noroshi alert plan
  $ noroshi alert import-contacts customers.csv
  $ noroshi alert send
  $ noroshi alert observe
  $ noroshi alert effect

Only those are looked at and told who agreed to it (device-alerts). Some wait until the study is over, drawn by lot,
so that "effect" can say whether telling helps. Files and set-up: docs/how-to/alert-subscribers.md`

export function alertCommand(): Command {
  const command = new Command('alert')
    .description('tell subscribers of infected devices, and see whether it helps')
    .addHelpText('after', AFTER)
  for (const [verb, kind, help] of IMPORTS) addImport(command, verb, kind, help)
  common(
    command
      .command('plan')
      .description('decide whom to tell and who waits; tells nobody. Looks at flows, in the audit')
      .option('--dry-run', 'count, show one text, and keep nothing')
      .option('--seed <n>', 'of the draw, to repeat one', wholeNumber(0, 2 ** 31))
      .addOption(actorOption()),
  ).action(plan)
  common(
    command
      .command('send')
      .description('hand over what is due; stopped at any point, it goes on where it was')
      .option('--max <n>', 'at most so many messages', wholeNumber(1, 1_000_000)),
  ).action(send)
  common(
    command
      .command('observe')
      .description('look what became of it, for the days since the last look; in the audit')
      .addOption(actorOption()),
  ).action(observe)
  common(command.command('status').description('how it stands, as counts')).action(
    async (options: Common) =>
      show(options, await withAlertDesk(options.data, (desk) => desk.status()), say.status),
  )
  common(
    command
      .command('effect')
      .description('the told against those who waited, with intervals')
      .option('--round <id>', 'of one round only'),
  ).action(async (options: Common & { round?: string }) =>
    show(
      options,
      await withAlertDesk(options.data, (desk) => desk.effect(options.round)),
      say.effect,
    ),
  )
  addPreview(command)
  return command
}

const IMPORTS: readonly (readonly [string, AlertImportRequest['kind'], string])[] = [
  ['import-sessions', 'sessions', 'who had which address when: RADIUS detail files, or a table'],
  ['import-report', 'reports', 'a report of devices: address, time, device_kind, problem'],
  ['import-contacts', 'contacts', 'how to reach customers; only those to be told are kept'],
  ['import-bounces', 'bounces', 'mail that came back: a mailbox file of notifications'],
]

const common = (command: Command): Command =>
  command.addOption(dataOption()).addOption(jsonOption())

const actorOption = (): Option =>
  new Option('--actor <name>', 'who does it').default(process.env['USER'] ?? 'operator')

function addImport(
  command: Command,
  verb: string,
  kind: AlertImportRequest['kind'],
  help: string,
): void {
  const subcommand = command.command(verb).argument('<file>').description(help)
  if (kind === 'sessions')
    subcommand.addOption(
      new Option('--format <format>', 'told by the file itself when not given').choices([
        'csv',
        'radius-detail',
      ]),
    )
  common(subcommand).action(
    async (path: string, options: Common & Pick<AlertImportRequest, 'format'>) => {
      const { format } = options
      const request = { kind, path, ...(format === undefined ? {} : { format }) }
      const done = await withAlertDesk(options.data, (desk) => desk.import(request))
      show(options, done, ({ counts }) => say.imported(counts))
    },
  )
}

async function plan(
  options: Common & { dryRun?: true; seed?: number; actor: string },
): Promise<void> {
  const progress = new ProgressLine({ isQuiet: options.json === true })
  const { actor, seed, dryRun } = options
  const request = { actor, isDryRun: dryRun ?? false, ...(seed === undefined ? {} : { seed }) }
  const made = await withAlertDesk(options.data, (desk) =>
    desk.plan(request, (fraction) => progress.show(localised(say.looking), fraction)),
  )
  progress.finish()
  show(options, made, say.plan)
}

const SENT_AT_ONCE = 25

async function send(options: Common & { max?: number }): Promise<void> {
  const progress = new ProgressLine({ isQuiet: options.json === true })
  const sent = await withAlertDesk(options.data, (desk) =>
    sendAll(desk, options.max ?? Number.POSITIVE_INFINITY, (done, all) =>
      progress.show(localised(say.sending(done, all)), all === 0 ? 1 : done / all),
    ),
  )
  progress.finish()
  show(options, sent, say.sent)
}

/** In parts, so that progress is seen and a stop is heard whichever process does it. */
async function sendAll(
  desk: AlertDesk,
  max: number,
  onProgress: (done: number, all: number) => void,
): Promise<AlertSendAnswer> {
  const counts: Record<string, number> = {}
  let handed = 0
  for (;;) {
    const part = await desk.send(Math.min(SENT_AT_ONCE, max - handed))
    let now = 0
    for (const [word, count] of Object.entries(part.counts)) {
      const isHanded = isHandedOver(word)
      if (isHanded) now += count
      // What could not be handed over is met again in each part, and is told as it is last.
      counts[word] = isHanded ? (counts[word] ?? 0) + count : count
    }
    handed += now
    onProgress(handed, handed + part.left)
    if (part.left === 0 || part.leftToday === 0 || now === 0 || handed >= max)
      return { ...part, counts }
  }
}

async function observe(options: Common & { actor: string }): Promise<void> {
  const seen = await withAlertDesk(options.data, (desk) => desk.observe(options.actor))
  show(options, seen, say.observed)
}

type PreviewOptions = Common & {
  readonly device: DeviceKind
  readonly problem?: Problem
  readonly message: 'first' | 'reminder' | 'correction'
  readonly language: 'ja' | 'en'
  readonly letter?: string
}

function addPreview(command: Command): void {
  command
    .command('preview')
    .description('a message as it would go out, about nobody')
    .addOption(new Option('--device <kind>').choices([...DEVICE_KINDS]).default('unknown'))
    .addOption(new Option('--problem <problem>', 'as reported').choices([...PROBLEMS]))
    .addOption(
      new Option('--message <kind>').choices(['first', 'reminder', 'correction']).default('first'),
    )
    .addOption(new Option('--language <language>').choices(['ja', 'en']).default('ja'))
    .option('--letter <file>', 'write it as a letter (PDF) instead')
    .addOption(dataOption())
    .action(async (options: PreviewOptions) => {
      const { data, device, problem, message, language, letter } = options
      const asked = { deviceKind: device, problem, kind: message, language }
      if (letter === undefined) process.stdout.write(previewText(data, asked))
      else writeFileSync(letter, await previewLetter(data, asked), { mode: 0o600 })
    })
}

function show<Answer>(
  { json }: Common,
  answer: Answer,
  lines: (answer: Answer) => readonly { en: string; ja: string }[],
): void {
  if (json) printJson(answer)
  else for (const line of lines(answer)) console.log(localised(line))
}
