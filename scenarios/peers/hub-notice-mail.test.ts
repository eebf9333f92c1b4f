/** Notices to the association's staff through a real mail server: Debian's exim, sealed and signed in. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { noticeChannels } from '../../src/app/hub/notices/notice-channels.ts'
import { NOTIFY } from '../../src/app/hub/notices/notice-settings.ts'
import type { StaffNotice } from '../../src/app/hub/notices/staff-notice.ts'
import { EXIM_PASSWORD, EXIM_USER, EximServer } from '../../tools/testing/exim-server.ts'
import { temporaryDirectory } from '../../tools/testing/noroshi-process.ts'
import { until } from '../../tools/testing/until.ts'

const isInstalled =
  process.getuid?.() === 0 && spawnSync('exim4', ['--version'], { stdio: 'ignore' }).status === 0
const skip = isInstalled ? false : 'no exim4 is installed, or this is not root'

const OVERDUE: StaffNotice = {
  kind: 'dispute-overdue',
  reference: '3x9qk2m7ab',
  atMs: Date.UTC(2026, 10, 21, 9),
  dueAtMs: Date.UTC(2026, 10, 21, 9),
}

describe('a notice by mail', { skip }, () => {
  let directory: Awaited<ReturnType<typeof temporaryDirectory>>
  let server: EximServer

  before(async () => {
    directory = await temporaryDirectory()
    server = await EximServer.start()
  })
  after(async () => {
    await server?.[Symbol.asyncDispose]()
    await directory?.[Symbol.asyncDispose]()
  })

  const channelTo = (to: readonly string[], change: object = {}) => {
    const passwordFile = join(directory.path, 'mail.password')
    writeFileSync(passwordFile, `${EXIM_PASSWORD}\n`, { mode: 0o600 })
    const mail = {
      host: 'localhost',
      port: server.port,
      from: 'hub@hub.example.jp',
      to,
      user: EXIM_USER,
      passwordFile,
      authorityFile: server.authoritiesFile,
      ...change,
    }
    const [channel] = noticeChannels('hub.example.jp', NOTIFY.parse({ mail }))
    return channel!
  }

  it('reaches everybody who is named, in both languages, and asks no machine for an answer', async () => {
    await channelTo(['soc@example.jp', 'desk@example.jp']).tell(OVERDUE)
    await until(() => server.messages().length === 2)
    for (const message of server.messages()) {
      assert.match(message, /^Subject: \[hub\.example\.jp\] dispute-overdue: 3x9qk2m7ab$/m)
      assert.match(message, /^Auto-Submitted: auto-generated$/m)
      const [, text = ''] = message.split(/\r?\n\r?\n/)
      const decoded = /^Content-Transfer-Encoding: base64/m.test(message)
        ? Buffer.from(text, 'base64').toString()
        : quotedPrintable(text)
      assert.match(
        decoded,
        /申立て 3x9qk2m7ab の決定が期限（2026-11-21T09:00:00.000Z）を過ぎています/,
      )
      assert.match(decoded, /is overdue: a decision was promised for 2026-11-21T09:00:00.000Z/)
    }
  })

  it('that is not taken is an error, so that it is tried again', async () => {
    const count = server.messages().length
    await assert.rejects(channelTo(['nobody@example.jp']).tell(OVERDUE), /no such person here/)
    const wrong = join(directory.path, 'wrong.password')
    writeFileSync(wrong, 'guess', { mode: 0o600 })
    await assert.rejects(channelTo(['soc@example.jp'], { passwordFile: wrong }).tell(OVERDUE))
    // Without the authority of its certificate nothing is said to a server at all.
    await assert.rejects(channelTo(['soc@example.jp'], { authorityFile: undefined }).tell(OVERDUE))
    assert.equal(server.messages().length, count)
  })
})

function quotedPrintable(text: string): string {
  const octets = text
    .replace(/=\r?\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(octets, 'latin1').toString()
}
