import assert from 'node:assert/strict'
import { it } from 'node:test'
import fc from 'fast-check'
import { canonicalJson } from './canonical-json.ts'
import { TrustError } from './errors.ts'

it('the example of RFC 8785 §3.2.2 has the text that §3.2.3 gives', () => {
  const value = JSON.parse(`{
    "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
    "string": "\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\"\\/",
    "literals": [null, true, false]
  }`)
  assert.equal(
    canonicalJson(value),
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
      '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
  )
})

it('keys stand in the order of their UTF-16 code units, as in RFC 8785 §3.2.3', () => {
  const keys = ['\u20ac', '\r', '\ufb33', '1', '\u{1f600}', '\u0080', '\u00f6']
  const text = canonicalJson(Object.fromEntries(keys.map((key) => [key, 0])))
  const sorted = ['\r', '1', '\u0080', '\u00f6', '\u20ac', '\u{1f600}', '\ufb33']
  assert.equal(text, `{${sorted.map((key) => `${JSON.stringify(key)}:0`).join(',')}}`)
})

it('any JSON has one text, which says the same and is its own text', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const plain = JSON.parse(JSON.stringify(value))
      const text = canonicalJson(plain)
      assert.deepEqual(JSON.parse(text), plain)
      assert.equal(canonicalJson(JSON.parse(text)), text)
    }),
  )
})

it('what has no canonical form is refused, however deep', () => {
  let deep: unknown = 1
  for (let i = 0; i < 40; i++) deep = [deep]
  for (const value of [Number.NaN, 1 / 0, undefined, { a: undefined }, ['\ud800'], 1n, deep])
    assert.throws(
      () => canonicalJson(value),
      (error) => error instanceof TrustError && error.code === 'DOCUMENT_NOT_CANONICAL',
    )
})
