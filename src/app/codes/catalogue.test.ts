import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { CODE_CATALOGUE, renderCatalogue } from './catalogue.ts'

test('every code says in both languages what it means', () => {
  for (const { texts } of CODE_CATALOGUE)
    for (const [code, { en, ja }] of Object.entries(texts)) {
      assert.match(code, /^[A-Z][A-Z0-9_]+$/)
      assert.match(en, /[.)]$/, code)
      assert.match(ja, /[ぁ-んァ-ン一-龯].*[。）)]$/, code)
    }
})

test('the reference page is what the program says', () => {
  const page = readFileSync(new URL('../../../docs/reference/codes.md', import.meta.url), 'utf8')
  assert.equal(page, renderCatalogue(), 'run: node tools/codes.ts --write')
})
