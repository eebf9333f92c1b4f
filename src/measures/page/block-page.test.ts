import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { request } from 'node:http'
import { after, before, beforeEach, it } from 'node:test'
import { ManualClock } from '../../core/clock.ts'
import { BlockPage } from './block-page.ts'

const clock = new ManualClock(Date.UTC(2026, 10, 21))
const asked: string[] = []
const written: string[] = []
let isKnown = true
let page: BlockPage

before(async () => {
  for (const stream of [process.stdout, process.stderr]) {
    const write = stream.write.bind(stream)
    stream.write = ((chunk: string | Uint8Array, ...rest: []) => {
      written.push(String(chunk))
      return write(chunk, ...rest)
    }) as typeof stream.write
  }
  page = await BlockPage.start(
    {
      listen: { address: '127.0.0.1', port: 0 },
      host: '127.0.0.1',
      contact: { ja: '窓口 0120-000-000', en: 'Desk <0120-000-000>' },
    },
    {
      clock,
      draw: (count) => randomBytes(count),
      pause: async (address) => {
        asked.push(address)
        return isKnown
      },
    },
  )
})
after(() => page[Symbol.asyncDispose]())
beforeEach(() => {
  asked.length = 0
  isKnown = true
  clock.advance(11 * 60_000)
})

type Answer = { status: number; location: string | undefined; body: string; headers: object }
function ask(
  path: string,
  {
    host = `127.0.0.1:${page.port}`,
    method = 'GET',
    body = '',
    origin = '',
    from = '127.0.0.1',
  } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers: Record<string, string> = { host }
    if (origin !== '') headers['origin'] = origin
    const sent = request(
      { host: '127.0.0.1', port: page.port, path, method, headers, localAddress: from },
      (response) => {
        let text = ''
        response.on('data', (chunk) => {
          text += chunk
        })
        response.on('end', () =>
          resolve({
            status: response.statusCode!,
            location: response.headers.location,
            body: text,
            headers: response.headers,
          }),
        )
      },
    )
    sent.on('error', reject)
    sent.end(body)
  })
}
const tokenOf = async (): Promise<string> =>
  /name="token" value="([^"]+)"/.exec((await ask('/')).body)![1]!

it('leads whatever was asked for to the page, which says in two languages what happened and who to ask', async () => {
  const { status, location, body } = await ask('/secret/path', { host: 'bad.example' })
  assert.equal(status, 302)
  assert.equal(location, `http://127.0.0.1:${page.port}/`)
  assert.equal(body, '')
  const shown = await ask('/')
  assert.equal(shown.status, 403)
  for (const words of ['止めました', 'We stopped', '窓口 0120-000-000', 'Desk &lt;0120'])
    assert.ok(shown.body.includes(words), words)
})

it('one press pauses the protection of the line that asks', async () => {
  const { body } = await ask('/pause', { method: 'POST', body: `token=${await tokenOf()}` })
  assert.deepEqual(asked, ['127.0.0.1'])
  assert.ok(body.includes('保護を一時停止しました'))
})

it('says so when nobody has the line', async () => {
  isKnown = false
  const { body } = await ask('/pause', { method: 'POST', body: `token=${await tokenOf()}` })
  assert.ok(body.includes('We could not tell which line this is'))
})

it('takes no press from another site, another line, an old page or a machine', async () => {
  const token = await tokenOf()
  const press = (options: object) =>
    ask('/pause', { method: 'POST', body: `token=${token}`, ...options })
  await press({ origin: 'http://bad.example' })
  await press({ from: '127.0.0.2' })
  await press({ body: '' })
  // A body longer than any token is not read to its end.
  await press({ body: `token=${'9'.repeat(2_000)}` }).catch(() => {})
  await press({ host: 'bad.example' })
  assert.deepEqual(asked, [])
  for (let i = 0; i < 8; i++) await press({})
  assert.equal(asked.length, 5)
  clock.advance(11 * 60_000)
  await press({})
  assert.equal(asked.length, 5)
})

it('cannot be framed, kept or made to run anything', async () => {
  const { headers } = await ask('/')
  assert.match(JSON.stringify(headers), /default-src 'none'.*frame-ancestors 'none'/)
  assert.match(JSON.stringify(headers), /no-store/)
})

it('writes down nothing of what was asked for, nor by whom', async () => {
  written.length = 0
  await ask('/very/secret?query=1', { host: 'very-bad.example' })
  await ask('/', {})
  assert.ok(!written.some((text) => /very|secret|127\.0\.0\.1/.test(text)))
  assert.deepEqual(Object.keys(page.counts), ['shown', 'paused', 'refused'])
})
