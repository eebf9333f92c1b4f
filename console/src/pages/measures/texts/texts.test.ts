import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { test } from 'node:test'
import en from './en.json' with { type: 'json' }
import ja from './ja.json' with { type: 'json' }
import type { TextKey } from './use-texts.ts'

const SOURCES = resolve(import.meta.dirname, '../..')
const keys = Object.keys(en) as TextKey[]
const placeholders = (text: string): string[] =>
  [...new Set(text.match(/\{\w+\}/g) ?? [])].toSorted()

test('both languages have the same keys in the same order, and say the same variables', () => {
  assert.deepEqual(Object.keys(ja), keys)
  for (const key of keys) {
    assert.notEqual(en[key].trim(), '', key)
    assert.notEqual(ja[key].trim(), '', key)
    assert.deepEqual(placeholders(ja[key]), placeholders(en[key]), key)
    assert.doesNotMatch(ja[key], /[a-z] ?, ?[ぁ-ん]/, key)
  }
})

test('a counted text has both forms', () => {
  for (const key of keys) {
    if (key.endsWith('.one')) assert.ok(key.replace(/one$/, 'other') in en, key)
    if (key.endsWith('.other')) assert.ok(key.replace(/other$/, 'one') in en, key)
  }
})

test('the words the glossary forbids are not shown to anyone', () => {
  const forbidden = /black.?list|white.?list|ブラックリスト|ホワイトリスト|malicious|悪性/i
  for (const key of keys) assert.doesNotMatch(`${en[key]} ${ja[key]}`, forbidden, key)
})

test('every text is used somewhere', () => {
  const source = globSync('{alerts,consent,measures,releases}/**/*.{ts,tsx}', { cwd: SOURCES })
    .filter((path) => !path.includes('.test.'))
    .map((path) => readFileSync(join(SOURCES, path), 'utf8'))
    .join('\n')
  const stems = [
    ...[...source.matchAll(/`([\w.-]+\.)\$\{/g)].map((match) => match[1]!),
    // Words of the service: `wordFor(texts, 'device', …)`, `<Counts stem="device">`.
    ...[...source.matchAll(/wordFor\(\w+, '([\w-]+)'|stem="([\w-]+)"/g)].map(
      (match) => `${match[1] ?? match[2]}.`,
    ),
  ]
  const unused = keys.filter((key) => {
    const stem = key.replace(/\.(one|other)$/, '')
    const isUsed = source.includes(`'${stem}'`) || source.includes(`"${stem}"`)
    return !isUsed && !stems.some((start) => key.startsWith(start))
  })
  assert.deepEqual(unused, [])
})
