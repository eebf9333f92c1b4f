import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { messageText } from '../texts/message-text.ts'
import { bouncesIn } from './bounce.ts'
import type { Outgoing } from './channel.ts'
import { letterChannel } from './letter-channel.ts'
import { mailChannel } from './mail.ts'
import { outcomeOfFailure } from './mail-failure.ts'
import { webhookChannel } from './webhook.ts'

const directory = mkdtempSync(join(tmpdir(), 'noroshi-channels-'))
after(() => rmSync(directory, { recursive: true, force: true }))

const operator = { ja: '例示', en: 'Example' }
const outgoing: Outgoing = {
  id: 'abc-first-letter',
  kind: 'first',
  atMs: Date.UTC(2026, 10, 21),
  recipient: {
    language: 'ja',
    mail: 'taro@example.jp',
    webhook: 'id-1',
    name: '太郎',
    postalCode: '100-0001',
    postalAddress: '東京都',
  },
  text: messageText(
    'first',
    { reason: 'c2', problem: null, deviceKind: 'camera', firstMs: 0, lastMs: 0 },
    { operator, telephone: '0120', hours: operator, proof: operator, timeZone: 'Asia/Tokyo' },
    'ja',
  ),
}

test('what a server says of the recipient is about him; what it says of us stops the sending', () => {
  const kind = (failure: Parameters<typeof outcomeOfFailure>[0]) => outcomeOfFailure(failure).kind
  assert.equal(kind({ code: 'EENVELOPE', command: 'RCPT TO', responseCode: 550 }), 'refused')
  assert.equal(kind({ code: 'EENVELOPE', command: 'RCPT TO', responseCode: 452 }), 'deferred')
  assert.equal(kind({ code: 'EMESSAGE', command: 'DATA', responseCode: 554 }), 'refused')
  assert.equal(kind({ code: 'EENVELOPE', command: 'RCPT TO', responseCode: 421 }), 'down')
  assert.equal(kind({ code: 'EAUTH', command: 'AUTH PLAIN', responseCode: 535 }), 'down')
  assert.equal(kind({ code: 'EENVELOPE', command: 'MAIL FROM', responseCode: 550 }), 'down')
  assert.equal(kind({ code: 'ETLS', command: 'STARTTLS' }), 'down')
  assert.equal(kind({ code: 'ESOCKET', syscall: 'connect', command: 'CONN' }), 'down')
  assert.equal(kind({ code: 'ECONNECTION', command: 'CONN' }), 'uncertain')
  assert.equal(kind({ code: 'ETIMEDOUT', command: 'CONN' }), 'uncertain')
})

test('a mail server that is not there takes nothing, and its name is not in the message', async () => {
  await using channel = mailChannel({
    host: '127.0.0.1',
    port: 1,
    security: 'none',
    from: 'care@isp.example',
    fromName: operator,
  })
  await assert.rejects(channel.hand(outgoing), (error: Error & { code?: string }) => {
    assert.doesNotMatch(error.message, /taro/)
    return error.code === 'ALERT_CHANNEL_DOWN'
  })
})

test('a key that can be guessed signs nothing', () => {
  assert.throws(
    () => webhookChannel({ url: 'https://isp.example', secret: 'short', nowMs: () => 0 }),
    {
      code: 'ALERT_CHANNEL_INCOMPLETE',
    },
  )
})

const NOTO = '/usr/share/fonts/opentype/noto/'
const place = {
  directory: join(directory, 'letters'),
  operator,
  timeZone: 'Asia/Tokyo',
  fontFile: `${NOTO}NotoSansCJK-Regular.ttc`,
  boldFontFile: `${NOTO}NotoSansCJK-Bold.ttc`,
  fontName: 'NotoSansCJKjp-Regular',
  boldFontName: 'NotoSansCJKjp-Bold',
}
const hasFont = statSync(place.fontFile, { throwIfNoEntry: false }) !== undefined

test('a letter without a font is refused with what to install', async () => {
  await using channel = letterChannel({ ...place, fontFile: '/nowhere.ttc' })
  await assert.rejects(channel.hand(outgoing), /fonts-noto-cjk/)
})

test('a letter is one file, the same again, for its owner alone, under a name that says nothing', {
  skip: hasFont ? false : 'fonts-noto-cjk is not installed',
}, async () => {
  await using channel = letterChannel(place)
  assert.deepEqual(await channel.hand(outgoing), { kind: 'sent' })
  const [name, ...more] = readdirSync(place.directory)
  const path = join(place.directory, name!)
  const before = readFileSync(path)
  await channel.hand(outgoing)
  assert.deepEqual([more, readdirSync(place.directory)], [[], [name]])
  assert.deepEqual(readFileSync(path), before)
  assert.match(name!, /^[0-9a-f]{24}\.pdf$/)
  assert.equal(statSync(path).mode & 0o077, 0)
  assert.equal(statSync(place.directory).mode & 0o077, 0)
  const escaping = { ...outgoing, id: '../../etc/x' }
  await channel.hand(escaping)
  assert.equal(readdirSync(place.directory).length, 2)
})

test('a name that the font cannot write is left to a person', {
  skip: hasFont ? false : 'fonts-noto-cjk is not installed',
}, async () => {
  await using channel = letterChannel(place)
  const recipient = { ...outgoing.recipient, name: '\u{1F9FF}' }
  assert.deepEqual(await channel.hand({ ...outgoing, recipient }), {
    kind: 'refused',
    code: 'glyph-missing',
  })
})

test('a notification is read for three fields; one that is none, or not ours, is passed over', () => {
  const notice = (action: string, status: string, id: string): string =>
    [
      'From MAILER-DAEMON Sat Nov 21 12:00:00 2026',
      'Message-ID: <something@mail.example>',
      'Content-Type: multipart/report; report-type=delivery-status;',
      ' boundary="b"',
      '',
      '--b',
      'Content-Type: message/delivery-status',
      '',
      'Final-Recipient: rfc822; taro@example.jp',
      `Action: ${action}`,
      `Status: ${status}`,
      '',
      '--b',
      'Content-Type: text/rfc822-headers',
      '',
      `Message-ID: ${id}`,
      '',
      '--b--',
      '',
    ].join('\r\n')
  const text = [
    notice('failed', '5.1.1', '<noroshi.abc-first-mail@isp.example>'),
    notice('delayed', '4.2.0', '<noroshi.abd-first-mail@isp.example>'),
    notice('failed', '5.1.1', '<other@isp.example>'),
    notice('exploded', '9.9.9', '<noroshi.x@isp.example>'),
    'From a b\nSubject: Action: failed\n\nMessage-ID: <noroshi.abc@isp.example>\n',
  ].join('\n')
  assert.deepEqual(
    [...bouncesIn(text)],
    [
      { messageId: '<noroshi.abc-first-mail@isp.example>', action: 'failed', status: '5.1.1' },
      { messageId: '<noroshi.abd-first-mail@isp.example>', action: 'delayed', status: '4.2.0' },
    ],
  )
})
