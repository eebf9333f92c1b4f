import assert from 'node:assert/strict'
import { it } from 'node:test'
import { CASE_ERROR_CODES } from '../../cases/errors.ts'
import { LIST_ERROR_CODES } from '../../cases/lists/errors.ts'
import { STORE_ERROR_CODES } from '../../flows/store/errors.ts'
import { PEOPLE_ERROR_CODES } from '../../people/errors.ts'
import { WEB_ERROR_CODES } from './errors.ts'
import { PROBLEM_STATUS } from './problem-status.ts'
import { PROBLEM_TEXTS } from './problem-texts.ts'

it('every code that an answer may carry has both texts and a status', () => {
  for (const code of [
    ...WEB_ERROR_CODES,
    ...CASE_ERROR_CODES,
    ...LIST_ERROR_CODES,
    ...PEOPLE_ERROR_CODES,
    ...STORE_ERROR_CODES,
  ]) {
    assert.ok(Object.hasOwn(PROBLEM_TEXTS, code), `${code} has no text`)
    assert.ok(Object.hasOwn(PROBLEM_STATUS, code), `${code} has no status`)
  }
  assert.deepEqual(Object.keys(PROBLEM_TEXTS).sort(), Object.keys(PROBLEM_STATUS).sort())
})

it('the English text is in English, the Japanese in Japanese, and both are whole sentences', () => {
  for (const [code, { en, ja }] of Object.entries(PROBLEM_TEXTS)) {
    assert.match(en, /^[\x20-\x7e]+\.$/, code)
    assert.match(ja, /[ぁ-ん].*。$/, code)
  }
})

it('a refusal is a 4xx or 5xx', () => {
  for (const status of Object.values(PROBLEM_STATUS)) assert.ok(status >= 400 && status <= 599)
})
