/** A server that asks for a password, one behind TLS, and one that holds the line and says nothing. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { type AddressInfo, connect } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { createServer } from 'node:tls'
import { ManualClock } from '../../src/core/clock.ts'
import { AuditLog } from '../../src/flows/store/audit-log.ts'
import { StoreError } from '../../src/flows/store/errors.ts'
import { FlowStore } from '../../src/flows/store/flow-store.ts'
import { openServer, type ServerOptions } from '../../src/flows/store/server.ts'
import { writeSegments } from '../../src/flows/store/testing/segment-writer.ts'
import { startClickhouse } from '../../tools/testing/clickhouse-server.ts'
import { temporaryDirectory } from '../../tools/testing/noroshi-process.ts'

const USER = { name: 'noroshi', password: 'not-a-word-for-logs' }
const RECORDS = 500
const RECEIVED_AT = Date.UTC(2026, 0, 1) / 1000

test('with its password it stores; without, or with another, it is refused, and no error holds one', async () => {
  await using servers = await startClickhouse(1, {}, USER)
  const url = servers.nodes[0]!.url
  await using home = await Home.make()
  assert.equal(
    await home.store({ url, database: 'noroshi', ...credentials(USER.password) }),
    RECORDS,
  )
  for (const wrong of [{}, credentials('another-word')])
    await assert.rejects(home.store({ url, database: 'noroshi', ...wrong }), (error: unknown) => {
      assert.ok(error instanceof StoreError && error.code === 'ENGINE_FAILED', String(error))
      assert.doesNotMatch(`${error.message}${error.stack}`, /another-word|not-a-word-for-logs/)
      return true
    })
})

test('over TLS it stores where its authority is known, and not otherwise', async () => {
  await using servers = await startClickhouse(1)
  await using home = await Home.make()
  const inner = new URL(servers.nodes[0]!.url)
  const { key, certificate } = await home.certificate()
  const door = createServer({ key, cert: certificate }, (socket) => {
    const through = connect(Number(inner.port), inner.hostname)
    socket.pipe(through).pipe(socket)
    for (const side of [socket, through]) side.on('error', () => side.destroy())
  })
  door.listen(0, '127.0.0.1')
  await once(door, 'listening')
  try {
    const url = `https://127.0.0.1:${(door.address() as AddressInfo).port}`
    const database = 'noroshi'
    assert.equal(await home.store({ url, database, authorities: certificate }), RECORDS)
    await assert.rejects(home.store({ url, database }), { code: 'ENGINE_UNREACHABLE' })
  } finally {
    door.close()
  }
})

test('a server that hangs is given up, and has each record once when it goes on', async () => {
  await using servers = await startClickhouse(1)
  const [server] = servers.nodes as [(typeof servers.nodes)[0]]
  await using home = await Home.make()
  const options = { url: server.url, database: 'noroshi', answerTimeoutMs: 1_000 }
  const patient = { ...options, answerTimeoutMs: 60_000 }
  await home.store(patient, 'segment-1')
  server.hang()
  await assert.rejects(home.store(options, 'segment-2'), { code: 'ENGINE_UNREACHABLE' })
  server.goOn()
  // The one given up may have arrived all the same: the token makes the repetition void.
  const counted = await home.store(patient, 'segment-2')
  assert.equal(counted, 2 * RECORDS)
})

const credentials = (password: string) => ({ user: USER.name, password })

/** A segment, an audit and keys of one test. */
class Home implements AsyncDisposable {
  readonly #directory: Awaited<ReturnType<typeof temporaryDirectory>>
  readonly #segments: ReadonlyMap<string, string>

  private constructor(
    directory: Awaited<ReturnType<typeof temporaryDirectory>>,
    segments: ReadonlyMap<string, string>,
  ) {
    this.#directory = directory
    this.#segments = segments
  }

  static async make(): Promise<Home> {
    const directory = await temporaryDirectory()
    const names = ['segment-1', 'segment-2']
    const segments = await writeSegments(
      directory.path,
      names.map((name) => ({ name, receivedAt: RECEIVED_AT, records: RECORDS })),
    )
    return new Home(directory, segments)
  }

  /** Loads a segment through a connection of its own; answers how many records the store then holds. */
  async store(options: ServerOptions, segment = 'segment-1'): Promise<number> {
    await using stack = new AsyncDisposableStack()
    const engine = stack.adopt(openServer(options), (opened) => opened.close())
    const audit = stack.adopt(
      await AuditLog.open(join(this.#directory.path, 'audit'), new ManualClock(0)),
      (log) => log.close(),
    )
    const store = await FlowStore.open(engine, audit)
    await store.load([this.#segments.get(segment)!], segment)
    return (await store.extent()).flowCount
  }

  async certificate(): Promise<{ key: Buffer; certificate: Buffer }> {
    const [key, certificate] = ['key.pem', 'certificate.pem'].map((name) =>
      join(this.#directory.path, name),
    ) as [string, string]
    execFileSync(
      'openssl',
      [
        ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
        ...['-keyout', key, '-out', certificate, '-days', '2', '-subj', '/CN=127.0.0.1'],
        ...['-addext', 'subjectAltName=IP:127.0.0.1'],
      ],
      { stdio: 'ignore' },
    )
    return { key: await readFile(key), certificate: await readFile(certificate) }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#directory[Symbol.asyncDispose]()
  }
}
