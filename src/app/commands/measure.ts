import { Command } from 'commander'
import { addPlanCommands, PLAN_HELP } from './measure-plan.ts'

export function measureCommand(): Command {
  const command = new Command('measure')
    .description('measures, only for those who agreed: plan, simulate, approve')
    .addHelpText('after', PLAN_HELP)
  addPlanCommands(command)
  return command
}
