import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DEVICE_KINDS } from '../device-kind.ts'
import { PROBLEMS } from '../reason.ts'
import type { Finding } from './findings.ts'
import { messageText, type Sender } from './message-text.ts'
import { plainMessage } from './plain-message.ts'

const SENDER: Sender = {
  operator: { ja: '例示インターネット', en: 'Example Internet' },
  telephone: '0120-000-000',
  hours: { ja: '平日9時から17時', en: 'weekdays 9 to 17' },
  proof: { ja: '毎月の請求書', en: 'on your monthly bill' },
  timeZone: 'Asia/Tokyo',
}
const FIRST = Date.UTC(2026, 10, 19, 16)
const findings: Finding[] = DEVICE_KINDS.flatMap((deviceKind) => [
  { reason: 'c2', problem: null, deviceKind, firstMs: FIRST, lastMs: FIRST + 86_400_000 },
  ...PROBLEMS.map(
    (problem): Finding => ({
      reason: 'vulnerable',
      problem,
      deviceKind,
      firstMs: FIRST,
      lastMs: FIRST,
    }),
  ),
])

test('every message says whom to call, has steps, and has nothing to click', () => {
  for (const finding of findings)
    for (const kind of ['first', 'reminder'] as const)
      for (const language of ['ja', 'en'] as const) {
        const text = plainMessage(messageText(kind, finding, SENDER, language))
        assert.match(text, /0120-000-000/)
        assert.match(text, /^1\. .+\n2\. /m)
        assert.doesNotMatch(text, /https?:|www\.|<[a-z]/i)
        assert.match(text, language === 'ja' ? /請求書/ : /monthly bill/)
        // Nobody is blamed, and nobody is said to be infected for certain.
        assert.doesNotMatch(text, /undefined|null|あなたのせい|感染しています。/)
        if (language === 'ja') assert.match(text, /おそれがあります/)
        if (language === 'en') assert.doesNotMatch(text, /[\u3040-\u30ff\u4e00-\u9fff]/)
      }
})

test('a C2 is probable, and days are those of the reader’s country', () => {
  const text = plainMessage(messageText('first', findings[0]!, SENDER, 'ja'))
  assert.match(text, /可能性が高い機器と通信していました/)
  assert.match(text, /2026年11月20日から2026年11月21日にかけて/)
  assert.match(
    plainMessage(messageText('first', findings[0]!, SENDER, 'en')),
    /Between 20 November 2026 and 21 November 2026/,
  )
})

test('each kind of device has steps of its own', () => {
  const texts = DEVICE_KINDS.map((deviceKind) =>
    plainMessage(messageText('first', { ...findings[0]!, deviceKind }, SENDER, 'ja')),
  )
  assert.equal(new Set(texts).size, DEVICE_KINDS.length)
})

test('whoever was told wrongly is told so, without steps', () => {
  const { subject, sections } = messageText('correction', findings[0]!, SENDER, 'ja')
  assert.match(subject, /^訂正/)
  assert.ok(sections.every(({ steps }) => steps.length === 0))
})
