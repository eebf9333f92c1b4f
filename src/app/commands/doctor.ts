import { Command } from 'commander'
import { openDataDirectory } from '../data-directory.ts'
import { examine } from '../doctor/examine.ts'
import type { Finding } from '../doctor/finding.ts'
import { AppError } from '../errors.ts'
import { dataOption, jsonOption, printJson } from '../options.ts'
import { localised } from '../terminal-language.ts'

const AFTER = `
Looks at configuration, disk, audit and model, and sends known records of every protocol through the
whole path – socket, decoder, spool, store – in a temporary directory. Changes nothing.`

const MARKS = { ok: '✓', warning: '!', failed: '✗' } as const

export function doctorCommand(): Command {
  return new Command('doctor')
    .description('find out what is wrong: a self-test of the whole path')
    .addOption(dataOption())
    .addOption(jsonOption())
    .addHelpText('after', AFTER)
    .action(run)
}

async function run(options: { data: string; json?: true }): Promise<void> {
  const findings: Finding[] = []
  for await (const finding of examine(openDataDirectory(options.data))) {
    findings.push(finding)
    if (!options.json)
      console.log(
        `${MARKS[finding.status]} ${finding.name.padEnd(15)} ${localised(finding.detail)}`,
      )
  }
  const failures = findings.filter(({ status }) => status === 'failed')
  if (options.json) printJson({ isHealthy: failures.length === 0, findings })
  if (failures.length > 0)
    throw new AppError(
      'NOT_HEALTHY',
      `${failures.length} of ${findings.length} findings need attention`,
    )
}
