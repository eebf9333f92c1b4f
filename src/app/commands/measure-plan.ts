import { type Command, Option } from 'commander'
import type { MeasurePlan } from '../../web/schemas/measures.ts'
import { type MeasureDesk, withMeasureDesk } from '../measure-desk.ts'
import { dataOption, instant, jsonOption, printJson, readToken, wholeNumber } from '../options.ts'
import { localised } from '../terminal-language.ts'

type Common = { readonly data: string; readonly json?: true }
export type Acting = Common & { readonly actor: string; readonly tokenFile?: string }

export const PLAN_HELP = `
  $ noroshi measure plan                       what would change, and what is left out and why
  $ noroshi measure simulate                   what it would have cut in the last day
  $ noroshi measure approve PLAN --token-file ~/hanako.token --note "looked at all twelve"
  $ noroshi measure name add c2.example --tree --until 2026-12-01 --reason "report 2026-114"
  $ noroshi measure override add 203.0.113.7:443/tcp --reason "a customer's shop"

What is removed never waits. What is added above the daily number in noroshi.json (measures.plan.additionsMax)
waits for an approver's word on exactly the plan that is shown.`

/** Plans, and what people add to them. */
export function addPlanCommands(parent: Command): void {
  common(parent.command('plan').description('what devices would hold, against what they hold'))
    .option('--limit <n>', 'lines of each kind', wholeNumber(0, 1_000), 40)
    .action(async (options: Common & { limit: number }) => {
      const plan = await withMeasureDesk(options.data, (desk) => desk.plan(options.limit))
      if (options.json) printJson(plan)
      else printPlan(plan)
    })
  acting(
    parent.command('simulate').description('what the plan would have cut in the last day'),
  ).action(simulate)
  acting(
    parent
      .command('approve')
      .description('be the person, or the second, who approves')
      .argument('<plan>'),
  )
    .requiredOption('--note <text>', 'why, in a sentence')
    .action(async (plan: string, options: Acting & { note: string }) => {
      const { note, actor } = options
      const after = await desk(options, (at) => at.approve({ plan, note, actor }))
      if (options.json) printJson(after)
      else printPlan(after)
    })
  common(parent.command('changes').description('what came in force and was lifted, newest first'))
    .option('--limit <n>', 'at most', wholeNumber(1, 100), 20)
    .action(async (options: Common & { limit: number }) => {
      const found = await withMeasureDesk(options.data, (desk) => desk.changes(options.limit))
      if (options.json) return printJson(found)
      for (const { at, actor, added, removed, plan } of found.changes)
        console.log(`${at}  +${added} −${removed}  ${actor}  ${plan}`)
    })
  addEntries(parent)
}

function addEntries(parent: Command): void {
  const name = parent
    .command('name')
    .description('host names that people here add; they never leave the house')
  acting(
    name
      .command('add')
      .argument('<name>')
      .description('block it for whoever’s consent names names'),
  )
    .option('--tree', 'everything below it as well')
    .requiredOption('--until <instant>', 'when it ends, at most 92 days away', instant)
    .requiredOption('--reason <text>', 'why; never an address of a subscriber')
    .action(
      async (text: string, options: Acting & { tree?: true; until: number; reason: string }) => {
        const request = {
          name: text,
          isTree: options.tree === true,
          until: new Date(options.until).toISOString(),
          reason: options.reason,
          actor: options.actor,
        }
        print(await desk(options, (at) => at.addName(request)), options)
      },
    )
  const override = parent.command('override').description('what is never blocked here')
  acting(
    override
      .command('add')
      .argument('<target>')
      .description('an endpoint, address, prefix or host name; lifted at once where it is blocked'),
  )
    .option('--until <instant>', 'when it ends; by itself never', instant)
    .requiredOption('--reason <text>', 'why; never an address of a subscriber')
    .action(async (target: string, options: Acting & { until?: number; reason: string }) => {
      const { until, reason, actor } = options
      const request = {
        target,
        reason,
        actor,
        ...(until === undefined ? {} : { until: new Date(until).toISOString() }),
      }
      print(await desk(options, (at) => at.addOverride(request)), options)
    })
  for (const group of [name, override]) {
    common(group.command('list').description('those that stand')).action(
      async (options: Common) => {
        const found = await withMeasureDesk(options.data, (desk) => desk.entries())
        const shown = group === name ? found.names : found.overrides
        if (options.json) return printJson({ entries: shown })
        for (const { id, target, isTree, until, addedBy, reason } of shown)
          console.log(
            `${id}  ${isTree ? '*.' : ''}${target}  ${until ?? '–'}  ${addedBy}: ${reason}`,
          )
      },
    )
    acting(group.command('remove').argument('<id>').description('end an entry')).action(
      async (id: string, options: Acting) => {
        await desk(options, (at) => at.remove(id, options.actor))
        if (options.json) printJson({ isRemoved: true })
      },
    )
  }
}

