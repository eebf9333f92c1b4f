import assert from 'node:assert/strict'
import { it } from 'node:test'
import fc from 'fast-check'
import { CaseError } from '../errors.ts'
import { CASE_SORTS, type Cursor, readCursor, writeCursor } from './cursor.ts'

const refusal = (error: unknown) => error instanceof CaseError && error.code === 'CURSOR_INVALID'

it('a cursor is read back as it was written', () => {
  const cursors: Cursor[] = [
    { sort: 'probability', value: 0.1 + 0.2, id: '0123456789ab' },
    { sort: 'changed', value: Date.UTC(2026, 10, 21), id: 'zzzzzzzzzzzz' },
    { sort: 'clients', value: 0, id: '000000000000' },
  ]
  for (const cursor of cursors)
    assert.deepEqual(readCursor(writeCursor(cursor), cursor.sort), cursor)
})

it('any text that was not given out is refused, and never reaches the database', () => {
  const sorts = fc.constantFrom(...CASE_SORTS)
  fc.assert(
    fc.property(fc.string(), sorts, (text, sort) => {
      assert.throws(() => readCursor(text, sort), refusal)
    }),
  )
  fc.assert(
    fc.property(fc.json(), sorts, (json, sort) => {
      const text = Buffer.from(json).toString('base64url')
      assert.throws(() => readCursor(text, sort), refusal)
    }),
  )
})

it('a value that the column cannot hold, and the cursor of another sort, are refused', () => {
  const id = '0123456789ab'
  const forged: [Cursor, (typeof CASE_SORTS)[number]][] = [
    [{ sort: 'clients', value: 2 ** 31, id }, 'clients'],
    [{ sort: 'clients', value: 1.5, id }, 'clients'],
    [{ sort: 'changed', value: 1e300, id }, 'changed'],
    [{ sort: 'probability', value: 1.5, id }, 'probability'],
    [{ sort: 'probability', value: 0.5, id: "' or true" }, 'probability'],
    [{ sort: 'probability', value: 0.5, id }, 'clients'],
  ]
  for (const [cursor, sort] of forged)
    assert.throws(() => readCursor(writeCursor(cursor), sort), refusal)
})
