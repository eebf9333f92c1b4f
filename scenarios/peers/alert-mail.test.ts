/** Messages to subscribers through a real mail server (Debian’s exim), and what comes back. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { bouncesIn } from '../../src/alerts/channels/bounce.ts'
import type { Channel, Outgoing } from '../../src/alerts/channels/channel.ts'
import { type MailPlace, mailChannel } from '../../src/alerts/channels/mail.ts'
import { messageText } from '../../src/alerts/texts/message-text.ts'
import { OPERATIONAL_MIGRATIONS } from '../../src/app/operational-database.ts'
import { systemClock } from '../../src/app/system-ports.ts'
import { openDatabase } from '../../src/db/database.ts'
import { ConsentLedger } from '../../src/measures/consent/ledger.ts'
import { publishTemplates } from '../../src/measures/consent/terms.fixture.ts'
import { EXIM_PASSWORD, EXIM_USER, EximServer } from '../../tools/testing/exim-server.ts'
import { noroshiJson, temporaryDirectory } from '../../tools/testing/noroshi-process.ts'
import { until } from '../../tools/testing/until.ts'

const operator = { ja: '例示インターネット', en: 'Example Internet' }
const SENDER = {
  operator,
  telephone: '0120-000-000',
  hours: { ja: '平日', en: 'weekdays' },
  proof: { ja: '請求書', en: 'on your bill' },
  timeZone: 'Asia/Tokyo',
}
let server: EximServer
let place: MailPlace

const outgoing = (mail: string, id: string, sender = SENDER): Outgoing => ({
  id,
  kind: 'first',
  atMs: Date.UTC(2026, 10, 21),
  recipient: {
    language: 'ja',
    mail,
    webhook: null,
    name: null,
    postalCode: null,
    postalAddress: null,
  },
  text: messageText(
    'first',
    { reason: 'c2', problem: null, deviceKind: 'recorder', firstMs: 0, lastMs: 0 },
    sender,
    'ja',
  ),
})
const withChannel = async <Result>(
  change: Partial<MailPlace>,
  use: (channel: Channel) => Promise<Result>,
): Promise<Result> => {
  await using channel = mailChannel({ ...place, ...change })
  return await use(channel)
}
const delivered = (id: string): string | undefined =>
  server.messages().find((message) => message.includes(`<noroshi.${id}@isp.example>`))

before(async () => {
  server = await EximServer.start()
  place = {
    host: '127.0.0.1',
    port: server.port,
    security: 'starttls',
    authorities: readFileSync(server.authoritiesFile),
    user: EXIM_USER,
    password: EXIM_PASSWORD,
    from: 'care@isp.example',
    fromName: operator,
  }
})
after(() => server[Symbol.asyncDispose]())

test('a message arrives sealed, readable, with nothing that answers it by machine', async () => {
  const handed = await withChannel({}, (channel) => channel.hand(outgoing('taro@example.jp', 'm1')))
  assert.deepEqual(handed, { kind: 'sent' })
  const message = await arriving(() => delivered('m1'))
  const [head = '', ...rest] = message.split('\n\n')
  assert.match(head, /with esmtpsa +\(TLS1\.[23]\)/)
  assert.match(head, /^To: taro@example\.jp$/m)
  assert.match(head, /^Auto-Submitted: auto-generated$/m)
  assert.doesNotMatch(head, /^(bcc|x-mailer|reply-to):/im)
  assert.match(head, /^Subject: =\?UTF-8\?/m)
  const body = rest.join('\n\n')
  const text = /content-transfer-encoding: base64/i.test(head)
    ? Buffer.from(body, 'base64').toString()
    : body
  assert.match(decoded(head, text), /0120-000-000/)
  assert.match(decoded(head, text), /電源プラグを抜いて/)
})

async function arriving<Found>(find: () => Found | undefined): Promise<Found> {
  await until(() => find() !== undefined)
  return find()!
}

/** Quoted-printable, if that is how it came. */
function decoded(head: string, text: string): string {
  if (!/quoted-printable/i.test(head)) return text
  const octets = text
    .replaceAll(/=\n/g, '')
    .replaceAll(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(octets, 'latin1').toString()
}

test('who does not exist is refused for good, who is being moved is for later', async () => {
  await withChannel({}, async (channel) => {
    assert.deepEqual(await channel.hand(outgoing('nobody@example.jp', 'm2')), {
      kind: 'refused',
      code: '550',
    })
    assert.deepEqual(await channel.hand(outgoing('later@example.jp', 'm3')), {
      kind: 'deferred',
      code: '451',
    })
    assert.deepEqual(await channel.hand(outgoing('hanako@example.jp', 'm4')), { kind: 'sent' })
  })
})

test('a wrong password, an unknown authority, no seal: nobody is told, and nothing is said in clear', async () => {
  const down = { code: 'ALERT_CHANNEL_DOWN' }
  const message = outgoing('taro@example.jp', 'm5')
  await assert.rejects(
    withChannel({ password: 'x' }, (channel) => channel.hand(message)),
    down,
  )
  const stranger = { ...place, port: place.port }
  delete (stranger as { authorities?: unknown }).authorities
  await using unsure = mailChannel(stranger)
  await assert.rejects(unsure.hand(message), down)
  await using plain = await EximServer.start({ isSealing: false })
  await assert.rejects(
    withChannel({ port: plain.port }, (channel) => channel.hand(message)),
    down,
  )
  assert.equal(plain.messages().length, 0)
  assert.equal(delivered('m5'), undefined)
})

test('an operator’s name with a line break begins no header', async () => {
  const name = { ja: '例示\r\nBcc: other@example.jp', en: 'x' }
  await withChannel({ fromName: name }, (channel) =>
    channel.hand(outgoing('taro@example.jp', 'm6', { ...SENDER, operator: name })),
  )
  const message = await arriving(() => delivered('m6'))
  assert.doesNotMatch(message, /^bcc:/im)
  assert.equal(server.messages().filter((one) => one.includes('Envelope-to: other@')).length, 0)
})

test('what comes back is recognised by its id and its status', async () => {
  const handed = await withChannel({}, (channel) => channel.hand(outgoing('gone@example.jp', 'm7')))
  assert.deepEqual(handed, { kind: 'sent' })
  const bounce = await arriving(() => {
    const found = [...bouncesIn(readFileSync(server.mailbox, 'utf8'))]
    return found.find(({ messageId }) => messageId === '<noroshi.m7@isp.example>')
  })
  assert.equal(bounce.action, 'failed')
  assert.match(bounce.status, /^5\./)
})

const SUBSCRIBERS = 60

test('killed at any moment and begun again, nobody is told twice and nobody is lost', async () => {
  await using directory = await temporaryDirectory()
  const data = directory.path
  await prepare(data)
  const imported = await noroshiJson(
    'alert',
    'import-sessions',
    join(data, 'sessions.csv'),
    '--data',
    data,
  )
  assert.deepEqual(imported, { counts: { taken: SUBSCRIBERS } })
  const reported = await noroshiJson(
    'alert',
    'import-report',
    join(data, 'report.csv'),
    '--data',
    data,
  )
  assert.deepEqual(reported, { counts: { taken: SUBSCRIBERS, unmapped: 1 } })
  const plan = await noroshiJson<{ alerted: number }>('alert', 'plan', '--data', data)
  assert.equal(plan.alerted, SUBSCRIBERS)
  await noroshiJson('alert', 'import-contacts', join(data, 'contacts.csv'), '--data', data)

  const arrived = (): string[] =>
    server.messages().flatMap((message) => /^Envelope-to: (s\d+@\S+)$/m.exec(message)?.[1] ?? [])
  for (const count of [5, 20, 40]) {
    const child = spawn(process.execPath, ['src/app/main.ts', 'alert', 'send', '--data', data], {
      stdio: 'ignore',
    })
    await until(async () => arrived().length >= count || child.exitCode !== null)
    child.kill('SIGKILL')
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  }
  const rest = await noroshiJson<{ left: number }>('alert', 'send', '--data', data)
  assert.equal(rest.left, 0)
  const { messages } = await noroshiJson<{ messages: Record<string, number> }>(
    'alert',
    'status',
    '--data',
    data,
  )
  const uncertain = messages['uncertain mail'] ?? 0
  assert.ok(uncertain <= 3, 'one for each kill at most')
  assert.equal((messages['sent mail'] ?? 0) + uncertain, SUBSCRIBERS)
  await until(async () => arrived().length >= SUBSCRIBERS - uncertain)
  assert.equal(new Set(arrived()).size, arrived().length, 'nobody twice')
  const again = await noroshiJson<{ counts: object }>('alert', 'send', '--data', data)
  assert.deepEqual(again.counts, {})
})

async function prepare(data: string): Promise<void> {
  mkdirSync(join(data, 'letters'), { recursive: true })
  writeFileSync(join(data, 'password'), EXIM_PASSWORD, { mode: 0o600 })
  const stated = { ja: '電話', en: 'telephone' }
  writeFileSync(
    join(data, 'noroshi.json'),
    JSON.stringify({
      notice: { operator, contact: stated, optOut: stated },
      alerts: {
        telephone: '0120-000-000',
        hours: SENDER.hours,
        proof: SENDER.proof,
        heldOutPercent: 0,
        perMinute: 6_000,
        mail: {
          host: '127.0.0.1',
          port: server.port,
          authoritiesFile: server.authoritiesFile,
          user: EXIM_USER,
          passwordFile: join(data, 'password'),
          from: 'care@isp.example',
        },
      },
    }),
  )
  const numbers = Array.from({ length: SUBSCRIBERS }, (_, index) => index)
  const now = new Date(systemClock.nowMs()).toISOString()
  const early = new Date(systemClock.nowMs() - 86_400_000).toISOString()
  const table = (name: string, rows: readonly string[]): void =>
    writeFileSync(join(data, name), rows.join('\n'))
  table('sessions.csv', [
    'subscriber,prefix,from,until',
    ...numbers.map((number) => `s${number},100.64.0.${number}/32,${early},`),
  ])
  table('report.csv', [
    'address,time,device_kind,problem',
    ...numbers.map((number) => `100.64.0.${number},${now},camera,weak-password`),
    `100.64.200.1,${now},camera,weak-password`,
  ])
  table('contacts.csv', [
    'subscriber,language,mail',
    ...numbers.map((number) => `s${number},ja,s${number}@example.jp`),
  ])
  await using database = await openDatabase(
    { directory: join(data, 'database') },
    OPERATIONAL_MIGRATIONS,
  )
  const ledger = await ConsentLedger.open(database, systemClock)
  await publishTemplates(ledger, 'device-alerts')
  for (const number of numbers) {
    const by = { subscriber: `s${number}`, channel: 'api', actor: 'portal' } as const
    await ledger.give({ ...by, scope: 'device-alerts', language: 'ja' })
    await ledger.assign([{ ...by, prefixes: [`100.64.0.${number}`] }])
  }
}
