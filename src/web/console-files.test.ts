import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { gzipSync } from 'node:zlib'
import { type Fixture, openFixture } from './ports.fixture.ts'
import type { Api } from './routes/route.ts'
import { createPublicServer } from './server.ts'

describe('the console', () => {
  let fixture: Fixture
  let server: Api

  before(async () => {
    fixture = await openFixture()
    server = await createPublicServer(fixture.ports)
  })
  after(async () => {
    await server.close()
    await fixture[Symbol.asyncDispose]()
  })

  it('says in both languages that it is not built, and what to do', async () => {
    for (const url of ['/', '/cases']) {
      const answer = await server.inject(url)
      assert.equal(answer.statusCode, 503)
      assert.match(String(answer.headers['content-type']), /^text\/html/)
      assert.match(answer.body, /npm start.*ビルド/s)
    }
  })

  it('is served as soon as it is built: any view of it opens by its address', async () => {
    const directory = fixture.ports.consoleDirectory
    mkdirSync(join(directory, 'assets'), { recursive: true })
    writeFileSync(join(directory, 'index.html'), '<title>console</title>')
    writeFileSync(join(directory, 'icon.svg'), '<svg/>')
    writeFileSync(join(directory, 'assets', 'index-Ab12.js'), 'export {}')
    writeFileSync(join(fixture.directory, 'secret.txt'), 'outside')
    for (const url of [
      '/',
      '/cases',
      '/cases/a9mynn894f90?lang=ja',
      '/endpoints/203.0.113.7',
      '/people/k.sato',
    ]) {
      const answer = await server.inject(url)
      assert.deepEqual([answer.statusCode, answer.body], [200, '<title>console</title>'], url)
      assert.equal(answer.headers['cache-control'], 'no-cache')
    }
  })

  it('lets the browser keep what carries a hash in its name, and nothing else', async () => {
    const script = await server.inject('/assets/index-Ab12.js')
    assert.match(String(script.headers['content-type']), /javascript/)
    assert.match(String(script.headers['cache-control']), /max-age=31536000, immutable/)
    writeFileSync(
      join(fixture.ports.consoleDirectory, 'assets', 'index-Ab12.js.gz'),
      gzipSync('export {}'),
    )
    const small = await server.inject({
      url: '/assets/index-Ab12.js',
      headers: { 'accept-encoding': 'gzip' },
    })
    assert.equal(small.headers['content-encoding'], 'gzip')
    assert.match(String(small.headers['content-type']), /javascript/)
    assert.match(String(small.headers['cache-control']), /immutable/)
    const icon = await server.inject('/icon.svg')
    assert.equal(icon.headers['cache-control'], 'no-cache')
  })

  it('a missing file is an error and not a page; nothing outside its directory is served', async () => {
    for (const url of [
      '/assets/old-Cd34.js',
      '/assets/',
      '/missing.css',
      '/../secret.txt',
      '/..%2fsecret.txt',
      '/assets/..%2f..%2fsecret.txt',
      '/.env',
    ]) {
      const answer = await server.inject(url)
      assert.ok([400, 403, 404].includes(answer.statusCode), `${url}: ${answer.statusCode}`)
      assert.doesNotMatch(answer.body, /outside|<title>/)
      assert.equal(typeof answer.json().code, 'string')
    }
  })
})
