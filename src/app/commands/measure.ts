import { Command } from 'commander'
import { addLiveCommands, LIVE_HELP } from './measure-live.ts'
import { addPlanCommands, PLAN_HELP } from './measure-plan.ts'

export function measureCommand(): Command {
  const command = new Command('measure')
    .description('measures, only for those who agreed: plan, simulate, approve, apply, release')
    .addHelpText('after', `${LIVE_HELP}\n${PLAN_HELP}`)
  addPlanCommands(command)
  addLiveCommands(command)
  return command
}
