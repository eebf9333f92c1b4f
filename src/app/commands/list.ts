import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Command, Option } from 'commander'
import type { ImportStep } from '../../cases/index.ts'
import type { Bilingual } from '../../core/bilingual.ts'
import type { ListEntry } from '../../web/schemas/lists.ts'
import { withListDesk } from '../list-desk.ts'
import { dataOption, jsonOption, printJson, wholeNumber } from '../options.ts'
import { ProgressLine } from '../progress.ts'
import { localised } from '../terminal-language.ts'
import { addStatementOptions, type StatementOptions, statementOf } from './list-options.ts'
import { importTexts, qualityTexts, sourceText, stepText } from './list-texts.ts'

type Common = { readonly data: string; readonly json?: true }
type ImportOptions = Common &
  StatementOptions & {
    readonly source: string
    readonly actor: string
    readonly dryRun?: true
    readonly allowShrinking?: true
  }

const AFTER = `
  $ noroshi list import feodo.csv --source feodo --terms CC0 --reliability 0.9 --default-kind controller
  $ noroshi list import https://lists.example/c2.json --source c2 --refresh 6h --dry-run
  $ noroshi list import cloud.json --source cloud --kind known-good --reason "address space of a cloud"
  $ noroshi list check 203.0.113.7 --port 443

Formats: plain text, CSV, JSON, JSON lines, STIX 2.1, MISP feed, event and warninglist, Parquet; also as gzip.
A list opens no case and blocks nothing: it is evidence, and a label to learn from.`

export function listCommand(): Command {
  const command = new Command('list')
    .description('reputation lists and known-good lists: import, show, check, measure')
    .addHelpText('after', AFTER)
  common(
    addStatementOptions(
      command
        .command('import')
        .argument('[file-or-url]', 'the source’s own URL when left out')
        .description('bring in a list; the first import makes its source')
        .requiredOption('--source <name>', 'a short name for it')
        .option('--dry-run', 'say what would change, and keep nothing')
        .option('--allow-shrinking', 'it is right that more than half of the list is gone')
        .addOption(actorOption()),
    ),
  ).action(importOne)
  common(command.command('sources').description('all lists, with terms and freshness')).action(
    sources,
  )
  common(
    command
      .command('show')
      .argument('<source>')
      .description('one list, its newest imports and entries')
      .option('--address <text>', 'entries that hold this address, or lie in this prefix')
      .option('--limit <n>', 'entries at most', wholeNumber(1, 500), 20),
  ).action(show)
  common(
    command
      .command('check')
      .argument('<address>')
      .description('what the lists say of an address')
      .option('--port <n>', 'and of this port', wholeNumber(0, 65_535)),
  ).action(check)
  common(
    command
      .command('remove')
      .argument('<source>')
      .description('end a list: nothing of it counts any more, its history stays')
      .requiredOption('--note <text>', 'why, in a sentence')
      .addOption(actorOption()),
  ).action(remove)
  common(
    command
      .command('quality')
      .description('lists against each other and against what people decided'),
  ).action(quality)
  return command
}

const common = (command: Command): Command =>
  command.addOption(dataOption()).addOption(jsonOption())

const actorOption = (): Option =>
  new Option('--actor <name>', 'who does it').default(process.env['USER'] ?? 'operator')

async function importOne(place: string | undefined, options: ImportOptions): Promise<void> {
  const isUrl = place !== undefined && /^[a-z][a-z0-9+.-]*:\/\//i.test(place)
  const progress = new ProgressLine({ isQuiet: options.json === true })
  const onProgress = (step: ImportStep): void =>
    progress.show(
      localised(stepText(step)),
      step.step === 'storing' ? step.done / Math.max(1, step.total) : undefined,
    )
  // What is to be fetched again has to be known to the source: a URL, or a file that somebody replaces.
  const stated = statementOf(options)
  const isRepeated = place !== undefined && stated?.refreshSeconds != null
  const url = isUrl ? place : isRepeated ? pathToFileURL(resolve(place)).href : undefined
  const statement = { ...stated, ...(url === undefined ? {} : { url }) }
  const answer = await withListDesk(options.data, (desk) =>
    desk.import(
      {
        source: options.source,
        ...(place === undefined ? {} : { place: isUrl ? place : resolve(place) }),
        ...(Object.keys(statement).length === 0 ? {} : { statement }),
        actor: options.actor,
        isDryRun: options.dryRun ?? false,
        isShrinkingAllowed: options.allowShrinking ?? false,
      },
      onProgress,
    ),
  )
  progress.finish()
  print(options, answer, importTexts(answer))
}

async function sources(options: Common): Promise<void> {
  const answer = await withListDesk(options.data, (desk) => desk.sources())
  const none = {
    en: 'No list yet; see "noroshi list import --help".',
    ja: 'リストはまだありません。',
  }
  print(options, answer, answer.sources.length === 0 ? [none] : answer.sources.map(sourceText))
}

async function show(
  source: string,
  options: Common & { readonly address?: string; readonly limit: number },
): Promise<void> {
  const { address, limit } = options
  const answer = await withListDesk(options.data, async (desk) => ({
    ...(await desk.show(source)),
    ...(await desk.entries({ source, address, limit })),
  }))
  if (options.json) {
    printJson(answer)
    return
  }
  console.log(localised(sourceText(answer.source)))
  for (const { at, outcome, code, place, actor, report } of answer.fetches) {
    const counts = report ? `+${report.added} −${report.removed}` : (code ?? '')
    console.log(
      `  ${at.slice(0, 16)}  ${outcome.padEnd(9)} ${counts.padEnd(14)} ${place} (${actor})`,
    )
  }
  for (const entry of answer.entries) console.log(entryLine(entry))
}

async function check(address: string, options: Common & { readonly port?: number }): Promise<void> {
  const answer = await withListDesk(options.data, (desk) =>
    desk.check({ address, port: options.port }),
  )
  const none = { en: 'No list says anything of it.', ja: 'どのリストにも掲載されていません。' }
  if (options.json || answer.matches.length === 0) print(options, answer, [none])
  else
    for (const match of answer.matches)
      console.log(`${match.source.padEnd(20)} ${entryLine(match)}`)
}

async function remove(
  source: string,
  options: Common & { readonly note: string; readonly actor: string },
): Promise<void> {
  const { note, actor } = options
  const answer = await withListDesk(options.data, (desk) => desk.remove({ source, note, actor }))
  const { removed } = answer
  print(options, answer, [
    {
      en: `${source}: ended; ${removed} entries are no longer listed`,
      ja: `${source}：終了しました（${removed} 件の掲載を終了）`,
    },
  ])
}

async function quality(options: Common): Promise<void> {
  const answer = await withListDesk(options.data, (desk) => desk.quality())
  print(options, answer, qualityTexts(answer))
}

function entryLine(entry: ListEntry): string {
  const host = entry.network.replace(/\/(?:32|128)$/, '')
  const until = entry.lastRemovedAt ?? '…'
  const what = entry.reason ?? entry.tag ?? ''
  return `  ${`${host} ${entry.port ?? '*'}`.padEnd(26)} ${entry.kind.padEnd(15)} ${entry.firstListedAt.slice(0, 10)} – ${until.slice(0, 10)}  ${what}`
}

function print(options: Common, answer: object, texts: readonly Bilingual[]): void {
  if (options.json) printJson(answer)
  else for (const text of texts) console.log(localised(text))
}
