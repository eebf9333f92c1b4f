/** A provider's registry, a real hub over HTTP, and the outbox between them, on a clock that a test moves. */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import pino from 'pino'
import { CASE_MIGRATIONS, createRegistry, type Registry } from '../../cases/index.ts'
import { caseIdOf } from '../../cases/registry/case-id.ts'
import { parsePrefix } from '../../core/prefix.ts'
import { type Database, openDatabase } from '../../db/database.ts'
import { createHubServer } from '../../gate/hub/http/server.ts'
import { HubWorld, joined, ROOT_TEXT } from '../../gate/hub/hub.fixture.ts'
import type { Hub } from '../../gate/hub/hub.ts'
import { HUB_MIGRATIONS } from '../../gate/hub/migrations/index.ts'
import { HubClient } from '../../gate/sync/hub-client.ts'
import type { SigningKey } from '../../gate/warning/trust/signing-key.ts'
import type { Warning } from '../../gate/warning/warning.ts'
import { OUTBOX_MIGRATIONS } from './migrations/0900-outbox.ts'
import { RECEIPT_MIGRATIONS } from './migrations/0910-outbox-receipts.ts'
import { Outbox } from './outbox.ts'
import type { OutboxPorts } from './outbox-ports.ts'
import { OutboxRecords } from './outbox-records.ts'
import { tellingRegistry } from './telling-registry.ts'

const MEMBER = 'isp-a'
const OWN = '9.9.0.0/16'

export class OutboxWorld implements AsyncDisposable {
  readonly world = new HubWorld()
  readonly clock = this.world.clock
  readonly log: string[] = []
  readonly directory = mkdtempSync(join(tmpdir(), 'noroshi-outbox-'))
  database!: Database
  #hubDatabase!: Database
  hub!: Hub
  #app: FastifyInstance | undefined
  #url = ''
  #port = 0
  key!: SigningKey
  registry!: Registry
  records!: OutboxRecords
  outbox!: Outbox
  /** Between us and the hub; a test may cut it or lose an answer. */
  loseNextAnswer = false
  #number = 0

  static async open(): Promise<OutboxWorld> {
    const opened = new OutboxWorld()
    const place = (name: string) => ({ directory: join(opened.directory, name) })
    opened.#hubDatabase = await openDatabase(place('hub'), HUB_MIGRATIONS)
    opened.hub = await opened.world.open(opened.#hubDatabase)
    opened.key = (await joined(opened.hub, MEMBER)).key
    opened.database = await openDatabase(place('isp'), [
      ...CASE_MIGRATIONS,
      ...OUTBOX_MIGRATIONS,
      ...RECEIPT_MIGRATIONS,
    ])
    await opened.listen()
    opened.begin()
    return opened
  }

  async listen(): Promise<void> {
    this.#app = await createHubServer({
      hub: this.hub,
      clock: this.clock,
      logger: pino({ level: 'silent' }),
      roots: [ROOT_TEXT],
      tls: null,
    })
    this.#url = await this.#app.listen({ host: '127.0.0.1', port: this.#port })
    this.#port = Number(new URL(this.#url).port)
  }

  async cut(): Promise<void> {
    await this.#app?.close()
    this.#app = undefined
  }

  /** A process that starts: what the one before had in memory is gone. */
  begin(change: Partial<OutboxPorts> = {}): void {
    const plain = createRegistry(this.database, this.clock, {
      rolesOf: async () => new Set(['analyst', 'approver']),
    })
    this.registry = tellingRegistry(plain, (id) => this.outbox.wake(id))
    this.records = new OutboxRecords(this.database)
    const tell = (event: object, text: string): void => {
      this.log.push(`${text} ${JSON.stringify(event)}`)
    }
    this.outbox = new Outbox({
      registry: this.registry,
      client: this.client(),
      records: this.records,
      policy: { ownPrefixes: [parsePrefix(OWN)!], isSynthetic: false },
      clock: this.clock,
      logger: { info: tell, warn: tell },
      ...change,
    })
  }

  client(key = this.key): HubClient {
    const client = new HubClient({ url: this.#url }, key, this.clock, (count) => randomBytes(count))
    const submit = client.submit.bind(client)
    client.submit = async (warnings: readonly Warning[]) => {
      const outcomes = await submit(warnings)
      if (!this.loseNextAnswer) return outcomes
      this.loseNextAnswer = false
      throw new Error('killed before the answer was read')
    }
    return client
  }

  /** A case that two people have published. */
  async published(address = `8.9.${this.#number >> 8}.${this.#number++ & 255}`): Promise<string> {
    const endpoint = { address, protocol: 'tcp', port: 6667 }
    const id = caseIdOf(endpoint)
    const reasons = [{ en: 'they scan', ja: '走査', group: 'clients', weight: 0.6 }]
    const seen = { probability: 0.94, band: 'share-candidate' as const, clients: 5 }
    await this.registry.propose([{ ...endpoint, ...seen, reasons, against: [] }], {
      actor: 'detector',
    })
    const override = 'a test without flows'
    await this.registry.confirm(id, { actor: 'hanako', note: 'scans', kind: 'controller' })
    await this.registry.publish(id, { actor: 'hanako', note: 'scans', override })
    await this.registry.approve(id, { actor: 'taro', note: 'I see the same', override })
    return id
  }

  /** What the hub lists of a case now. */
  async listed(id: string): Promise<string | undefined> {
    return (await this.hub.list.find(id))?.status
  }

  /** As after a backup of our own was restored. */
  async forget(id: string): Promise<void> {
    await sql`delete from outbox where warning_id = ${id}`.execute(this.database)
  }

  /** As after a backup of the hub's was restored. */
  async hubForgets(id: string): Promise<void> {
    for (const table of ['hub_words', 'hub_submissions', 'hub_list'])
      await sql`delete from ${sql.ref(table)} where warning_id = ${id}`.execute(this.#hubDatabase)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.outbox.stop()
    await this.cut()
    await this.database.destroy()
    await this.#hubDatabase.destroy()
    rmSync(this.directory, { recursive: true, force: true })
  }
}
