import assert from 'node:assert/strict'
import { createServer, type RequestListener } from 'node:http'
import { createServer as createTcpServer, type Server } from 'node:net'
import { after, describe, it } from 'node:test'
import { until } from '../../../../tools/testing/until.ts'
import { parsePrefix } from '../../../core/prefix.ts'
import type { Challenge } from '../ports.ts'
import { httpProbe, WELL_KNOWN } from './http-probe.ts'

const ANSWER = 'noroshi-dispute=abc'
const LABORATORY = { isLaboratory: true, neverAsked: [] }

/** Real servers on loopback, which only a laboratory asks. */
describe('a proof by HTTP', { concurrency: true }, () => {
  const servers: Server[] = []
  after(() => {
    for (const server of servers) server.close()
  })
  const portOf = async (server: Server): Promise<number> => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    servers.push(server)
    return (server.address() as { port: number }).port
  }
  const serve = (listener: RequestListener): Promise<number> => portOf(createServer(listener))
  const probe = httpProbe(LABORATORY, 'noroshi-hub')
  const challenge = (port: number, change: Partial<Challenge> = {}): Challenge => ({
    address: '127.0.0.1',
    port,
    token: 'token-1',
    answer: ANSWER,
    ...change,
  })

  it('is found where it was asked for, and the answer is not in the question', async () => {
    const seen: string[] = []
    const port = await serve((request, response) => {
      seen.push(`${request.method} ${request.url} ${JSON.stringify(request.headers)}`)
      response.end(request.url === `${WELL_KNOWN}token-1` ? `${ANSWER}\n` : 'no')
    })
    assert.equal(await probe(challenge(port)), true)
    assert.equal(await probe(challenge(port, { token: 'token-2' })), false)
    assert.match(seen[0]!, new RegExp(`^GET ${WELL_KNOWN}token-1 .*"host":"127.0.0.1:${port}"`))
    assert.ok(seen.every((line) => !line.includes('abc')))
  })

  it('is not a page that repeats the question, redirects, fails, or holds more than the answer', async () => {
    let followed = 0
    const target = await serve((_request, response) => {
      followed++
      response.end(ANSWER)
    })
    const answers: RequestListener[] = [
      (request, response) => response.end(request.url),
      (_request, response) => {
        response.writeHead(302, { location: `http://127.0.0.1:${target}/` })
        response.end(ANSWER)
      },
      (_request, response) => response.writeHead(404).end(ANSWER),
      (_request, response) => response.writeHead(206).end(ANSWER),
      (_request, response) => response.end(`${ANSWER} and more`),
      (_request, response) => response.end(ANSWER.padStart(10_000)),
      (_request, response) => response.writeHead(200, { 'content-length': 500 }).write(ANSWER),
      (_request, response) => response.writeHead(200, { a: 'x'.repeat(9_000) }).end(ANSWER),
      (request) => request.socket.end('SSH-2.0-OpenSSH\r\n'),
      (request) => request.socket.destroy(),
    ]
    const found = await Promise.all(
      answers.map(async (answer) => probe(challenge(await serve(answer)))),
    )
    assert.deepEqual(new Set(found), new Set([false]))
    assert.equal(followed, 0)
  })

  it('ends by itself when the other side trickles for ever', async () => {
    let closed = 0
    const server = createTcpServer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 250\r\n\r\n')
      const drip = setInterval(() => socket.write('n'), 100)
      socket.resume()
      socket.on('error', () => {})
      socket.on('close', () => {
        clearInterval(drip)
        closed++
      })
    })
    assert.equal(await probe(challenge(await portOf(server))), false)
    await until(() => closed === 1)
  })

  it('never asks an address that is not public, nor one of the association’s own', async () => {
    let count = 0
    const port = await serve((_request, response) => {
      count++
      response.end(ANSWER)
    })
    const outside = httpProbe({ isLaboratory: false, neverAsked: [] }, 'noroshi-hub')
    const own = httpProbe({ isLaboratory: true, neverAsked: [parsePrefix('127.0.0.0/8')!] }, 'x')
    for (const address of ['127.0.0.1', '::ffff:127.0.0.1', '::1', 'localhost', '127.0.0.1.nip.io'])
      assert.equal(await outside(challenge(port, { address })), false, address)
    assert.equal(await probe(challenge(port, { address: 'localhost' })), false)
    assert.equal(await own(challenge(port)), false)
    assert.equal(count, 0)
  })

  it('goes to nobody in between, whatever proxy the environment names', async () => {
    const proxied: string[] = []
    const proxy = await serve((request, response) => {
      proxied.push(request.url!)
      response.end(ANSWER)
    })
    process.env['http_proxy'] = `http://127.0.0.1:${proxy}`
    process.env['NODE_USE_ENV_PROXY'] = '1'
    const port = await serve((_request, response) => response.end('other'))
    assert.equal(await probe(challenge(port)), false)
    delete process.env['http_proxy']
    delete process.env['NODE_USE_ENV_PROXY']
    assert.deepEqual(proxied, [])
  })
})
