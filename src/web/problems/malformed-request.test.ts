import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, connect } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { type Fixture, openFixture } from '../ports.fixture.ts'
import type { Api } from '../routes/route.ts'
import { Problem } from '../schemas/shared.ts'
import { createPublicServer } from '../server.ts'

describe('on a real socket', () => {
  let fixture: Fixture
  let server: Api

  before(async () => {
    fixture = await openFixture()
    server = await createPublicServer(fixture.ports)
    await server.listen({ host: '127.0.0.1', port: 0 })
  })
  after(async () => {
    await server.close()
    await fixture[Symbol.asyncDispose]()
  })

  /** Sends the text as it is; answers the status and the code of the problem. */
  async function say(text: string): Promise<[status: number, code: string]> {
    const { port } = server.server.address() as AddressInfo
    const socket = connect(port, '127.0.0.1')
    socket.setTimeout(5_000, () => socket.destroy(new Error('no answer')))
    await once(socket, 'connect')
    socket.write(text)
    const answer = Buffer.concat(await socket.toArray()).toString()
    const [head, body] = answer.split('\r\n\r\n')
    return [Number(head!.split(' ')[1]), Problem.parse(JSON.parse(body!)).code]
  }

  it('what is no HTTP is refused in the shape of every other refusal', async () => {
    assert.deepEqual(await say('\x16\x03\x01\x02\x00\x01\r\n\r\n'), [400, 'REQUEST_MALFORMED'])
    const bigHeader = `GET / HTTP/1.1\r\nhost: localhost\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`
    assert.deepEqual(await say(bigHeader), [400, 'REQUEST_MALFORMED'])
    const smuggled =
      'POST /api/v1/cases HTTP/1.1\r\nhost: localhost\r\ncontent-length: 5\r\n' +
      'transfer-encoding: chunked\r\n\r\n0\r\n\r\n'
    assert.deepEqual(await say(smuggled), [400, 'REQUEST_MALFORMED'])
  })

  it('a request without a host is refused like one with a foreign host', async () => {
    assert.deepEqual(await say('GET /api/v1/health HTTP/1.0\r\n\r\n'), [421, 'HOST_REFUSED'])
    const foreign =
      'GET /api/v1/health HTTP/1.1\r\nhost: rebound.example\r\nconnection: close\r\n\r\n'
    assert.deepEqual(await say(foreign), [421, 'HOST_REFUSED'])
    const absolute =
      'GET http://rebound.example/api/v1/health HTTP/1.1\r\nhost: rebound.example\r\n' +
      'connection: close\r\n\r\n'
    assert.deepEqual(await say(absolute), [421, 'HOST_REFUSED'])
  })

  it('the service goes on answering', async () => {
    const { port } = server.server.address() as AddressInfo
    const answer = await fetch(`http://127.0.0.1:${port}/api/v1/health`)
    assert.equal(answer.status, 200)
  })
})
