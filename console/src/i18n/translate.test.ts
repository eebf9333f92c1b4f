import assert from 'node:assert/strict'
import { resolve } from 'node:path'
import { test } from 'node:test'
import en from './en.json' with { type: 'json' }
import ja from './ja.json' with { type: 'json' }
import { checkTexts } from './texts.fixture.ts'
import { translate, translateCount } from './translate.ts'

checkTexts({ en, ja }, { cwd: resolve(import.meta.dirname, '..'), glob: '**/*.{ts,tsx}' })

test('an unconfirmed endpoint is only ever called probable', () => {
  assert.match(en['casePage.sentence.proposed.high'], /probably a C2 server/)
  assert.match(ja['casePage.sentence.proposed.high'], /C&Cサーバである可能性が高い機器/)
})

test('variables are filled in, and an unknown one stays visible', () => {
  assert.equal(translate('en', 'problem.code', { code: 'X' }), 'Code X')
  assert.equal(translate('ja', 'problem.code'), 'コード {code}')
})

test('English counts one apart, Japanese does not', () => {
  assert.equal(translateCount('en', 'settings.days', 1, '1'), '1 day')
  assert.equal(translateCount('en', 'settings.days', 0, '0'), '0 days')
  assert.equal(translateCount('ja', 'settings.days', 1, '1'), '1日')
})
