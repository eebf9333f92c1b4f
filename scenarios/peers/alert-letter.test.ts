/** A letter as other programs see it: poppler reads what a screen reader, a search and a printer would. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { DEVICE_KINDS } from '../../src/alerts/device-kind.ts'
import { renderLetter } from '../../src/alerts/letter/letter.ts'
import { loadLetterFonts } from '../../src/alerts/letter/letter-fonts.ts'
import { messageText } from '../../src/alerts/texts/message-text.ts'
import { temporaryDirectory } from '../../tools/testing/noroshi-process.ts'

const NOTO = '/usr/share/fonts/opentype/noto/'
const SENDER = {
  operator: { ja: '例示インターネット株式会社', en: 'Example Internet K.K.' },
  telephone: '0120-000-000',
  hours: { ja: '平日9時から17時', en: 'weekdays 9 to 17' },
  proof: { ja: '毎月の請求書', en: 'on your monthly bill' },
  timeZone: 'Asia/Tokyo',
}
const says = (command: string, ...args: string[]): string =>
  execFileSync(command, args, { encoding: 'utf8' })

test('every letter is tagged, has its language, title and bookmarks, and can be searched', async () => {
  await using directory = await temporaryDirectory()
  const fonts = await loadLetterFonts({
    fontFile: `${NOTO}NotoSansCJK-Regular.ttc`,
    boldFontFile: `${NOTO}NotoSansCJK-Bold.ttc`,
    fontName: 'NotoSansCJKjp-Regular',
    boldFontName: 'NotoSansCJKjp-Bold',
  })
  for (const deviceKind of DEVICE_KINDS)
    for (const language of ['ja', 'en'] as const) {
      const finding = {
        reason: 'c2',
        problem: null,
        deviceKind,
        firstMs: 0,
        lastMs: 86_400_000,
      } as const
      const text = messageText('first', finding, SENDER, language)
      const recipient = {
        name: '山田 太郎',
        postalCode: '100-0001',
        postalAddress: '東京都千代田区',
      }
      const letter = { reference: 'r1-first-letter', atMs: Date.UTC(2026, 10, 21), recipient, text }
      const octets = await renderLetter(
        { ...letter, timeZone: 'Asia/Tokyo', operator: SENDER.operator[language] },
        fonts,
      )
      const path = join(directory.path, 'letter.pdf')
      writeFileSync(path, octets!)
      check(path, text, language)
    }
})

function check(path: string, text: ReturnType<typeof messageText>, language: 'ja' | 'en'): void {
  const about = says('pdfinfo', path)
  assert.match(about, /Tagged: +yes/)
  assert.match(about, /Page size: .*A4/)
  assert.ok(about.includes(text.subject))
  const structure = says('pdfinfo', '-struct-text', path)
  const content = structure.replaceAll(/\s/g, '')
  for (const { heading, steps } of text.sections)
    for (const piece of [heading, ...steps])
      assert.ok(content.includes(piece.replaceAll(/\s/g, '')), piece)
  assert.equal(structure.match(/^ +H1 /gm)?.length, 1)
  assert.equal(structure.match(/^ +H2 /gm)?.length, text.sections.length)
  assert.equal(
    structure.match(/^ +LBody /gm)?.length,
    text.sections.reduce((sum, { steps }) => sum + steps.length, 0),
  )
  // A page number is for the eye alone.
  assert.doesNotMatch(structure, /r1-first-letter/)
  const fonts = says('pdffonts', path).trim().split('\n').slice(2)
  assert.ok(fonts.length > 0 && fonts.every((line) => / yes yes yes /.test(line)), fonts.join('\n'))
  const searched = says('pdftotext', path, '-').replaceAll(/\s/g, '')
  assert.ok(searched.includes('山田太郎') && searched.includes('0120-000-000'))
  const octets = readFileSync(path, 'latin1')
  assert.ok(octets.includes(language === 'ja' ? '/Lang (ja-JP)' : '/Lang (en-GB)'))
  assert.match(octets, /\/Outlines /)
  assert.match(octets, /pdfuaid:part/)
  assert.match(octets, /\/DisplayDocTitle true/)
}
