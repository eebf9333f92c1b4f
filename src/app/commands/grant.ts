import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { Command, Option } from 'commander'
import {
  CONSENT_SCOPES,
  type ConsentScope,
  type Proof,
  verifyProof,
  type Wording,
} from '../../measures/consent/index.ts'
import type { SubscriberStanding } from '../../web/schemas/consent.ts'
import { AppError } from '../errors.ts'
import { withGrantDesk } from '../grant-desk.ts'
import { dataOption, jsonOption, printJson, wholeNumber } from '../options.ts'
import { ProgressLine } from '../progress.ts'
import { localised } from '../terminal-language.ts'
import { GRANT_TEXTS as say, scopeText } from './grant-texts.ts'

type Common = { readonly data: string; readonly json?: true }
type Recorded = Common & {
  readonly scope: ConsentScope
  readonly channel: 'api' | 'paper' | 'telephone'
  readonly language: 'ja' | 'en'
  readonly actor: string
}

const AFTER = `
  $ noroshi grant terms                                   versions, and what is asked
  $ noroshi grant terms --publish block-address --note "approved by the legal department, 2026-11-20"
  $ noroshi grant import consents.csv --dry-run           says what is wrong, line by line
  $ noroshi grant withdraw line-0817 --scope block-address --channel telephone
  $ noroshi grant proof line-0817 > line-0817.json
  $ noroshi grant proof --check line-0817.json            needs nothing but the file
  $ noroshi grant link line-0817                          the subscriber's own page, for a letter

A no holds from the moment it is recorded. What is imported never undoes what the subscriber said since.
Columns of a file: subscriber, prefixes, scope, answer (yes or no), terms, language, channel, said_at.`

export function grantCommand(): Command {
  const command = new Command('grant')
    .description('consent: who agreed to what, shown in which words')
    .addHelpText('after', AFTER)
  addTerms(command)
  addImport(command)
  addWords(command)
  addLooks(command)
  return command
}

const scopeOption = (): Option =>
  new Option('--scope <scope>', 'to what').choices(CONSENT_SCOPES).makeOptionMandatory()
const actorOption = (): Option =>
  new Option('--actor <name>', 'who records').default(process.env['USER'] ?? 'operator')
const common = (command: Command): Command =>
  command.addOption(dataOption()).addOption(jsonOption())

function addTerms(parent: Command): void {
  common(parent.command('terms').description('the words that subscribers agree to'))
    .addOption(new Option('--publish <scope>', 'publish the next version').choices(CONSENT_SCOPES))
    .option(
      '--wording <file>',
      'JSON: {"title":{"ja":…,"en":…},"summary":…,"points":[…]}; the template when left out',
    )
    .addOption(
      new Option('--change <kind>', 'material asks everybody again')
        .choices(['material', 'editorial'])
        .default('material'),
    )
    .addOption(
      new Option('--basis <basis>', 'how somebody comes to agree')
        .choices(['opt-in', 'general-terms'])
        .default('opt-in'),
    )
    .option('--grace-days <n>', 'how long earlier consents still hold', wholeNumber(0, 366), 30)
    .option('--note <text>', 'why, or who approved it')
    .addOption(actorOption())
    .action(terms)
}

type TermsOptions = Common & {
  readonly publish?: ConsentScope
  readonly wording?: string
  readonly change: 'material' | 'editorial'
  readonly basis: 'opt-in' | 'general-terms'
  readonly graceDays: number
  readonly note?: string
  readonly actor: string
}

async function terms(options: TermsOptions): Promise<void> {
  const { publish: scope, wording, change, basis, graceDays, note, actor } = options
  if (scope !== undefined) {
    if (note === undefined) throw new AppError('OPTION_INVALID', '--publish needs a --note')
    const words = wording === undefined ? {} : { wording: readWording(wording) }
    const published = await withGrantDesk(options.data, (desk) =>
      desk.publishTerms({ scope, change, basis, graceDays, note, actor, ...words }),
    )
    if (options.json) return printJson(published)
    console.log(`${published.id}  ${published.change}  ${published.digest}`)
    return
  }
  const all = await withGrantDesk(options.data, (desk) => desk.terms())
  if (options.json) return printJson(all)
  if (all.terms.length === 0) console.log(say.noTerms())
  for (const one of all.terms) {
    console.log(`${one.id}  ${one.basis}  ${one.change}  ${one.publishedAt}  ${one.publishedBy}`)
    console.log(`  ${localised(one.wording.title)}\n  ${localised(one.wording.summary)}`)
    for (const point of one.wording.points) console.log(`  - ${localised(point)}`)
  }
}

function readWording(path: string): {
  title: Wording['title']
  summary: Wording['summary']
  points: Wording['points'][number][]
} {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (cause) {
    throw new AppError('OPTION_INVALID', `${path} cannot be read as JSON`, { cause })
  }
}

function addImport(parent: Command): void {
  common(
    parent.command('import').description('a CSV of consents and addresses: all of it, or nothing'),
  )
    .argument('<file>')
    .option('--dry-run', 'say what would be, and record nothing')
    .addOption(actorOption())
    .action(async (path: string, options: Common & { dryRun?: true; actor: string }) => {
      const progress = new ProgressLine({ isQuiet: options.json === true })
      const request = {
        path: resolve(path),
        isDryRun: options.dryRun === true,
        actor: options.actor,
      }
      const report = await withGrantDesk(options.data, (desk) =>
        desk.import(request, (done, total) =>
          progress.show(`${Math.round((100 * done) / total)} %`, done / total),
        ),
      )
      progress.finish()
      if (options.json) printJson(report)
      else {
        for (const { line, text } of report.faults)
          console.log(`${path}:${line}: ${localised(text)}`)
        console.log(
          report.faultCount > 0
            ? say.nothingImported(report.faultCount)
            : report.isRecorded
              ? say.wasImported(report.rows)
              : say.wouldImport(report.rows),
        )
        const { granted, withdrawn, lineChanges, unchanged, keptWithdrawn } = report
        console.log(
          `granted ${granted}  withdrawn ${withdrawn}  lines ${lineChanges}  unchanged ${unchanged}  kept withdrawn ${keptWithdrawn}`,
        )
      }
      if (report.faultCount > 0) process.exitCode = 1
    })
}

