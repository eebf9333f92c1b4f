import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { C2_FAMILIES, EVERYDAY_KINDS, TRAPS } from '../../country/index.ts'

const PAGE = new URL('../../../docs/explanation/country.md', import.meta.url)

test('the page about the country names every family and every kind of trap, in both languages', () => {
  const page = readFileSync(PAGE, 'utf8')
  for (const { kind, name } of [...C2_FAMILIES, ...TRAPS, ...EVERYDAY_KINDS])
    assert.ok(page.includes(`| \`${kind}\` | ${name.en} | ${name.ja} |`), kind)
})
