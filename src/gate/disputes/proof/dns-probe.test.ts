import assert from 'node:assert/strict'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { after, before, describe, it } from 'node:test'
import { challengeName, dnsProbe } from './dns-probe.ts'
import { NameServer } from './name-server.fixture.ts'
import { reverseName } from './reverse-name.ts'

const ANSWER = `noroshi-dispute=${'a'.repeat(43)}`

describe('a proof by DNS', () => {
  let server: NameServer
  before(async () => {
    server = await NameServer.start()
  })
  after(() => server[Symbol.asyncDispose]())
  const challenge = (address: string) => ({ address, port: null, token: 't', answer: ANSWER })

  it('stands under the reverse name of the address', () => {
    assert.equal(reverseName('203.0.113.7'), '7.113.0.203.in-addr.arpa')
    assert.equal(
      reverseName('2001:db8::567:89ab'),
      'b.a.9.8.7.6.5.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa',
    )
  })

  it('is a text record with the answer, among others, in parts', async () => {
    const probe = dnsProbe([server.place])
    server.records.set(challengeName('203.0.113.7'), ['v=spf1 -all', ANSWER])
    server.records.set(challengeName('2001:db8::7'), [ANSWER])
    assert.equal(await probe(challenge('203.0.113.7')), true)
    assert.equal(await probe(challenge('2001:db8::7')), true)
    assert.deepEqual(server.asked[0], '_noroshi-challenge.7.113.0.203.in-addr.arpa')
  })

  it('is not another answer, one at another address, nor no answer', async () => {
    const probe = dnsProbe([server.place])
    server.records.set(challengeName('203.0.113.8'), [`${ANSWER}x`, ANSWER.slice(1), ''])
    assert.equal(await probe(challenge('203.0.113.8')), false)
    assert.equal(await probe(challenge('203.0.113.9')), false)
    server.records.set(challengeName('203.0.113.10'), [
      ...Array.from({ length: 60 }, () => 'filler'),
      ANSWER,
    ])
    assert.equal(await probe(challenge('203.0.113.10')), false, 'behind more than anybody reads')
  })

  it('is not what somebody forges who did not see the question, and the look ends', async () => {
    const probe = dnsProbe([server.place])
    server.records.set(challengeName('203.0.113.11'), [ANSWER])
    server.isForging = true
    assert.equal(await probe(challenge('203.0.113.11')), false)
    server.isForging = false
  })

  it('is given up in time when many servers are silent', async () => {
    const silent = Array.from({ length: 8 }, () => createSocket('udp4').bind(0, '127.0.0.1'))
    await Promise.all(silent.map((socket) => once(socket, 'listening')))
    const places = silent.map((socket) => `127.0.0.1:${socket.address().port}`)
    const late = new Promise((resolve) => setTimeout(resolve, 5_900, 'late').unref())
    const found = await Promise.race([dnsProbe(places)(challenge('203.0.113.12')), late])
    for (const socket of silent) socket.close()
    assert.equal(found, false)
  })
})