const common = (command: Command): Command =>
  command.addOption(dataOption()).addOption(jsonOption())

export const acting = (command: Command): Command =>
  common(command)
    .addOption(new Option('--actor <name>', 'who acts').default(process.env['USER'] ?? 'operator'))
    .option('--token-file <path>', 'a file with a token of your own: you are its person')

/** With the person's token where one was named. */
const desk = <Result>(
  { data, tokenFile }: Acting,
  use: (at: MeasureDesk) => Promise<Result>,
): Promise<Result> => withMeasureDesk(data, use, readToken(tokenFile))

function print(entry: { readonly id: string; readonly target: string }, options: Common): void {
  if (options.json) printJson(entry)
  else console.log(`${entry.id}  ${entry.target}`)
}

async function simulate(options: Acting): Promise<void> {
  const found = await desk(options, (at) => at.simulate(options.actor))
  if (options.json) return printJson(found)
  if (!found.hasFlows)
    return console.log(
      localised({
        en: 'No flows of the last day are at hand, so nothing can be said.',
        ja: '直近1日のフローがないため、影響を示せません。',
      }),
    )
  for (const { target, flows, consenting, others, share } of found.targets)
    console.log(
      `${target.padEnd(32)}  ${flows} flows  ${consenting} consenting  ${others} not  ${(100 * share).toFixed(1)} %`,
    )
  console.log(`${found.targets.length} of ${found.endpoints} endpoints were contacted.`)
}

export function printPlan(plan: MeasurePlan): void {
  if (plan.isPreview)
    console.log(
      localised({
        en: 'No device is configured: this is a plan for devices without bounds, and nothing is blocked.',
        ja: '装置が設定されていません。上限のない装置を想定した計画で、遮断は行われません。',
      }),
    )
  for (const { plane, kind, scope, targets, sources, sourcesLeftOut } of plan.devices)
    console.log(
      `${plane} (${kind}, ${scope}): ${targets} targets × ${sources} prefixes${sourcesLeftOut > 0 ? `, ${sourcesLeftOut} without room` : ''}`,
    )
  for (const { plane, target, band, kind, until } of plan.added)
    console.log(
      `  + ${target.padEnd(32)} ${plane}  ${kind ?? 'named'} ${band ?? ''} until ${until}`,
    )
  for (const { plane, target, text } of plan.removed)
    console.log(`  − ${target.padEnd(32)} ${plane}  ${localised(text)}`)
  for (const { plane, target, text } of plan.leftOut)
    console.log(`  · ${target.padEnd(32)} ${plane ?? '–'}  ${localised(text)}`)
  console.log(
    `+${plan.addedCount} −${plan.removedCount} ·${plan.leftOutCount}  waiting ${plan.waiting}  approvals ${plan.approvals.length} of ${plan.approvalsNeeded}`,
  )
  console.log(plan.id)
}
