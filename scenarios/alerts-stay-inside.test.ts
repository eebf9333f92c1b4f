/** A service that tells subscribers: commands go through it, and nothing of a subscriber comes out of it. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { OPERATIONAL_MIGRATIONS } from '../src/app/operational-database.ts'
import { systemClock } from '../src/app/system-ports.ts'
import { DAY_MS } from '../src/core/time-span.ts'
import { openDatabase } from '../src/db/database.ts'
import { ConsentLedger } from '../src/measures/consent/ledger.ts'
import { publishTemplates } from '../src/measures/consent/terms.fixture.ts'
import {
  noroshi,
  noroshiJson,
  ServiceProcess,
  temporaryDirectory,
} from '../tools/testing/noroshi-process.ts'

const SUBSCRIBER = 'very-recognisable-line'
const ADDRESS = '100.64.77.99'
const SECRET = 'a key of more than thirty-two characters'
const STATED = { ja: '試験', en: 'a test' }

test('a subscriber is told through a running service, and appears in no log, metric, audit or answer', async () => {
  await using directory = await temporaryDirectory()
  const data = directory.path
  const received: string[] = []
  const server = createServer(async (request, response) => {
    received.push(Buffer.concat(await request.toArray()).toString())
    response.writeHead(received.length === 1 ? 500 : 200).end(`${SUBSCRIBER} ${ADDRESS}`)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  await agree(data)
  const file = (name: string, ...lines: string[]): string => {
    const path = join(data, name)
    writeFileSync(path, lines.join('\n'), { mode: 0o600 })
    return path
  }
  {
    await using service = await ServiceProcess.start(data, {
      subscriberPrefixes: ['100.64.0.0/10'],
      alerts: {
        telephone: '0120-000-000',
        hours: STATED,
        proof: STATED,
        channels: ['webhook'],
        heldOutPercent: 0,
        webhook: { url: `http://127.0.0.1:${port}/`, secretFile: file('secret', SECRET) },
      },
    })
    const run = (...args: string[]) =>
      noroshiJson<{ counts: object }>('alert', ...args, '--data', data)
    const from = new Date(systemClock.nowMs() - DAY_MS).toISOString()
    const now = new Date(systemClock.nowMs()).toISOString()
    await run(
      'import-sessions',
      file('s.csv', 'subscriber,prefix,from,until', `${SUBSCRIBER},${ADDRESS},${from},`),
    )
    await run(
      'import-report',
      file('r.csv', 'address,time,device_kind,problem', `${ADDRESS},${now},camera,weak-password`),
    )
    await run('plan', '--dry-run')
    await run('plan')
    await run(
      'import-contacts',
      file('c.csv', 'subscriber,language,webhook', `${SUBSCRIBER},ja,${SUBSCRIBER}`),
    )
    assert.deepEqual((await run('send')).counts, { deferred: 1 })
    await run('observe')
    const status = await noroshi('alert', 'status', '--data', data)
    const wrong = await noroshi('alert', 'import-sessions', join(data, SUBSCRIBER), '--data', data)
    assert.equal(wrong.status, 1)
    const effect = await noroshi('alert', 'effect', '--data', data)
    assert.match(effect.stdout, /too few|判断できません/)
    const metrics = await service.api<string>('/metrics')
    const counts = await service.api<{ isOn: boolean; open: number }>('/api/v1/alerts')
    assert.deepEqual([counts.isOn, counts.open], [true, 1])
    const asked = await service.api<{ subscribers: { subscriber: string }[] }>(
      '/api/v1/alerts/subscribers?reason=he+asks',
    )
    assert.equal(asked.subscribers[0]?.subscriber, SUBSCRIBER, 'the one door behind a role')
    const notice = await service.api<object>('/api/v1/notice')
    assert.match(JSON.stringify(notice), /注意喚起/)
    await service.kill('SIGTERM')
    const audit = readdirSync(join(data, 'audit'))
      .map((name) => readFileSync(join(data, 'audit', name), 'utf8'))
      .join('\n')
    assert.match(audit, /look-up/)
    const outside = [
      service.log,
      metrics,
      audit,
      status.stdout,
      status.stderr,
      effect.stdout,
      wrong.stderr,
    ]
    for (const text of [...outside, JSON.stringify(counts)])
      assert.doesNotMatch(text, /very-recognisable-line|100\.64\.77\.99/)
  }
  assert.equal(received.length, 1)
  server.close()
})

async function agree(data: string): Promise<void> {
  await using database = await openDatabase(
    { directory: join(data, 'database') },
    OPERATIONAL_MIGRATIONS,
  )
  const ledger = await ConsentLedger.open(database, systemClock)
  await publishTemplates(ledger, 'device-alerts')
  const by = { subscriber: SUBSCRIBER, channel: 'api', actor: 'portal' } as const
  await ledger.assign([{ ...by, prefixes: [ADDRESS] }])
  await ledger.give({ ...by, scope: 'device-alerts', language: 'ja' })
}
