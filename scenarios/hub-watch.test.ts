/** The association's staff is told when a promise to an owner is broken: by webhook, on the terminal, in metrics. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { sql } from 'kysely'
import { openDataDirectory } from '../src/app/data-directory.ts'
import type { HubStatus } from '../src/app/hub/hub-status.ts'
import { openHub } from '../src/app/hub/open-hub.ts'
import { drawOctets } from '../src/app/system-ports.ts'
import { DAY_MS, HOUR_MS } from '../src/core/time-span.ts'
import { SigningKey } from '../src/gate/warning/trust/signing-key.ts'
import { currentWarning } from '../tools/testing/current-warning.ts'
import { HubProcess } from '../tools/testing/hub-processes.ts'
import { freeTcpPort, noroshi, temporaryDirectory } from '../tools/testing/noroshi-process.ts'
import { until } from '../tools/testing/until.ts'

const [LATE, FRESH] = ['203.0.113.61', '203.0.113.62'] as const
const STATEMENT = 'This is the mail server of our hospital.'
const TOKEN = 'a token that only the webhook knows'

type Told = { kind: string; reference: string; dueAt: string | null; text: string; hub: string }

describe('a hub that watches its own promises', () => {
  let directory: Awaited<ReturnType<typeof temporaryDirectory>>
  let hub: HubProcess
  let webhook: Server
  let metricsPort: number
  const told: Told[] = []
  const bodies: string[] = []
  const keys: (string | undefined)[] = []
  let failuresLeft = 1
  let late: string
  let fresh: string

  before(async () => {
    directory = await temporaryDirectory()
    webhook = createServer(async (request, response) => {
      const body = Buffer.concat(await request.toArray()).toString()
      assert.equal(request.headers.authorization, `Bearer ${TOKEN}`)
      // The first time it is down: nothing may be lost by that.
      if (failuresLeft-- > 0) return void response.writeHead(503).end()
      bodies.push(body)
      told.push(JSON.parse(body))
      keys.push(request.headers['idempotency-key']?.toString())
      response.writeHead(204).end()
    }).listen(0, '127.0.0.1')
    await once(webhook, 'listening')
    metricsPort = await freeTcpPort()
    hub = await HubProcess.make(directory.path, { more: ['--metrics-port', String(metricsPort)] })
    const tokenFile = join(directory.path, 'webhook.token')
    writeFileSync(tokenFile, `${TOKEN}\n`, { mode: 0o600 })
    const path = join(hub.data, 'hub.json')
    const settings = JSON.parse(readFileSync(path, 'utf8'))
    const { port } = webhook.address() as AddressInfo
    const notify = { webhook: { url: `http://127.0.0.1:${port}/`, tokenFile } }
    writeFileSync(path, JSON.stringify({ ...settings, disputes: { isLaboratory: true }, notify }))
    ;[late, fresh] = await fileDisputes(hub.data)
    await hub.restart()
  })
  after(async () => {
    await hub?.[Symbol.asyncDispose]()
    webhook?.close()
    await directory?.[Symbol.asyncDispose]()
  })

  it('tells of a dispute and of a broken promise once each, also when the first try is lost', async () => {
    await until(() => told.length >= 3, 90)
    const seen = told.map(({ kind, reference }) => `${kind} ${reference}`).toSorted()
    assert.deepEqual(
      seen,
      [`dispute-filed ${fresh}`, `dispute-filed ${late}`, `dispute-overdue ${late}`].toSorted(),
    )
    const overdue = told.find(({ kind }) => kind === 'dispute-overdue')!
    assert.ok(Date.parse(overdue.dueAt!) < Date.now())
    assert.match(overdue.text, /期限/)
    assert.match(overdue.text, /overdue/)
    assert.equal(new Set(keys).size, 3)
    await hub.kill('SIGKILL')
    await hub.restart()
    // The last one may not have been noted as told when it was killed: it comes again, and says that it is the same.
    assert.ok(told.length <= 4)
    assert.equal(new Set(keys).size, 3)
    const toldBefore = told.length
    await hub.kill('SIGKILL')
    await hub.restart()
    assert.equal(told.length, toldBefore, 'a restart tells nothing twice')
  })

  it('says so on the terminal and in metrics', async () => {
    const status = await hub.ask<HubStatus>('status')
    assert.deepEqual(
      [status.disputes.open, status.disputes.overdue, status.disputes.suspended],
      [2, 1, 2],
    )
    assert.ok(status.disputes.nextDueAtMs! > Date.now())
    assert.equal(status.warnings.disputed, 2)
    const { stdout } = await noroshi('hub', 'status', '--data', hub.data)
    assert.match(stdout, /^! .*1 overdue/m)
    const metrics = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text()
    for (const line of [
      /^noroshi_association_disputes_open 2$/m,
      /^noroshi_association_disputes_overdue 1$/m,
      /^noroshi_association_warnings\{status="disputed"\} 2$/m,
    ])
      assert.match(metrics, line)
    assert.equal((await fetch(`http://127.0.0.1:${metricsPort}/`)).status, 404)
    assert.equal((await fetch(new URL('/metrics', hub.url))).status, 404, 'not for the world')
    for (const text of [stdout, metrics, ...bodies, hub.log])
      for (const secret of [LATE, FRESH, STATEMENT, 'owner@example.net', TOKEN])
        assert.ok(!text.includes(secret), secret)
  })

  it('a webhook in clear text elsewhere is refused before the hub starts', async () => {
    await hub.kill('SIGTERM')
    const path = join(hub.data, 'hub.json')
    const settings = JSON.parse(readFileSync(path, 'utf8'))
    const notify = { webhook: { url: 'http://hooks.example.net/' } }
    writeFileSync(path, JSON.stringify({ ...settings, notify }))
    const refused = await noroshi('hub', 'start', '--data', hub.data, '--port', '0')
    assert.equal(refused.status, 1)
    assert.match(refused.stderr, /https, except on this machine/)
  })
})

/** One whose decision was due an hour ago, and one in time. */
async function fileDisputes(data: string): Promise<[string, string]> {
  await using open = await openHub(openDataDirectory(data))
  const { hub, database } = open
  const { disputes } = open.disputes
  const { secret } = await hub.members.add(
    'isp',
    {
      name: 'isp',
      group: 'isp',
      sector: 'telecom',
      roles: ['analysing', 'receiving'],
      uses: ['notify-subscribers', 'block-with-consent'],
      ownPrefixes: [],
      interestPrefixes: null,
      contacts: ['noc@isp.example'],
      vetting: { by: 'Sato', basis: 'a test' },
      endsAtMs: Date.now() + DAY_MS,
    },
    'Sato',
  )
  const member = await hub.members.join(secret, new SigningKey(drawOctets(32)).publicKey)
  const ids: string[] = []
  for (const address of [LATE, FRESH]) {
    const warning = currentWarning(address)
    await hub.list.submit(member, [warning])
    const link = await disputes.open(address, '')
    const { claim } = await disputes.view(link)
    await disputes.contactProved('Sato', claim.id, 'Called back')
    const filing = { warningId: warning.id, statement: STATEMENT, contact: 'owner@example.net' }
    ids.push(await disputes.file(link, filing))
  }
  const [lateId] = ids as [string, string]
  const dueAtMs = Date.now() - HOUR_MS
  await sql`update disputes set life = jsonb_set(life, '{dueAtMs}', ${dueAtMs}::text::jsonb) where id = ${lateId}`.execute(
    database,
  )
  return ids as [string, string]
}
