/**
 * The client of OASIS itself, from a checkout (`NOROSHI_TAXII2CLIENT=/path/to/cti-taxii-client`) or installed: Debian
 * has no package of it. What it does on the wire is also done by `taxii_pages.py`, which needs no checkout.
 */
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { after, before, describe, it } from 'node:test'
import type { FastifyInstance } from 'fastify'
import pino from 'pino'
import { type Database, openDatabase } from '../../src/db/database.ts'
import { createHubServer, type HubServerPorts } from '../../src/gate/hub/http/server.ts'
import { HubWorld, joined, ROOT_TEXT } from '../../src/gate/hub/hub.fixture.ts'
import type { Hub } from '../../src/gate/hub/hub.ts'
import { HUB_MIGRATIONS } from '../../src/gate/hub/migrations/index.ts'
import type { StixIndicator } from '../../src/gate/warning/faces/index.ts'
import type { Warning } from '../../src/gate/warning/warning.ts'
import { CertificateAuthority } from '../../tools/testing/certificate-authority.ts'
import { temporaryDirectory } from '../../tools/testing/noroshi-process.ts'

const READER = resolve(import.meta.dirname, 'taxii2client_reads.py')
const CHECKOUT = process.env['NOROSHI_TAXII2CLIENT']
/** requests prefers a bundle of the environment to the one that it is told. */
const { REQUESTS_CA_BUNDLE: _, CURL_CA_BUNDLE: __, ...PLAIN } = process.env
const ENVIRONMENT = { ...PLAIN, ...(CHECKOUT ? { PYTHONPATH: resolve(CHECKOUT) } : {}) }
/** Debian's own first: only that one has its packages. */
const PYTHON = ['/usr/bin/python3', 'python3'].find(
  (python) => spawnSync(python, ['-c', 'import taxii2client'], { env: ENVIRONMENT }).status === 0,
)
const skip =
  PYTHON === undefined
    ? `no taxii2client: ${CHECKOUT ? `${CHECKOUT} cannot be imported by a Python with requests, six and pytz` : 'NOROSHI_TAXII2CLIENT names no checkout'}`
    : spawnSync('openssl', ['version']).status === 0
      ? false
      : 'no openssl is installed'

const WARNING_COUNT = 437
const WITHDRAWN_COUNT = 50

type Told = {
  readonly title: string
  readonly roots: number
  readonly versions: readonly string[]
  readonly collection: readonly boolean[]
  readonly objects: readonly StixIndicator[]
  readonly manifest: readonly { id: string; date_added: string; version: string }[]
  readonly whole: number
  readonly byToken: number | null
  readonly written: readonly unknown[]
  readonly absent: unknown
  readonly stranger: unknown
  readonly withoutCertificate: unknown
  readonly unknownAuthority: unknown
  readonly alone: readonly [readonly StixIndicator[], readonly StixIndicator[], readonly string[]]
  readonly filtered: Readonly<Record<string, unknown>>
  readonly after: {
    readonly moment: string
    readonly text: readonly string[]
    readonly date: readonly string[]
    readonly end: readonly string[]
    readonly manifest: number
  }
  readonly since: readonly StixIndicator[]
}
type Asked = {
  readonly perRequest: number
  readonly verify?: string
  readonly cert?: readonly [string, string]
  readonly since?: string
  /** Done behind the first page. */
  readonly meanwhile?: () => Promise<void>
}

