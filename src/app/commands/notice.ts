import { Command } from 'commander'
import type { Bilingual } from '../../core/bilingual.ts'
import type { NoticeChange, NoticeDocument } from '../../web/schemas/notice.ts'
import { withNoticeDesk } from '../notice-desk.ts'
import { dataOption, jsonOption, printJson, wholeNumber } from '../options.ts'
import { localised } from '../terminal-language.ts'

type Common = { readonly data: string; readonly json?: true }

const AFTER = `
  $ noroshi notice show                 how it stands, and what the configuration would say
  $ noroshi notice publish --note "first notice, approved by the privacy officer"
  $ noroshi notice diff --from 1        what has changed since version 1

Nothing is collected or imported before a notice is published that says what this configuration does. Who is
responsible, how to reach them and how to say no stand in noroshi.json: notice.operator, notice.contact and
notice.optOut, each as {"ja": …, "en": …}. Subscribers read it at /notice, without signing in.`

export function noticeCommand(): Command {
  const command = new Command('notice')
    .description('what subscribers are told: show, publish, compare')
    .addHelpText('after', AFTER)
  common(command.command('show').description('how it stands, and its text')).action(show)
  common(command.command('list').description('published versions, newest first')).action(list)
  common(
    command
      .command('publish')
      .description('publish what the configuration says; collecting may begin')
      .requiredOption('--note <text>', 'why, or who approved it')
      .option('--actor <name>', 'who publishes', process.env['USER'] ?? 'operator'),
  ).action(publish)
  common(
    command
      .command('diff')
      .description('from one version to another, or to what the configuration would say')
      .requiredOption('--from <version>', 'the earlier', wholeNumber(1, 1_000_000))
      .option('--to <version>', 'the later', wholeNumber(1, 1_000_000)),
  ).action(diff)
  return command
}

const common = (command: Command): Command =>
  command.addOption(dataOption()).addOption(jsonOption())

async function show(options: Common): Promise<void> {
  const notice = await withNoticeDesk(options.data, (desk) => desk.show())
  if (options.json) return printJson(notice)
  console.log(localised(notice.standing.advice))
  for (const change of notice.standing.changes) printChange(change)
  console.log('')
  printDocument(notice.document)
}

async function list(options: Common): Promise<void> {
  const answer = await withNoticeDesk(options.data, (desk) => desk.versions())
  if (options.json) return printJson(answer)
  for (const { version, publishedAt, publishedBy, note } of answer.versions)
    console.log(`${String(version).padStart(3)}  ${publishedAt}  ${publishedBy}: ${note}`)
}

async function publish(
  options: Common & { readonly note: string; readonly actor: string },
): Promise<void> {
  const { note, actor } = options
  const standing = await withNoticeDesk(options.data, (desk) => desk.publish({ note, actor }))
  if (options.json) printJson(standing)
  else console.log(localised(standing.advice))
}

async function diff(
  options: Common & { readonly from: number; readonly to?: number },
): Promise<void> {
  const { from, to } = options
  const answer = await withNoticeDesk(options.data, (desk) => desk.diff(from, to))
  if (options.json) return printJson(answer)
  if (answer.changes.length === 0)
    console.log(localised({ en: 'They say the same.', ja: '同じ内容です。' }))
  for (const change of answer.changes) printChange(change)
}

function printChange({ heading, before, after }: NoticeChange): void {
  console.log(`  ${localised(heading)}`)
  if (before) console.log(`    - ${localised(before)}`)
  if (after) console.log(`    + ${localised(after)}`)
}

/** Both languages, as subscribers will read it. */
function printDocument({ title, sections }: NoticeDocument): void {
  for (const language of ['ja', 'en'] as const) {
    const say = (text: Bilingual): string => text[language]
    console.log(`${say(title)}\n`)
    for (const { heading, text, items } of sections)
      console.log(
        `${say(heading)}\n${say(text)}\n${items.map((item) => `  - ${say(item)}\n`).join('')}`,
      )
  }
}
