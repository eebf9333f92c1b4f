import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, it } from 'node:test'
import { controlSocket } from './control-socket.ts'

const directory = mkdtempSync(join(tmpdir(), 'noroshi-control-'))
after(() => rmSync(directory, { recursive: true }))

/** Who listens there in place of unbound; what it really says is in scenarios/peers/unbound-control.test.ts. */
async function asked(answer: (socket: Socket) => void): Promise<string> {
  const path = join(directory, 'control')
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => {})
    answer(socket)
  })
  await new Promise<void>((resolve) => server.listen(path, resolve))
  try {
    return await controlSocket(path, 300)(['status'])
  } finally {
    server.close()
  }
}

it('an answer in pieces is one answer', async () => {
  const text = await asked((socket) => {
    socket.write('version: 1')
    setImmediate(() => socket.end('.17.1\n'))
  })
  assert.equal(text, 'version: 1.17.1\n')
})

it('who hangs up, is silent or never ends is an error with a code', async () => {
  await assert.rejects(
    asked((socket) => socket.end()),
    { code: 'PLANE_UNREACHABLE' },
  )
  await assert.rejects(
    asked((socket) => socket.destroy()),
    { code: 'PLANE_UNREACHABLE' },
  )
  await assert.rejects(
    asked(() => {}),
    { code: 'PLANE_UNREACHABLE' },
  )
  const flood = Buffer.alloc(4 * 1024 * 1024, 'x')
  await assert.rejects(
    asked((socket) => {
      const pour = (): void => void (socket.destroyed || socket.write(flood, pour))
      pour()
    }),
    { code: 'PLANE_REFUSED' },
  )
  await assert.rejects(
    asked((socket) => socket.end('error 198.51.100.7 is nobody\n')),
    {
      code: 'PLANE_REFUSED',
      message: 'unbound: error … is nobody',
    },
  )
})

it('nothing is more than one word, whoever has named it', () => {
  const ask = controlSocket(join(directory, 'nobody'), 300)
  for (const word of ['bad.example\nstop', 'bad.example stop', ''])
    assert.throws(() => ask(['flush_zone', word]), /no blanks/)
})
