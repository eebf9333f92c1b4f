import { resolve } from 'node:path'
import type { Logger } from 'pino'
import { formatNoteKey, NOTE_TYPES } from '../../gate/log/note.ts'
import { createOversight } from '../../gate/oversight/oversight.ts'
import { createPeople, type People } from '../../people/index.ts'
import { createAssociationServer } from '../../web/association/server.ts'
import { buildConsoleIfStale } from '../console-build.ts'
import type { DataDirectory } from '../data-directory.ts'
import { drawOctets, systemClock } from '../system-ports.ts'
import type { ConsoleOptions } from './console-options.ts'
import { readHubKeys } from './hub-directory.ts'
import { listen } from './listen.ts'
import type { OpenHub } from './open-hub.ts'

const CONSOLE_DIRECTORY = resolve(import.meta.dirname, '../../../console/dist')

export type Association = {
  readonly url: string
  /** The link that makes the first administrator; null once there is one. */
  readonly firstUrl: string | null
  /** For whoever holds the hub's directory: a way in for a person, or for a first administrator. */
  readonly makeLink: MakeLink
  [Symbol.asyncDispose](): Promise<void>
}
export type MakeLink = (personId: string | null) => Promise<{ url: string; expiresAtMs: number }>

/** The association's console beside its hub: people of its own, pages, and a port that members never see. */
export async function startAssociation(
  { hub, database, disputes, isSynthetic }: OpenHub,
  options: ConsoleOptions,
  {
    directory,
    tls,
    logger,
  }: {
    readonly directory: DataDirectory
    readonly tls: { readonly key: string; readonly cert: string } | null
    readonly logger: Logger
  },
): Promise<Association> {
  const complaint = await buildConsoleIfStale(() => logger.info('the console is being built'))
  if (complaint) logger.error({ complaint }, 'the console could not be built; its API works')
  const people = createPeople(database, systemClock, drawOctets, undefined, 'association')
  const origin = `${hub.name}/log`
  const { publicUrl } = options
  // Behind a proxy on this machine TLS ends there, and our own port speaks plainly.
  const ownTls = publicUrl === null ? tls : null
  const app = await createAssociationServer({
    logger: logger.child({}, { level: 'warn' }),
    hub,
    oversight: createOversight(database, systemClock, hub),
    disputes: disputes.disputes,
    logKey: formatNoteKey({
      name: origin,
      type: NOTE_TYPES.signature,
      key: readHubKeys(directory.root).log.publicKey,
    }),
    isSynthetic,
    people,
    clock: systemClock,
    signIn: {
      anonymous: null,
      isSecure: ownTls !== null || publicUrl?.startsWith('https:') === true,
    },
    consoleDirectory: CONSOLE_DIRECTORY,
    allowedHosts: [
      ...(publicUrl === null ? [] : [new URL(publicUrl).hostname]),
      ...(ownTls === null ? [] : [hub.name, options.host]),
    ],
    tls: ownTls,
  })
  try {
    const bound = await listen(app, options, ownTls !== null)
    const url = publicUrl ?? named(bound, ownTls === null ? 'localhost' : hub.name)
    const makeLink = linkMaker(people, url)
    const isNew = !(await people.directory.hasAdministrator())
    return {
      url,
      firstUrl: isNew ? (await makeLink(null)).url : null,
      makeLink,
      [Symbol.asyncDispose]: () => app.close(),
    }
  } catch (error) {
    await app.close()
    throw error
  }
}

const linkMaker =
  (people: People, url: string): MakeLink =>
  async (personId) => {
    const { secret, expiresAtMs } =
      personId === null
        ? await people.links.makeFirst()
        : await people.links.makeFor(await people.directory.get(personId), 'operator')
    return { url: new URL(`join#${secret}`, url).href, expiresAtMs }
  }

/** Passkeys belong to a name and never to an address. */
function named(bound: string, name: string): string {
  const url = new URL(bound)
  url.hostname = name
  return url.href
}
