import { Command, InvalidArgumentError } from 'commander'
import { HOUSE_ROLES, isRole, type Role } from '../../people/index.ts'
import type { LinkAnswer } from '../../web/schemas/people.ts'
import { dataOption, jsonOption, printJson } from '../options.ts'
import { withPeopleDesk } from '../people-desk.ts'

type Common = { readonly data: string; readonly json?: true }

const ROLES = HOUSE_ROLES.operator

const AFTER = `
  $ noroshi user invite hanako --name "Yamada Hanako" --roles analyst
  $ noroshi user link hanako          another one-time link, for a lost passkey
  $ noroshi user roles hanako --roles approver,privacy-officer

Roles: ${ROLES.join(', ')}. An analyst and an approver
can do what a viewer can. A link works once, for three days.`

export function userCommand(): Command {
  const command = new Command('user')
    .description('who may sign in, and what they may do')
    .addHelpText('after', AFTER)
  common(command.command('list').description('all persons')).action(list)
  common(command.command('show').argument('<id>').description('sessions, passkeys, tokens')).action(
    async (id: string, { data }: Common) =>
      printJson(await withPeopleDesk(data, (desk) => desk.show(id))),
  )
  common(command.command('invite').argument('<id>').description('a new person; prints a link'))
    .option('--name <name>', 'as people know them', '')
    .requiredOption('--roles <list>', 'separated by commas', readRoles)
    .action(async (id: string, options: Common & { name: string; roles: Role[] }) => {
      await withPeopleDesk(options.data, async (desk, url) =>
        printLink(await desk.invite(id, options.name, options.roles), url, options),
      )
    })
  common(command.command('link').argument('<id>').description('another one-time link')).action(
    async (id: string, options: Common) => {
      await withPeopleDesk(options.data, async (desk, url) =>
        printLink(await desk.link(id), url, options),
      )
    },
  )
  common(
    command.command('first-link').description('the link that makes an administrator; voids others'),
  ).action(async (options: Common) => {
    await withPeopleDesk(options.data, async (desk, url) =>
      printLink(await desk.firstLink(), url, options),
    )
  })
  common(command.command('roles').argument('<id>').description('what a person may do from now on'))
    .requiredOption('--roles <list>', 'separated by commas', readRoles)
    .action(async (id: string, options: Common & { roles: Role[] }) => {
      await withPeopleDesk(options.data, (desk) => desk.setRoles(id, options.roles))
    })
  common(command.command('sign-out').argument('<id>').description('ends all sessions')).action(
    async (id: string, { data }: Common) => withPeopleDesk(data, (desk) => desk.signOut(id)),
  )
  common(
    command.command('remove').argument('<id>').description('ends every way in; histories stay'),
  ).action(async (id: string, { data }: Common) => withPeopleDesk(data, (desk) => desk.remove(id)))
  return command
}

export function readRoles(text: string): Role[] {
  const roles = text.split(',').map((role) => role.trim())
  const unknown = roles.find((role) => !isRole(role) || !ROLES.includes(role))
  if (unknown !== undefined)
    throw new InvalidArgumentError(`"${unknown}" is no role; there are ${ROLES.join(', ')}.`)
  return roles.filter(isRole)
}

function common(command: Command): Command {
  return command.addOption(dataOption()).addOption(jsonOption())
}

async function list(options: Common): Promise<void> {
  const page = await withPeopleDesk(options.data, (desk) => desk.list())
  if (options.json) {
    printJson(page)
    return
  }
  if (page.people.length === 0)
    console.log('Nobody yet: "noroshi start" prints a link for the first.')
  for (const { id, name, roles, removedAt } of page.people)
    console.log(`${id.padEnd(20)}  ${removedAt ? 'removed' : roles.join(', ')}  ${name}`)
}

function printLink(link: LinkAnswer, consoleUrl: string, options: Common): void {
  const url = new URL(`join#${link.secret}`, consoleUrl).href
  if (options.json) printJson({ url, expiresAt: link.expiresAt })
  else console.log(`${url}\nworks once, until ${link.expiresAt}`)
}
