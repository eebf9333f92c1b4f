import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { test } from 'node:test'
import en from './en.json' with { type: 'json' }
import ja from './ja.json' with { type: 'json' }
import { type MessageKey, translate, translateCount } from './translate.ts'

const SOURCES = resolve(import.meta.dirname, '..')
const keys = Object.keys(en) as MessageKey[]
const placeholders = (text: string): string[] =>
  [...new Set(text.match(/\{\w+\}/g) ?? [])].toSorted()

test('both languages have the same keys in the same order', () => {
  assert.deepEqual(Object.keys(ja), keys)
})

test('no text is empty, and both languages say the same variables', () => {
  for (const key of keys) {
    assert.notEqual(en[key].trim(), '', key)
    assert.notEqual(ja[key].trim(), '', key)
    // A counted singular may write its number out ("the one open case").
    if (key.endsWith('.one')) continue
    assert.deepEqual(placeholders(ja[key]), placeholders(en[key]), key)
  }
})

test('a counted text has both forms', () => {
  for (const key of keys) {
    const twin = key.endsWith('.one')
      ? key.replace(/one$/, 'other')
      : key.endsWith('.other')
        ? key.replace(/other$/, 'one')
        : key
    assert.ok(twin in en, `${key} misses ${twin}`)
  }
})

test('the words the glossary forbids are not shown to anyone', () => {
  const forbidden = /black.?list|white.?list|ブラックリスト|ホワイトリスト|malicious|悪性/i
  for (const key of keys) {
    assert.doesNotMatch(en[key], forbidden, key)
    assert.doesNotMatch(ja[key], forbidden, key)
  }
})

test('an unconfirmed endpoint is only ever called probable', () => {
  assert.match(en['casePage.sentence.proposed.high'], /probably a C2 server/)
  assert.match(ja['casePage.sentence.proposed.high'], /C&Cサーバである可能性が高い機器/)
})

test('every text is used somewhere', () => {
  const source = globSync('**/*.{ts,tsx}', { cwd: SOURCES })
    .filter((path) => !path.includes('.test.'))
    .map((path) => readFileSync(join(SOURCES, path), 'utf8'))
    .join('\n')
  // Keys made from a value (`status.${status}`) are used when their stem stands in a template.
  const stems = [...source.matchAll(/`([\w.-]+\.)\$\{/g)].map((match) => match[1]!)
  const unused = keys.filter((key) => {
    const stem = key.replace(/\.(one|other)$/, '')
    return !source.includes(`'${stem}'`) && !stems.some((start) => key.startsWith(start))
  })
  assert.deepEqual(unused, [])
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
