import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { gzipSync } from 'node:zlib'
import { ListError } from './errors.ts'
import { listFetcher, shownUrl } from './fetch-list.ts'

const refusal = (code: string) => (error: unknown) =>
  error instanceof ListError && error.code === code

describe('fetching a list', () => {
  let server: Server
  let origin: string
  let answer: RequestListener
  // The real fetcher, told that this machine is the Internet.
  const fetchHere = listFetcher({
    schemes: ['http:'],
    isAllowedAddress: (address) => address === '127.0.0.1',
    octetsMax: 1_000,
    timeoutMs: 2_000,
  })

  before(async () => {
    server = createServer((request, response) => answer(request, response))
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  after(async () => {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  })

  it('answers the content with what makes the next request conditional', async () => {
    answer = (request, response) => {
      if (request.headers['if-none-match'] === '"1"') response.writeHead(304).end()
      else response.writeHead(200, { etag: '"1"' }).end('203.0.113.7\n')
    }
    const first = await fetchHere(`${origin}/list`)
    assert.ok(first.kind === 'content')
    assert.equal(Buffer.from(first.octets).toString(), '203.0.113.7\n')
    assert.deepEqual(await fetchHere(`${origin}/list`, first), { kind: 'not-modified' })
  })

  it('unpacks what was compressed on the way', async () => {
    answer = (_, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('203.0.113.7\n'))
    const got = await fetchHere(origin)
    assert.ok(got.kind === 'content' && Buffer.from(got.octets).toString() === '203.0.113.7\n')
  })

  it('stops at its limit, packed or not', async () => {
    answer = (_, response) => response.end('x'.repeat(2_000))
    await assert.rejects(fetchHere(origin), refusal('LIST_TOO_LARGE'))
    answer = (_, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('x'.repeat(2_000)))
    await assert.rejects(fetchHere(origin), refusal('LIST_TOO_LARGE'))
  })

  it('follows a redirect, but not to the inside, not to another scheme and not for ever', async () => {
    answer = (request, response) => {
      const to = decodeURIComponent(request.url?.slice(1) ?? '')
      if (to === 'end') response.end('203.0.113.7\n')
      else response.writeHead(302, { location: to === 'loop' ? '/loop' : to }).end()
    }
    const by = (target: string) => fetchHere(`${origin}/${encodeURIComponent(target)}`)
    assert.equal((await by('/end')).kind, 'content')
    for (const inside of [
      'http://10.0.0.1/',
      'http://[::1]/',
      'http://169.254.169.254/latest',
      'file:///etc/passwd',
      'https://127.0.0.1/',
    ])
      await assert.rejects(by(inside), refusal('LIST_URL_REFUSED'), inside)
    await assert.rejects(by('loop'), refusal('LIST_UNREACHABLE'))
  })

  it('a name that leads to the inside is refused, whatever it is called', async () => {
    const outside = listFetcher({ schemes: ['http:'], timeoutMs: 2_000 })
    const port = new URL(origin).port
    await assert.rejects(outside(`http://localhost:${port}/`), refusal('LIST_URL_REFUSED'))
  })

  it('a server that fails, is silent or is not there is unreachable', async () => {
    answer = (_, response) => response.writeHead(500).end()
    await assert.rejects(fetchHere(origin), refusal('LIST_UNREACHABLE'))
    answer = () => {}
    const hasty = listFetcher({ schemes: ['http:'], isAllowedAddress: () => true, timeoutMs: 100 })
    await assert.rejects(hasty(origin), refusal('LIST_UNREACHABLE'))
    await assert.rejects(fetchHere('http://127.0.0.1:1/'), refusal('LIST_UNREACHABLE'))
  })

  it('takes https only, and no credentials and no address of the inside', async () => {
    const fetchList = listFetcher()
    for (const url of [
      'http://lists.example/',
      'ftp://lists.example/',
      'nonsense',
      'https://user:secret@lists.example/',
      'https://192.168.0.1/',
      'https://[fd00::1]/',
      'https://0x7f000001/',
      'https://2130706433/',
      'https://[::ffff:10.0.0.1]/',
    ])
      await assert.rejects(fetchList(url), refusal('LIST_URL_REFUSED'), url)
  })

  it('a URL is shown without its query, where keys travel', () => {
    assert.equal(
      shownUrl('https://lists.example/c2.txt?key=secret#x'),
      'https://lists.example/c2.txt',
    )
  })
})
