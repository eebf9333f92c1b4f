import { Command } from 'commander'
import type { Role } from '../../people/index.ts'
import { dataOption, jsonOption, printJson, wholeNumber } from '../options.ts'
import { withPeopleDesk } from '../people-desk.ts'
import { readRoles } from './user.ts'

type Common = { readonly data: string; readonly json?: true }

const AFTER = `
  $ noroshi token create hanako --label "metrics" --roles viewer --days 90
  $ curl -H "Authorization: Bearer noroshi_…" http://localhost:8080/api/v1/cases

A token acts as its person, within its own roles and never beyond the person's. It is shown once.`

export function tokenCommand(): Command {
  const command = new Command('token')
    .description('API tokens: create, list, revoke')
    .addHelpText('after', AFTER)
  command
    .command('create')
    .argument('<person>')
    .description('prints a new token, once')
    .requiredOption('--label <text>', 'what it is for')
    .requiredOption('--roles <list>', 'separated by commas', readRoles)
    .option('--days <n>', 'until it expires', wholeNumber(1, 366), 90)
    .addOption(dataOption())
    .addOption(jsonOption())
    .action(
      async (person: string, options: Common & { label: string; roles: Role[]; days: number }) => {
        const { label, roles, days } = options
        const token = await withPeopleDesk(options.data, (desk) =>
          desk.makeToken(person, { label, roles, days }),
        )
        if (options.json) printJson(token)
        else console.log(token.secret)
      },
    )
  command
    .command('list')
    .argument('<person>')
    .description('tokens of a person, never their secrets')
    .addOption(dataOption())
    .addOption(jsonOption())
    .action(async (person: string, options: Common) => {
      const { tokens } = await withPeopleDesk(options.data, (desk) => desk.show(person))
      if (options.json) printJson({ tokens })
      else
        for (const token of tokens)
          console.log(
            `${token.id}  ${token.label}  ${token.roles.join(', ')}  until ${token.expiresAt}`,
          )
    })
  command
    .command('revoke')
    .argument('<person>')
    .argument('<id>')
    .description('ends a token at once')
    .addOption(dataOption())
    .addOption(jsonOption())
    .action(async (person: string, id: string, options: Common) => {
      await withPeopleDesk(options.data, (desk) => desk.revokeToken(person, id))
    })
  return command
}
