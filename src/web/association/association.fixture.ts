import { join } from 'node:path'
import type { InjectOptions } from 'fastify'
import pino from 'pino'
import { type Database, openDatabase } from '../../db/database.ts'
import { Disputes } from '../../gate/disputes/disputes.ts'
import { DISPUTE_MIGRATIONS } from '../../gate/disputes/migrations/index.ts'
import { DISPUTE_DEFAULTS } from '../../gate/disputes/settings.ts'
import type { DisputeTables } from '../../gate/disputes/tables.ts'
import { HubWorld, LOG_ORIGIN } from '../../gate/hub/hub.fixture.ts'
import type { Hub } from '../../gate/hub/hub.ts'
import { HUB_MIGRATIONS } from '../../gate/hub/migrations/index.ts'
import { createOversight } from '../../gate/oversight/oversight.ts'
import { createPeople, HOUSE_ROLES, PEOPLE_MIGRATIONS, type Role } from '../../people/index.ts'
import type { Api } from '../routes/route.ts'
import { createAssociationServer } from './server.ts'

const HOST = 'localhost:8444'
export const ORIGIN = `http://${HOST}`

/** A hub on a database of its own with its console, and one person for each role. */
export class AssociationFixture implements AsyncDisposable {
  readonly world = new HubWorld()
  readonly log: string[] = []
  readonly hub: Hub
  readonly disputes: Disputes
  readonly server: Api
  readonly #database: Database
  readonly #people: ReturnType<typeof createPeople>

  private constructor(
    database: Database,
    world: HubWorld,
    hub: Hub,
    disputes: Disputes,
    people: ReturnType<typeof createPeople>,
    server: Api,
    log: string[],
  ) {
    this.#database = database
    this.world = world
    this.hub = hub
    this.disputes = disputes
    this.#people = people
    this.server = server
    this.log = log
  }

  /** @param draw octets that nobody can foresee */
  static async open(
    directory: string,
    draw: (count: number) => Uint8Array,
  ): Promise<AssociationFixture> {
    const database = await openDatabase({ directory }, [
      ...PEOPLE_MIGRATIONS,
      ...HUB_MIGRATIONS,
      ...DISPUTE_MIGRATIONS,
    ])
    const world = new HubWorld()
    const hub = await world.open(database)
    const log: string[] = []
    const people = createPeople(database, world.clock, draw, undefined, 'association')
    const disputes = disputesOn(database, world, hub, draw)
    const server = await createAssociationServer({
      logger: pino({ level: 'warn' }, { write: (line: string) => void log.push(line) }),
      hub,
      oversight: createOversight(database, world.clock, hub),
      disputes,
      logKey: `${LOG_ORIGIN}+00000000+test`,
      isSynthetic: false,
      people,
      clock: world.clock,
      signIn: { anonymous: null, isSecure: false },
      consoleDirectory: join(directory, 'no-console'),
      allowedHosts: [],
      tls: null,
    })
    const { secret } = await people.links.makeFirst()
    await people.links.redeem(secret, { id: 'root', name: 'Root' })
    for (const role of HOUSE_ROLES.association)
      await people.links.invite({ id: `only-${role}`, name: '', roles: [role] }, 'root')
    await people.links.invite({ id: 'nobody', name: '', roles: [] }, 'root')
    return new AssociationFixture(database, world, hub, disputes, people, server, log)
  }

  /** As who has this one role; as nobody without a cookie. */
  async cookieOf(role: Role | 'nobody' | 'root'): Promise<string> {
    const id = role === 'nobody' || role === 'root' ? role : `only-${role}`
    return `noroshi-association-session=${await this.#people.sessions.begin(id, 'passkey')}`
  }

  ask(method: string, url: string, headers: Record<string, string>, payload: unknown = {}) {
    return this.server.inject({
      method: method as NonNullable<InjectOptions['method']>,
      url,
      headers: { host: HOST, origin: ORIGIN, 'content-type': 'application/json', ...headers },
      ...(method === 'GET' || method === 'HEAD' ? {} : { payload: JSON.stringify(payload) }),
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server.close()
    await this.#database.destroy()
  }
}

export function codeOf(answer: { body: string }): string | undefined {
  try {
    return JSON.parse(answer.body).code
  } catch {
    return undefined
  }
}

/** Owners are heard by the real room on the real list; nothing of theirs is looked at over the network. */
function disputesOn(
  database: Database,
  { clock }: HubWorld,
  hub: Hub,
  draw: (count: number) => Uint8Array,
): Disputes {
  return new Disputes({
    db: database.$extendTables<DisputeTables>(),
    clock,
    draw,
    list: {
      about: (address) => hub.list.about(address),
      proofs: (warningId) => hub.log.proofs(warningId),
      rule: (warningId, ruling, endsAtMs) => hub.list.rule(warningId, ruling, endsAtMs),
      spokenOfBy: async () => new Set(),
    },
    probes: { http: async () => false, dns: async () => false },
    knocks: { take: () => true },
    wait: async () => {},
    settings: DISPUTE_DEFAULTS,
  })
}
