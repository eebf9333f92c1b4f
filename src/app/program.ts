import { Command } from 'commander'
import { addCommand as add } from './add-command.ts'
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

/** By group and name; what a command needs is loaded when it is asked for. */
const COMMANDS: Readonly<Record<string, Readonly<Record<string, () => Promise<Command>>>>> = {
  Run: {
    start: async () => (await import('./commands/start.ts')).startCommand(),
    doctor: async () => (await import('./commands/doctor.ts')).doctorCommand(),
    backup: async () => (await import('./commands/backup.ts')).backupCommand(),
    restore: async () => (await import('./commands/backup.ts')).restoreCommand(),
    bench: async () => (await import('./commands/bench.ts')).benchCommand(),
  },
  Flows: {
    ingest: async () => (await import('./commands/ingest.ts')).ingestCommand(),
    decode: async () => (await import('./commands/decode.ts')).decodeCommand(),
    simulate: async () => (await import('./commands/simulate.ts')).simulateCommand(),
  },
  Detection: {
    detect: async () => (await import('./commands/detect.ts')).detectCommand(),
    train: async () => (await import('./commands/train.ts')).trainCommand(),
    evaluate: async () => (await import('./commands/evaluate.ts')).evaluateCommand(),
    model: async () => (await import('./commands/model.ts')).modelCommand(),
  },
  Decisions: {
    case: async () => (await import('./commands/case.ts')).caseCommand(),
    list: async () => (await import('./commands/list.ts')).listCommand(),
    alert: async () => (await import('./commands/alert.ts')).alertCommand(),
  },
  Measures: {
    grant: async () => (await import('./commands/grant.ts')).grantCommand(),
    measure: async () => (await import('./commands/measure.ts')).measureCommand(),
  },
  Sharing: {
    hub: async () => (await import('./commands/hub.ts')).hubCommand(),
    sync: async () => (await import('./commands/sync.ts')).syncCommand(),
  },
  People: {
    user: async () => (await import('./commands/user.ts')).userCommand(),
    token: async () => (await import('./commands/token.ts')).tokenCommand(),
  },
  Accountability: {
    notice: async () => (await import('./commands/notice.ts')).noticeCommand(),
    audit: async () => (await import('./commands/audit.ts')).auditCommand(),
    purge: async () => (await import('./commands/purge.ts')).purgeCommand(),
  },
}

/** @param asked the only command that is needed; every one when there is none of this name */
export async function createProgram(asked?: string): Promise<Command> {
  const program = new Command('noroshi')
    .description(DESCRIPTION)
    .version(VERSION)
    .exitOverride()
    .showHelpAfterError('(add --help for what this command takes)')
    .addHelpText('after', AFTER)
  const isKnown = Object.values(COMMANDS).some((group) => Object.hasOwn(group, asked ?? ''))
  for (const [group, commands] of Object.entries(COMMANDS)) {
    program.commandsGroup(group)
    for (const [name, load] of Object.entries(commands))
      if (!isKnown || name === asked) add(program, await load())
  }
  program.commandsGroup('Help')
  return program
}
