import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseHexadecimal, parseSecondsAsMs, parseUnsigned } from './parse-number.ts'

const unsigned = (text: string): number => parseUnsigned(Buffer.from(text), 0, text.length)
const milliseconds = (text: string): number => parseSecondsAsMs(Buffer.from(text), 0, text.length)

test('any safe whole number comes back, also as data frames write it', () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), (value) => {
      assert.equal(unsigned(String(value)), value)
      assert.equal(unsigned(`${value}.0`), value)
    }),
  )
  assert.equal(unsigned('1e3'), 1000)
})

test('what is no whole number from 0 is -1', () => {
  for (const text of [
    '',
    '-1',
    '+1',
    '1.5',
    '0x10',
    '1 ',
    ' 1',
    'nan',
    'inf',
    '1e400',
    '9007199254740992',
    '1_000',
    '٣',
  ])
    assert.equal(parseUnsigned(Buffer.from(text), 0, Buffer.byteLength(text)), -1, text)
})

test('any milliseconds come back from seconds with three decimals', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e13 }), (ms) => {
      assert.equal(milliseconds((ms / 1000).toFixed(3)), ms)
      assert.equal(milliseconds(String(ms / 1000)), ms)
    }),
  )
})

test('parts of a millisecond are rounded half up, and long fractions are cut', () => {
  assert.equal(milliseconds('1.0004999999999999999999'), 1000)
  assert.equal(milliseconds('1.0005'), 1001)
  assert.equal(milliseconds('1.9999'), 2000)
  assert.equal(milliseconds('2.5e-05'), 0)
})

test('what is no time is -1', () => {
  for (const text of ['', '.', '-1', '1.2.3', '1,5', 'nan', '1e20', '1:30'])
    assert.equal(milliseconds(text), -1, text)
})

test('hexadecimal needs its prefix', () => {
  const hexadecimal = (text: string): number => parseHexadecimal(Buffer.from(text), 0, text.length)
  assert.equal(hexadecimal('0x0303'), 0x303)
  for (const text of ['303', '0x', '0xg', '0x123456789']) assert.equal(hexadecimal(text), -1, text)
})
