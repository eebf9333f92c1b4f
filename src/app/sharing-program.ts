import { Command } from 'commander'
import { addCommand } from './add-command.ts'
import { hubCommand } from './commands/hub.ts'
import { syncCommand } from './commands/sync.ts'
import { VERSION } from './version.ts'

/**
 * The commands of those who share warnings, and nothing else: what is not imported cannot leak. A test walks
 * the imports from here and finds no flow, no verdict and no case.
 */
export function createProgram(): Command {
  const program = new Command('noroshi')
    .description('Shares warnings between organisations.')
    .version(VERSION)
    .exitOverride()
    .showHelpAfterError('(add --help for what this command takes)')
  addCommand(program, hubCommand())
  addCommand(program, syncCommand())
  return program
}
