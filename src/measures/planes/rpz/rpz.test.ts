import assert from 'node:assert/strict'
import { it } from 'node:test'
import { nameTarget } from '../blocking.fixture.ts'
import { includeFile } from './include-file.ts'
import { isBlockableName, recordsOf } from './zone-records.ts'

const PAGE = { ipv4: '198.51.100.80', ipv6: null }
const linesOf = (...given: Parameters<typeof recordsOf>): string[] =>
  recordsOf(...given).map(({ owner, type, data }) => `${owner} ${type} ${data}`)

it('a name leads to the page, with all below it when it is a tree; without a page it does not exist', () => {
  assert.deepEqual(linesOf(nameTarget('bad.example'), PAGE), [
    'bad.example A 198.51.100.80',
    '*.bad.example A 198.51.100.80',
  ])
  assert.deepEqual(linesOf(nameTarget('bad.example', false), null), ['bad.example CNAME .'])
})

it('what was released below a tree passes, with all below it', () => {
  const target = { ...nameTarget('bad.example'), exceptions: ['www.bad.example'] }
  assert.deepEqual(linesOf(target, PAGE).slice(2), [
    'www.bad.example CNAME rpz-passthru.',
    '*.www.bad.example CNAME rpz-passthru.',
  ])
})

it('nothing becomes a rule of another kind, or for a whole top-level domain', () => {
  const refused = [
    'com',
    '32.8.8.8.8.rpz-ip',
    'a..example',
    'a b.example',
    '*.example',
    '',
    `${'a'.repeat(64)}.example`,
    `${'a.'.repeat(100)}example`,
  ]
  for (const name of refused) {
    assert.equal(isBlockableName(name), false, name)
    assert.deepEqual(recordsOf(nameTarget(name), PAGE), [])
  }
  assert.ok(isBlockableName('xn--eckwd4c7c.xn--zckzah'))
})

it('the file for unbound holds who agreed and addresses, each read as such before it is written', () => {
  const place = {
    origin: 'noroshi.rpz',
    primary: { address: '127.0.0.1', port: 5390 },
    generation: 'g7',
  }
  const text = includeFile({
    ...place,
    sources: ['198.51.100.7/32', '2001:db8:1:100::/56'],
    addresses: ['203.0.113.7', '2001:db8::7'],
  })
  for (const line of [
    'define-tag: "noroshi g7"',
    'access-control-tag: 198.51.100.7/32 "noroshi"',
    'access-control-tag-action: 2001:db8:1:100::/56 "noroshi" always_nxdomain',
    'response-ip-tag: 203.0.113.7/32 "noroshi"',
    'response-ip-tag: 2001:db8::7/128 "noroshi"',
    'rpz-log: no',
  ])
    assert.ok(text.includes(`  ${line}\n`), line)
  const bad = '198.51.100.7/32 allow\n  log-queries: yes'
  assert.throws(() => includeFile({ ...place, sources: [bad], addresses: [] }))
  assert.throws(() => includeFile({ ...place, sources: [], addresses: [bad] }))
})