describe('taxii2client', { skip }, () => {
  const world = new HubWorld()
  let directory: Awaited<ReturnType<typeof temporaryDirectory>>
  let database: Database
  let hub: Hub
  let token: string
  let warnings: Warning[]
  const servers: FastifyInstance[] = []

  before(async () => {
    directory = await temporaryDirectory()
    database = await openDatabase({ directory: join(directory.path, 'database') }, HUB_MIGRATIONS)
    hub = await world.open(database)
    await joined(hub, 'isp')
    token = await hub.tokens.make('isp', 'taxii', 30, 'Sato')
  })
  after(async () => {
    for (const server of servers) await server.close()
    await database?.destroy()
    await directory?.[Symbol.asyncDispose]()
  })

  const serve = async (tls: HubServerPorts['tls']): Promise<string> => {
    const logger = pino({ level: 'silent' })
    const app = await createHubServer({ hub, clock: world.clock, logger, roots: [ROOT_TEXT], tls })
    servers.push(app)
    return `${await app.listen({ host: '127.0.0.1', port: 0 })}/taxii2/`
  }
  const withdraw = (some: readonly Warning[]) =>
    world.take('isp', ...some.map((each) => ({ ...each, version: 2, status: 'retracted' })))

  async function read(url: string, { meanwhile, ...asked }: Asked): Promise<Told> {
    const question = { url, token, ...asked, isPaused: meanwhile !== undefined }
    const child = spawn(PYTHON!, [READER, JSON.stringify(question)], { env: ENVIRONMENT })
    const said: Record<'out' | 'error', Buffer[]> = { out: [], error: [] }
    child.stdout.on('data', (chunk: Buffer) => said.out.push(chunk))
    let isPausing = meanwhile !== undefined
    child.stderr.on('data', (chunk: Buffer) => {
      said.error.push(chunk)
      if (!isPausing || !Buffer.concat(said.error).includes('paused')) return
      isPausing = false
      meanwhile!().then(
        () => child.stdin.end('on\n'),
        () => child.kill(),
      )
    })
    if (!meanwhile) child.stdin.end()
    const status = await new Promise((resolve) => child.on('close', resolve))
    assert.equal(status, 0, Buffer.concat(said.error).toString())
    return JSON.parse(Buffer.concat(said.out).toString())
  }

  const idsOf = (objects: readonly { readonly id: string }[]) => objects.map(({ id }) => id)

  function assertWhole(told: Told): void {
    const ids = idsOf(told.objects)
    assert.deepEqual([ids.length, new Set(ids).size], [WARNING_COUNT, WARNING_COUNT])
    const revoked = told.objects.filter((each) => each.revoked)
    assert.equal(revoked.length, WITHDRAWN_COUNT)
    assert.deepEqual(idsOf(told.manifest), ids)
    const dates = told.manifest.map((each) => each.date_added)
    assert.deepEqual([new Set(dates).size, dates.toSorted()], [WARNING_COUNT, dates])
    for (const [index, { id, modified, created }] of told.objects.entries()) {
      assert.ok(modified > created, id)
      assert.equal(told.manifest[index]!.version, modified)
    }
    assert.equal(told.whole, WARNING_COUNT)
  }

  it('finds one collection that may be read and not written, and nothing in it', async () => {
    const told = await read(await serve(null), { perRequest: 20 })
    assert.equal(told.title, 'hub.example.jp')
    assert.equal(told.roots, 1)
    assert.deepEqual(told.versions, ['application/taxii+json;version=2.1'])
    assert.deepEqual(told.collection, [true, true, false])
    assert.deepEqual([told.objects, told.manifest, told.whole], [[], [], 0])
    // It does not even ask where it has read that it may not write.
    assert.deepEqual(told.written, ['AccessError', 'AccessError'])
    assert.deepEqual([told.absent, told.stranger], [404, 401])
  })

  it('pages through hundreds, each once, what was taken back as revoked, in any size of page', async () => {
    warnings = Array.from({ length: WARNING_COUNT }, () => world.fresh())
    await world.take('isp', ...warnings)
    world.clock.advance(5_000)
    await withdraw(warnings.slice(100, 100 + WITHDRAWN_COUNT))
    const url = await serve(null)
    for (const perRequest of [7, 0, WARNING_COUNT, 10_000]) {
      const told = await read(url, { perRequest })
      assertWhole(told)
      assert.equal(told.byToken, WARNING_COUNT)
      assertFilters(told)
    }
  })

  it('does so over TLS with an authority and a certificate of the association’s, and not without', async () => {
    const association = new CertificateAuthority(directory.path, 'association')
    const server = association.certify('server', ['subjectAltName=DNS:localhost,IP:127.0.0.1'])
    const own = association.certify('isp')
    const stranger = new CertificateAuthority(directory.path, 'stranger')
    const wrong = stranger.certify('intruder')
    const url = await serve({
      key: readFileSync(server.key, 'utf8'),
      cert: readFileSync(server.certificate, 'utf8'),
      clientAuthority: readFileSync(association.path, 'utf8'),
    })
    const verify = association.path
    const told = await read(url, { perRequest: 50, verify, cert: [own.certificate, own.key] })
    assertWhole(told)
    assertFilters(told)
    assert.deepEqual([told.withoutCertificate, told.unknownAuthority], [401, 'SSLError'])
    await assert.rejects(
      read(url, { perRequest: 50, verify, cert: [wrong.certificate, wrong.key] }),
      /401/,
    )
  })

  it('learns from the last date alone what was withdrawn since', async () => {
    const url = await serve(null)
    const before = await read(url, { perRequest: 100 })
    const since = before.manifest.at(-1)!.date_added
    world.clock.advance(60_000)
    const withdrawn = warnings.slice(200, 230)
    await withdraw(withdrawn)
    const told = await read(url, { perRequest: 7, since })
    assert.equal(told.since.length, withdrawn.length)
    assert.ok(told.since.every(({ revoked }) => revoked))
    assert.equal(told.objects.length, WARNING_COUNT)
  })

  it('misses nothing that changes while it pages', async () => {
    const url = await serve(null)
    const before = await read(url, { perRequest: 100 })
    const firstIds = new Set(idsOf(before.objects.slice(0, 100)))
    const told = await read(url, {
      perRequest: 100,
      meanwhile: async () => {
        await withdraw(warnings.slice(0, 5))
        await world.take('isp', world.fresh(), world.fresh())
      },
    })
    // Who was on the first page is told again at the end, as revoked; the client keeps the newest.
    assert.equal(told.objects.length, WARNING_COUNT + 5 + 2)
    const newest = new Map(told.objects.map((each) => [each.id, each]))
    assert.equal(newest.size, WARNING_COUNT + 2)
    const again = told.objects.slice(-7)
    assert.equal(again.filter(({ id, revoked }) => revoked && firstIds.has(id)).length, 5)
  })
})

function assertFilters({ objects, manifest, alone, filtered, after: behind }: Told): void {
  const [one, last] = [objects[0]!, objects.at(-1)!]
  assert.deepEqual(alone, [[one], [one], [one.modified]])
  assert.deepEqual(filtered, {
    type: objects.length,
    otherType: [],
    spec: objects.length,
    otherSpec: [],
    ids: [one.id, last.id],
    versions: [objects.length, objects.length, objects.length],
    version: [one.id],
    otherVersion: [],
  })
  const from = manifest.findIndex(({ date_added }) => date_added === behind.moment) + 1
  const expected = manifest.slice(from).map(({ id }) => id)
  assert.deepEqual([behind.text, behind.date], [expected, expected])
  assert.deepEqual([behind.end, behind.manifest], [[], expected.length])
}
