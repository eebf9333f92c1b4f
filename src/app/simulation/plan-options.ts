import { type Command, InvalidArgumentError, Option } from 'commander'
import { SeededRandom } from '../../core/random.ts'
import {
  benignPlan,
  type CountryPlan,
  completePlan,
  drawArtefacts,
  drawPlan,
  PAST_DAYS_MAX,
} from '../../country/index.ts'
import { wholeNumber } from '../options.ts'

export type PlanOptions = {
  readonly seed: number
  readonly plan: 'usual' | 'drawn' | 'benign'
  readonly subscribers?: number
  readonly hours: number
  readonly pastDays: number
  readonly sampling?: number
  readonly bots?: readonly [number, number]
  readonly jitter?: number
  readonly families?: readonly string[]
  readonly traps?: readonly string[]
  readonly artefacts?: true
}

/** The parameters of a country as options of a command. */
export function addPlanOptions(command: Command): Command {
  return command
    .option('--seed <n>', 'which country', wholeNumber(0, 2 ** 32 - 1), 1)
    .addOption(
      new Option('--plan <kind>', 'usual: as in the demonstration; drawn: anything; benign: no C&C')
        .choices(['usual', 'drawn', 'benign'])
        .default('usual'),
    )
    .option('--subscribers <n>', 'households', wholeNumber(50, 100_000))
    .option('--hours <n>', 'hours of the past to send', wholeNumber(1, 24 * 31), 24)
    .option('--past-days <n>', 'days before that in outline', wholeNumber(0, PAST_DAYS_MAX), 0)
    .option('--sampling <n>', 'one packet in so many, at every router', wholeNumber(1, 65_536))
    .option('--bots <range>', 'bots of one botnet, as 20 or 1-200', range)
    .option('--jitter <share>', 'of all C&C contacts, 0 to 1', share)
    .option('--families <names>', 'C&C families to plant, with commas', names)
    .option('--traps <names>', 'kinds of innocent automation, with commas', names)
    .option('--artefacts', 'draw what real routers add: duplicates, loss, late packets …')
}

/** @throws CountryError PLAN_INVALID */
export function planOf(options: PlanOptions): CountryPlan {
  const given: Partial<CountryPlan> = {
    hours: options.hours,
    pastDays: options.pastDays,
    ...(options.subscribers === undefined ? {} : { subscribers: options.subscribers }),
    ...(options.sampling === undefined ? {} : { sampling: options.sampling }),
    ...(options.bots ? { bots: options.bots } : {}),
    ...(options.jitter === undefined ? {} : { jitter: options.jitter }),
    ...(options.families ? { families: options.families } : {}),
    ...(options.traps ? { trapKinds: options.traps } : {}),
    ...(options.artefacts
      ? { artefacts: drawArtefacts(new SeededRandom(options.seed).fork('artefacts')) }
      : {}),
  }
  const { seed, plan } = options
  if (plan === 'drawn') return drawPlan(seed, given)
  if (plan === 'benign') return benignPlan(seed, given)
  return completePlan({ ...given, seed })
}

function range(text: string): readonly [number, number] {
  const match = /^(\d{1,4})(?:-(\d{1,4}))?$/.exec(text)
  if (!match) throw new InvalidArgumentError('It takes a number or a range, such as 20 or 1-200.')
  return [Number(match[1]), Number(match[2] ?? match[1])]
}

function share(text: string): number {
  const value = Number(text)
  if (text === '' || !(value >= 0 && value <= 1))
    throw new InvalidArgumentError('It takes a number from 0 to 1.')
  return value
}

function names(text: string): readonly string[] {
  return text.split(',').map((name) => name.trim())
}
