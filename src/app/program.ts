import { Command } from 'commander'
import { addCommand as add } from './add-command.ts'
import { alertCommand } from './commands/alert.ts'
import { auditCommand } from './commands/audit.ts'
import { backupCommand, restoreCommand } from './commands/backup.ts'
import { benchCommand } from './commands/bench.ts'
import { caseCommand } from './commands/case.ts'
import { decodeCommand } from './commands/decode.ts'
import { detectCommand } from './commands/detect.ts'
import { doctorCommand } from './commands/doctor.ts'
import { evaluateCommand } from './commands/evaluate.ts'
import { grantCommand } from './commands/grant.ts'
import { hubCommand } from './commands/hub.ts'
import { ingestCommand } from './commands/ingest.ts'
import { listCommand } from './commands/list.ts'
import { measureCommand } from './commands/measure.ts'
import { modelCommand } from './commands/model.ts'
import { noticeCommand } from './commands/notice.ts'
import { purgeCommand } from './commands/purge.ts'
import { simulateCommand } from './commands/simulate.ts'
import { startCommand } from './commands/start.ts'
import { syncCommand } from './commands/sync.ts'
import { tokenCommand } from './commands/token.ts'
import { trainCommand } from './commands/train.ts'
import { userCommand } from './commands/user.ts'
import { VERSION } from './version.ts'

const DESCRIPTION = `Finds probable C&C servers in an ISP's flow records (NetFlow, IPFIX, sFlow; headers only, never
payload) and keeps the cases that people decide on.`

const AFTER = `
A first look, with a small simulated country as exporters:
  $ noroshi start --demo

Real flows, from a file or from a router pointed at UDP port 2055, 4739 or 6343:
  $ noroshi ingest flows.parquet --data ./data/lab
  $ noroshi detect --data ./data/lab --window all
  $ noroshi start --data ./data/lab

Data: everything of one installation lies in one directory (--data), held by one process. While a
service runs on it, commands go through the service; otherwise they open it themselves.
Configuration: noroshi.json in that directory; see docs/reference/configuration.md.
Output: --json prints one JSON document on standard output; everything else goes to standard error.
Exit status: 0 done, 1 failed, 2 wrong usage. Every error ends in a code; docs/reference/codes.md.`

export function createProgram(): Command {
  const program = new Command('noroshi')
    .description(DESCRIPTION)
    .version(VERSION)
    .exitOverride()
    .showHelpAfterError('(add --help for what this command takes)')
    .addHelpText('after', AFTER)
  program.commandsGroup('Run')
  add(program, startCommand())
  add(program, doctorCommand())
  add(program, backupCommand())
  add(program, restoreCommand())
  add(program, benchCommand())
  program.commandsGroup('Flows')
  add(program, ingestCommand())
  add(program, decodeCommand())
  add(program, simulateCommand())
  program.commandsGroup('Detection')
  add(program, detectCommand())
  add(program, trainCommand())
  add(program, evaluateCommand())
  add(program, modelCommand())
  program.commandsGroup('Decisions')
  add(program, caseCommand())
  add(program, listCommand())
  add(program, alertCommand())
  program.commandsGroup('Measures')
  add(program, grantCommand())
  add(program, measureCommand())
  program.commandsGroup('Sharing')
  add(program, hubCommand())
  add(program, syncCommand())
  program.commandsGroup('People')
  add(program, userCommand())
  add(program, tokenCommand())
  program.commandsGroup('Accountability')
  add(program, noticeCommand())
  add(program, auditCommand())
  add(program, purgeCommand())
  program.commandsGroup('Help')
  return program
}
