import { Command } from 'commander'
import { verifyAudit } from '../../flows/store/audit-log.ts'
import { StoreError } from '../../flows/store/errors.ts'
import { openDataDirectory } from '../data-directory.ts'
import { dataOption, jsonOption, printJson } from '../options.ts'

export function auditCommand(): Command {
  return new Command('audit')
    .description('the record of every look at flows and of every deletion')
    .addCommand(
      new Command('verify')
        .description('follow the hash chain from its first line; fails where it is broken')
        .addOption(dataOption())
        .addOption(jsonOption())
        .action(verify),
    )
}

async function verify(options: { data: string; json?: true }): Promise<void> {
  const verdict = await verifyAudit(openDataDirectory(options.data).audit)
  if (options.json) printJson({ isIntact: verdict.brokenAt === undefined, ...verdict })
  if (verdict.brokenAt)
    throw new StoreError(
      'AUDIT_BROKEN',
      `the audit is broken at line ${verdict.brokenAt.line}: ${verdict.brokenAt.why}`,
    )
  if (!options.json) console.log(`The audit is intact: ${verdict.entryCount} entries.`)
}
