import { type Command, Option } from 'commander'
import { RELEASE_CAUSES } from '../../measures/release/closure.ts'
import type {
  LiveMeasures,
  PlaneOutcomes,
  ReleaseCause,
  ReleaseReceipt,
} from '../../web/schemas/measures-live.ts'
import { type LiveMeasureDesk, withLiveMeasures } from '../live-measure-desk.ts'
import { printJson, readToken, wholeNumber } from '../options.ts'
import { localised } from '../terminal-language.ts'
import { type Acting, acting, printPlan } from './measure-plan.ts'

type Signed = Acting & { readonly reason: string }

export const LIVE_HELP = `
  $ noroshi measure status                     how each device stands
  $ noroshi measure apply                      plan now, and put right what differs on devices
  $ noroshi measure release 203.0.113.7:443/tcp --cause owner --reason "its owner called"
  $ noroshi measure lift --reason "wrong list" everything off every device, until it is resumed
  $ noroshi measure resume --token-file ~/taro.token --reason "mended"`

/** What is done on devices, through the service that drives them. */
export function addLiveCommands(parent: Command): void {
  acting(parent.command('status').description('how each device stands, as counts')).action(
    async (options: Acting) => show(options, await desk(options, (at) => at.status()), printStatus),
  )
  acting(
    parent
      .command('apply')
      .description('plan now, put in force what waits for nobody, and mend what differs'),
  ).action(async (options: Acting) => {
    const { actor } = options
    const applied = await desk(options, (at) => at.apply({ actor }))
    show(options, applied, ({ plan, devices }) => {
      printPlan(plan)
      printStatus(devices)
    })
  })
  acting(
    parent
      .command('release')
      .argument('<subject>')
      .description('lift every rule that touches an endpoint, an address or a name, and prove it'),
  )
    .addOption(
      new Option('--cause <cause>', 'on whose account').choices(RELEASE_CAUSES).default('operator'),
    )
    .requiredOption('--reason <text>', 'why; never an address of a subscriber')
    .action(async (subject: string, options: Signed & { cause: ReleaseCause }) => {
      const { actor, cause, reason } = options
      const receipt = await desk(options, (at) => at.release({ subject, cause, reason, actor }))
      show(options, receipt, printReceipt)
      // Whoever calls it from a script must see that something still holds it.
      if (!receipt.isComplete) process.exitCode = 1
    })
  acting(parent.command('releases').description('what was released and how fast, newest first'))
    .option('--limit <n>', 'at most', wholeNumber(1, 500), 20)
    .action(async (options: Acting & { limit: number }) =>
      show(options, await desk(options, (at) => at.releases(options.limit)), ({ releases }) => {
        for (const { id, subject, cause, requestedAt, receipt, endedAt } of releases)
          console.log(
            `${id}  ${requestedAt}  ${subject}  ${cause}  ${receipt?.probe ?? '–'}${endedAt ? `  revoked ${endedAt}` : ''}`,
          )
      }),
    )
  signed(parent, 'revoke', 'take a release back; what is in force is blocked again')
    .argument('<id>')
    .action(async (id: string, options: Signed) => {
      const { actor, reason } = options
      await desk(options, (at) => at.revoke(id, { actor, reason }))
      if (options.json) printJson({ isEnded: true })
    })
  addSwitch(parent, 'lift', 'lift everything on every device, at once')
  addSwitch(parent, 'resume', 'let what is in force hold again on every device')
}

const signed = (parent: Command, verb: string, help: string): Command =>
  acting(parent.command(verb).description(help)).requiredOption(
    '--reason <text>',
    'why, in a sentence',
  )

function addSwitch(parent: Command, verb: 'lift' | 'resume', help: string): void {
  signed(parent, verb, help).action(async (options: Signed) => {
    const { actor, reason } = options
    const done = await desk(options, (at) => at[verb]({ actor, reason }))
    show(options, done, printOutcomes)
    if (done.outcomes.some(({ isDone }) => !isDone)) process.exitCode = 1
  })
}

const desk = <Result>(
  { data, tokenFile }: Acting,
  use: (at: LiveMeasureDesk) => Promise<Result>,
): Promise<Result> => withLiveMeasures(data, readToken(tokenFile), use)

function show<Found>({ json }: Acting, found: Found, print: (found: Found) => void): void {
  if (json) printJson(found)
  else print(found)
}

function printStatus({ isConfigured, isDryRun, lift, planes }: LiveMeasures): void {
  if (!isConfigured)
    console.log(
      localised({
        en: 'No device is configured; nothing is blocked.',
        ja: '装置が設定されていません。遮断は行われません。',
      }),
    )
  if (isDryRun) console.log(localised({ en: 'Dry run.', ja: '試行（実際の遮断なし）。' }))
  if (lift) console.log(`lifted ${lift.at}  ${lift.by}: ${lift.reason}`)
  for (const { name, kind, state, wanted, failure } of planes)
    console.log(
      `${name} (${kind})  ${state}  ${wanted.targets} targets × ${wanted.sources} prefixes${failure ? `  ${localised(failure.text)} [${failure.code}]` : ''}`,
    )
}

function printReceipt(receipt: ReleaseReceipt): void {
  const { subject, liftedAt, probe, rules, planes } = receipt
  console.log(`${subject}  ${liftedAt ?? 'not lifted everywhere'}  ${probe}`)
  for (const { target, step } of rules) console.log(`  − ${target}  ${step}`)
  for (const { plane, isFree, failure } of planes)
    console.log(
      `  ${plane}  ${isFree ? 'free' : 'not free'}${failure ? `  [${failure.code}]` : ''}`,
    )
}

function printOutcomes({ outcomes }: PlaneOutcomes): void {
  for (const { plane, isDone, failure, tookMs } of outcomes)
    console.log(
      `${plane}  ${isDone ? 'done' : `not done${failure ? ` [${failure.code}]` : ''}`}  ${Math.round(tookMs)} ms`,
    )
}
