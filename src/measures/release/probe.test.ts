import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { it } from 'node:test'
import type { Attempted } from './attempt.ts'
import { compared, probe } from './probe.ts'
import { parseSubject } from './subject.ts'

const HERE = { source: null, command: [] }
const vantages = { consenting: HERE, control: HERE, resolver: null }

it('only a difference between the two places says that we block', () => {
  const result = (consenting: Attempted['kind'], control: Attempted['kind']) =>
    compared(
      { kind: consenting, addresses: ['192.0.2.1'] } as Attempted,
      {
        kind: control,
        addresses: ['192.0.2.1'],
      } as Attempted,
    )
  assert.equal(result('open', 'open'), 'reachable')
  assert.equal(result('refused', 'refused'), 'refused-by-far-end')
  assert.equal(result('silent', 'silent'), 'silent-on-both')
  assert.equal(result('silent', 'open'), 'still-blocked')
  assert.equal(result('refused', 'open'), 'still-blocked')
  assert.equal(result('prohibited', 'silent'), 'still-blocked')
  assert.equal(result('open', 'silent'), 'reachable')
  assert.equal(result('no-such-name', 'addresses'), 'still-blocked')
  assert.equal(result('no-such-name', 'no-such-name'), 'refused-by-far-end')
  assert.equal(result('addresses', 'addresses'), 'reachable')
  const page: Attempted = { kind: 'addresses', addresses: ['198.51.100.80'] }
  assert.equal(compared(page, { kind: 'addresses', addresses: ['192.0.2.1'] }), 'still-blocked')
})

it('opens a connection from here and through a command, and tells a closed port from an open one', async () => {
  const server = createServer((socket) => socket.end())
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  const subject = parseSubject(`127.0.0.1:${port}/tcp`)
  assert.equal(await probe(subject, vantages), 'reachable')
  const elsewhere = { source: '127.0.0.2', command: ['env'] }
  assert.equal(await probe(subject, { ...vantages, consenting: elsewhere }), 'reachable')
  const broken = { source: null, command: ['false'] }
  assert.equal(await probe(subject, { ...vantages, control: broken }), 'not-probed')
  server.close()
  await once(server, 'close')
  assert.equal(await probe(subject, vantages), 'refused-by-far-end')
  assert.equal(await probe(parseSubject('127.0.0.1:53/udp'), vantages), 'not-probed')
})
