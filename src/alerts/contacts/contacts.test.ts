import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, it } from 'node:test'
import fc from 'fast-check'
import { readTextFile } from '../files/read-text-file.ts'
import { tableRows } from '../files/table-rows.ts'
import { type Contact, contactOf } from './contact-row.ts'

const COLUMNS = [
  'subscriber',
  'language',
  'mail',
  'name',
  'postal_code',
  'postal_address',
  'webhook',
]
const directory = mkdtempSync(join(tmpdir(), 'noroshi-contacts-'))
after(() => rmSync(directory, { recursive: true, force: true }))

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`
const read = (...cells: string[]): Contact | string => {
  const [row] = [
    ...tableRows(`${COLUMNS.join(',')}\n${cells.map(quoted).join(',')}`, ['subscriber']),
  ]
  return row ? contactOf(row) : 'row-malformed'
}

it('an address that could begin another header or another recipient is none', () => {
  for (const mail of [
    'a@example.jp\r\nBcc: b@example.jp',
    'a@example.jp, b@example.jp',
    'a@example.jp;b@example.jp',
    '<a@example.jp>',
    '"a b"@example.jp',
    'a@example.jp ORCPT=rfc822;b@example.jp',
    'a@[127.0.0.1]',
    'a@localhost',
    'a@@example.jp',
    `${'a'.repeat(65)}@example.jp`,
    'ａ@example.jp',
    'a\u0000@example.jp',
  ])
    assert.notEqual(typeof read('1', 'ja', mail, '', '', '', ''), 'object', mail)
  for (const mail of [
    'taro..yamada.@docomo.example.jp',
    'a+b@isp.example',
    "o'neill@xn--eckwd4c7c.example",
  ])
    assert.equal((read('1', 'ja', mail, '', '', '', '') as Contact).mail, mail)
})

it('a name that would turn a letter around, or an address without end, is refused', () => {
  const address = '東京都千代田区千代田1-1'
  assert.equal(read('1', 'ja', '', '太郎\u202Eevil', '100-0001', address, ''), 'text-invalid')
  assert.equal(read('1', 'ja', '', 'あ'.repeat(101), '100-0001', address, ''), 'text-invalid')
  assert.equal(read('1', 'ja', '', '太郎', '100-0001<', address, ''), 'postal-code-invalid')
  assert.equal(read('1', 'ja', '', '太郎', '', '', ''), 'no-way-to-reach')
  const letter = read('1', 'ja', '', '𠮷田 太郎', '〒100-0001', address, '') as Contact
  assert.deepEqual([letter.name, letter.postal_code], ['𠮷田 太郎', '100-0001'])
})

it('any row is a contact fit for a header, or a reason', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: 'binary', maxLength: 60 }), { minLength: 7, maxLength: 7 }),
      (cells) => {
        const contact = read(...cells)
        if (typeof contact === 'string') return
        for (const value of Object.values(contact)) assert.doesNotMatch(String(value), /[\r\n\0]/)
      },
    ),
    { numRuns: 500 },
  )
})

it('a file that is too large, none, or a device is refused before it is read', async () => {
  const path = join(directory, 'large')
  writeFileSync(path, '')
  truncateSync(path, 2_000)
  await assert.rejects(readTextFile(path, 1_999), { code: 'ALERT_FILE_TOO_LARGE' })
  await assert.rejects(readTextFile(join(directory, 'absent')), { code: 'ALERT_FILE_UNREADABLE' })
  await assert.rejects(readTextFile(directory), { code: 'ALERT_FILE_UNREADABLE' })
  const device = join(directory, 'device')
  symlinkSync('/dev/zero', device)
  await assert.rejects(readTextFile(device), { code: 'ALERT_FILE_UNREADABLE' })
})

it('a table in Shift_JIS is read as it was written', async () => {
  const path = join(directory, 'sjis')
  // 太郎 in Shift_JIS.
  writeFileSync(
    path,
    Buffer.concat([Buffer.from('subscriber,name\n1,'), Buffer.from([0x91, 0xbe, 0x98, 0x59])]),
  )
  assert.equal(await readTextFile(path), 'subscriber,name\n1,太郎')
})
