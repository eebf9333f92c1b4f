import assert from 'node:assert/strict'
import { it } from 'node:test'
import { type Target, targetKey } from '../block/target.ts'
import { endpointTarget, nameTarget } from '../planes/blocking.fixture.ts'
import { closureOf, type ReleaseCause } from './closure.ts'
import { remaining } from './exemption.ts'
import { parseSubject } from './subject.ts'

/** Shared hosting: two names on one address, another address beside it. */
const TARGETS: readonly Target[] = [
  endpointTarget('203.0.113.7', 4444),
  endpointTarget('203.0.113.7', 23),
  endpointTarget('203.0.113.8', 4444),
  nameTarget('shop.example', false),
  nameTarget('neighbour.example', false),
  nameTarget('example.net', true),
]
const LINKS = new Map([
  ['shop.example', ['203.0.113.7']],
  ['neighbour.example', ['203.0.113.9', '203.0.113.7']],
  ['example.net', ['203.0.113.8']],
  ['www.example.net', ['203.0.113.7', '203.0.113.8']],
])
function left(subject: string, cause: ReleaseCause = 'owner') {
  const closure = closureOf(parseSubject(subject), cause, TARGETS, LINKS)
  const { ported, portless } = remaining(TARGETS, closure.exemptions)
  return { closure, ported: ported.map(targetKey), portless: portless.map(targetKey) }
}

it('an endpoint takes with it what stops its whole address and the names that lead there, not its other ports', () => {
  const { ported, portless } = left('203.0.113.7:4444/tcp')
  assert.deepEqual(ported, ['203.0.113.7:23/tcp', '203.0.113.8:4444/tcp', '*.example.net'])
  assert.deepEqual(portless, ['203.0.113.8:4444/tcp', '*.example.net'])
})

it('a name takes with it the addresses that it leads to, and not the other names of those', () => {
  const { ported, portless } = left('shop.example')
  const rest = ['203.0.113.8:4444/tcp', 'neighbour.example', '*.example.net']
  assert.deepEqual(ported, rest)
  assert.deepEqual(portless, rest)
})

it('a name below a blocked tree gets an exception, and the rest of the tree stays', () => {
  const { closure } = left('www.example.net')
  const { portless } = remaining(TARGETS, closure.exemptions)
  const tree = portless.find((target) => target.type === 'name' && target.isTree)
  assert.deepEqual(tree, { ...TARGETS[5], exceptions: ['www.example.net'] })
  assert.deepEqual(
    closure.rules.map(({ step }) => step),
    ['tree-above', 'address-led-to', 'address-led-to', 'address-led-to'],
  )
  assert.ok(!portless.some((target) => target.type === 'endpoint'))
})

it('a retraction frees from what stood, and a later warning counts again', () => {
  const { closure } = left('203.0.113.8:4444/tcp', 'retraction')
  const again = { ...endpointTarget('203.0.113.8', 4444), cause: 'a later warning' }
  assert.deepEqual(remaining([again], closure.exemptions).portless, [again])
  assert.deepEqual(remaining([TARGETS[2]!], closure.exemptions).portless, [])
})

it('an expiry frees what it alone has blocked', () => {
  assert.deepEqual(left('203.0.113.7:4444/tcp', 'expiry').closure.exemptions, [])
})

it('takes endpoints, addresses and names, and nothing else', () => {
  assert.equal(parseSubject('[2001:db8::1]:443/tcp').kind, 'endpoint')
  assert.deepEqual(parseSubject('2001:DB8::1'), { kind: 'address', address: '2001:db8::1' })
  assert.deepEqual(parseSubject('WWW.Example.net.'), { kind: 'name', name: 'www.example.net' })
  assert.deepEqual(parseSubject('*.example.net'), { kind: 'name', name: 'example.net' })
  for (const text of ['', 'localhost', 'a b.example', '203.0.113.0/24', '*.example', 'x;reboot.a'])
    assert.throws(() => parseSubject(text), { code: 'RELEASE_SUBJECT_INVALID' })
})