function addWords(parent: Command): void {
  for (const verb of ['give', 'withdraw'] as const)
    common(
      parent
        .command(verb)
        .description(
          verb === 'give' ? 'record that a subscriber agreed' : 'record a no; it holds at once',
        )
        .argument('<subscriber>'),
    )
      .addOption(scopeOption())
      .addOption(
        new Option('--channel <channel>', 'how it was said')
          .choices(['api', 'paper', 'telephone'])
          .default('paper'),
      )
      .addOption(
        new Option('--language <language>', 'of the words shown')
          .choices(['ja', 'en'])
          .default('ja'),
      )
      .addOption(actorOption())
      .action(
        async (subscriber: string, { scope, channel, language, actor, ...options }: Recorded) => {
          const by = { subscriber, scope, channel, actor }
          const receipt = await withGrantDesk(options.data, (desk) =>
            verb === 'give' ? desk.give({ ...by, language }) : desk.withdraw(by),
          )
          if (options.json) printJson(receipt)
          else console.log(say.recorded(receipt.hash))
        },
      )
}

function addLooks(parent: Command): void {
  common(
    parent.command('show').description('what one subscriber said last').argument('<subscriber>'),
  ).action(async (subscriber: string, options: Common) => {
    const standing = await withGrantDesk(options.data, (desk) => desk.show(subscriber))
    if (options.json) printJson(standing)
    else printStanding(standing)
  })
  parent
    .command('proof')
    .description('everything of one subscriber as JSON, or a check of such a file')
    .argument('[subscriber]')
    .option('--check <file>', 'check a proof; exit status 1 where it does not hold')
    .addOption(dataOption())
    .addOption(jsonOption())
    .action(proof)
  common(
    parent
      .command('link')
      .description('a one-time link to the subscriber’s own page')
      .argument('<subscriber>'),
  )
    .option('--hours <n>', 'how long it works', wholeNumber(1, 720), 72)
    .addOption(actorOption())
    .action(async (subscriber: string, options: Common & { hours: number; actor: string }) => {
      const { hours, actor } = options
      const link = await withGrantDesk(options.data, (desk) =>
        desk.link({ subscriber, hours, actor }),
      )
      if (options.json) return printJson(link)
      console.log(link.path)
      console.log(say.linkOnce(link.expiresAt))
    })
  common(
    parent.command('statistics').description('how many agreed, withdrew and have not answered'),
  )
    .addOption(
      new Option('--unanswered <scope>', 'who was asked and has not answered').choices(
        CONSENT_SCOPES,
      ),
    )
    .action(statistics)
}

async function proof(
  subscriber: string | undefined,
  options: Common & { readonly check?: string },
): Promise<void> {
  if (options.check !== undefined) {
    verifyProof(readProof(options.check))
    if (options.json) printJson({ holds: true })
    else console.log(say.holds())
    return
  }
  if (subscriber === undefined)
    throw new AppError('OPTION_INVALID', 'name a subscriber, or a file with --check')
  printJson(await withGrantDesk(options.data, (desk) => desk.proof(subscriber)))
}

function readProof(path: string): Proof {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (cause) {
    throw new AppError('OPTION_INVALID', `${path} cannot be read as JSON`, { cause })
  }
}

async function statistics(options: Common & { readonly unanswered?: ConsentScope }): Promise<void> {
  const { unanswered: scope } = options
  if (scope !== undefined) {
    const found = await withGrantDesk(options.data, (desk) => desk.unanswered(scope, 1_000))
    if (options.json) return printJson(found)
    for (const { subscriber, endsAt } of found.subscribers)
      console.log(`${subscriber}  ${endsAt ?? ''}`)
    return
  }
  const counts = await withGrantDesk(options.data, (desk) => desk.statistics())
  if (options.json) return printJson(counts)
  console.log(
    `subscribers ${counts.subscribers}  online ${counts.online}  pausing ${counts.pausing}`,
  )
  for (const { scope: of, agreed, withdrawn, lapsed, askedAgain, unanswered } of counts.scopes)
    console.log(
      `${scopeText(of)}: opt-in ${agreed['opt-in']}, general terms ${agreed['general-terms']}, asked again ${askedAgain}, withdrawn ${withdrawn}, lapsed ${lapsed}, unanswered ${unanswered}`,
    )
}

function printStanding(standing: SubscriberStanding): void {
  console.log(
    `${standing.subscriber}  ${standing.lines.length} prefixes  ${standing.events} events`,
  )
  if (standing.pausedUntil) console.log(`paused until ${standing.pausedUntil}`)
  if (standing.contractEndedAt) console.log(`contract ended ${standing.contractEndedAt}`)
  for (const { scope, answer, isInForce, terms: id, at, endsAt } of standing.answers)
    console.log(
      `${isInForce ? '●' : '○'} ${scopeText(scope)}: ${answer} ${id ?? ''} ${at ?? ''}${endsAt ? ` – ends ${endsAt}` : ''}`,
    )
  console.log(`receipt ${standing.head}`)
}
