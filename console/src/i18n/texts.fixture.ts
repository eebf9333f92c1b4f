import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

type Messages = Readonly<Record<string, string>>

const FORBIDDEN = /black.?list|white.?list|ブラックリスト|ホワイトリスト|malicious|悪性/i

/**
 * What holds of all texts, whoever says them.
 *
 * @param sources where they are said: a glob, and the folder it starts in
 * @param stemOf further ways to write the first part of a key in the source; its first group that matched counts
 */
export function checkTexts(
  { en, ja }: { readonly en: Messages; readonly ja: Messages },
  sources: { readonly cwd: string; readonly glob: string; readonly stemOf?: RegExp },
): void {
  const keys = Object.keys(en)
  test('both languages have the same keys in the same order', () => {
    assert.deepEqual(Object.keys(ja), keys)
  })

  test('no text is empty, and both languages say the same variables', () => {
    for (const key of keys) {
      const [english, japanese] = [en[key]!, ja[key]!]
      assert.notEqual(english.trim(), '', key)
      assert.notEqual(japanese.trim(), '', key)
      assert.doesNotMatch(japanese, /[a-z] ?, ?[ぁ-ん]/, key)
      assert.deepEqual(variablesOf(key, japanese), variablesOf(key, english), key)
    }
  })

  test('a counted text has both forms', () => {
    for (const key of keys) {
      if (key.endsWith('.one')) assert.ok(key.replace(/one$/, 'other') in en, key)
      if (key.endsWith('.other')) assert.ok(key.replace(/other$/, 'one') in en, key)
    }
  })

  test('the words the glossary forbids are not shown to anyone', () => {
    for (const key of keys) assert.doesNotMatch(`${en[key]} ${ja[key]}`, FORBIDDEN, key)
  })

  test('every text is used somewhere', () => {
    const source = globSync(sources.glob, { cwd: sources.cwd })
      .filter((path) => !path.includes('.test.'))
      .map((path) => readFileSync(join(sources.cwd, path), 'utf8'))
      .join('\n')
    // Keys made from a value (`status.${status}`) are used when their stem stands in a template.
    const stems = [...source.matchAll(/`([\w.-]+\.)\$\{/g)].map((match) => match[1]!)
    if (sources.stemOf)
      for (const [, ...groups] of source.matchAll(sources.stemOf)) stems.push(`${groups.join('')}.`)
    const unused = keys.filter((key) => {
      const stem = key.replace(/\.(one|other)$/, '')
      const isUsed = source.includes(`'${stem}'`) || source.includes(`"${stem}"`)
      return !isUsed && !stems.some((start) => key.startsWith(start))
    })
    assert.deepEqual(unused, [])
  })
}

/** A counted singular may write its number out ("the one open case"). */
function variablesOf(key: string, text: string): string[] {
  const names = new Set(text.match(/\{\w+\}/g) ?? [])
  if (key.endsWith('.one')) names.delete('{count}')
  return [...names].toSorted()
}
