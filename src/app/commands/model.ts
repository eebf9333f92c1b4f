import { Command } from 'commander'
import { type Model, ModelPromotion } from '../../web/schemas/model.ts'
import { AppError } from '../errors.ts'
import { withModelDesk } from '../model-desk.ts'
import { dataOption, jsonOption, printJson } from '../options.ts'
import { localised } from '../terminal-language.ts'

type Common = { readonly data: string; readonly json?: true }

const AFTER = `
The champion decides. A challenger scores the same endpoints at every scheduled detection, and decides
nothing; "compare" says how far the two agree, and which of them people agreed with. Promoting is a
person's act: the audit keeps who and why, and the former champion goes on as the challenger.

  $ noroshi train --output ./new.model.json
  $ noroshi model challenge ./new.model.json
  $ noroshi model compare
  $ noroshi model promote m-3fa1c0d2e4b6 --actor hanako --reason "a week in agreement, two more confirmed"
  $ noroshi model promote shipped --actor hanako --reason "back, while we look into it"`

export function modelCommand(): Command {
  const command = new Command('model')
    .description('the model that decides, a challenger beside it, drift')
    .addHelpText('after', AFTER)
  common(
    command.command('list').description('all models kept here, and who promoted which'),
  ).action(({ data, json }: Common) => look(data, json, listText))
  common(command.command('show').description('the champion: figures, reliability, drift')).action(
    ({ data, json }: Common) => look(data, json, showText),
  )
  common(command.command('compare').description('champion against challenger')).action(
    ({ data, json }: Common) => look(data, json, compareText),
  )
  common(
    command.command('challenge').argument('<file>').description('take a model in as challenger'),
  ).action(async (file: string, { data, json }: Common) => {
    const entry = await withModelDesk(data, (desk) => desk.challenge(file))
    if (json) printJson(entry)
    else console.log(`${entry.id} challenges: ${entry.title}`)
  })
  common(command.command('promote').argument('<id>').description('make it the champion'))
    .requiredOption('--actor <name>', 'who answers for it')
    .requiredOption('--reason <text>', 'why')
    .action(promote)
  return command
}

const common = (command: Command): Command =>
  command.addOption(dataOption()).addOption(jsonOption())

async function look(
  data: string,
  json: true | undefined,
  textOf: (model: Model) => string,
): Promise<void> {
  const model = await withModelDesk(data, (desk) => desk.show())
  if (json) printJson(model)
  else console.log(textOf(model))
}

async function promote(
  id: string,
  { data, json, actor, reason }: Common & { actor: string; reason: string },
): Promise<void> {
  const request = ModelPromotion.safeParse({ id, actor, reason })
  if (!request.success)
    throw new AppError(
      'OPTION_INVALID',
      'give the name of a model as "noroshi model list" shows it, an actor and a reason',
    )
  const model = await withModelDesk(data, (desk) => desk.promote(request.data))
  if (json) printJson(model)
  else console.log(`${model.champion.id} decides from now on; the audit has it.`)
}

function listText({ models, promotions }: Model): string {
  return [
    ...models.map(
      ({ id, role, title, prAuc, addedAt }) =>
        `${id.padEnd(15)} ${role.padEnd(11)} held-out PR-AUC ${prAuc.toFixed(3)}  ${addedAt?.slice(0, 10) ?? ''} ${title}`,
    ),
    ...promotions.map(
      ({ at, by, id, before, reason }) => `${at} ${by} promoted ${id} over ${before}: ${reason}`,
    ),
  ].join('\n')
}

function showText({ champion, calibration, drift }: Model): string {
  const { reliability, heldOut, trainedOn } = champion
  return [
    `${champion.id}: ${champion.title}`,
    `Trained on ${trainedOn}.`,
    `Held out: PR-AUC ${heldOut.prAuc.toFixed(3)} over ${heldOut.positives} planted.`,
    ...(champion.baseRate ? [localised(champion.baseRate)] : []),
    reliability
      ? `Calibration error ${reliability.expectedError.toFixed(4)}; from probability 0.1 on ${reliability.expectedErrorLikely?.toFixed(3) ?? '–'} (on draws it was not fitted to).`
      : 'A model of an earlier version: nothing is kept of its reliability.',
    `Probabilities: ${localised(calibration.detail)}`,
    `Drift: ${localised(drift.detail)}.`,
    ...drift.features
      .filter(({ isAlarm }) => isAlarm)
      .map(({ name, psi }) => `  ${name}: PSI ${psi.toFixed(2)}`),
  ].join('\n')
}

function compareText({ champion, challenger, comparison }: Model): string {
  if (!challenger) return 'No challenger. "noroshi model challenge FILE" takes one in.'
  const heading = `${champion.id} (champion) against ${challenger.id} (challenger)`
  if (!comparison) return `${heading}: they have not scored together yet.`
  const { suspected, decided } = comparison
  return [
    `${heading}, after ${comparison.runs} ${comparison.runs === 1 ? 'detection' : 'detections'}, the newest of ${comparison.endpoints} endpoints`,
    `  same order of the heads: ${comparison.orderAgreement.toFixed(2)} (Kendall); in both first hundreds: ${(100 * comparison.overlapAt100).toFixed(0)} %`,
    `  suspected by both ${suspected.both}, by the champion only ${suspected.championOnly}, by the challenger only ${suspected.challengerOnly}`,
    `  decided by people: ${decided.confirmed} confirmed, ${decided.dismissed} dismissed; of these suspected by the champion ${decided.champion.confirmed} and ${decided.champion.dismissed}, by the challenger ${decided.challenger.confirmed} and ${decided.challenger.dismissed}`,
    `  ${localised(comparison.verdict)}`,
  ].join('\n')
}
