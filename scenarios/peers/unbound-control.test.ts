import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, it } from 'node:test'
import { commandRunner } from '../../src/measures/planes/command.ts'
import { controlSocket } from '../../src/measures/planes/rpz/control-socket.ts'
import { Unbound } from '../../src/measures/planes/rpz/unbound.ts'
import { freeTcpPort, temporaryDirectory } from '../../tools/testing/noroshi-process.ts'
import { unboundConfiguration } from '../../tools/testing/unbound-configuration.ts'
import { until } from '../../tools/testing/until.ts'

/** Unbound itself, asked through its socket and through its own command. */
const ZONE = 'noroshi.rpz'
let directory: Awaited<ReturnType<typeof temporaryDirectory>>
let daemon: ChildProcess
let bySocket: ReturnType<typeof controlSocket>
let byCommand: ReturnType<typeof commandRunner>

before(async () => {
  directory = await temporaryDirectory()
  const file = join(directory.path, 'unbound.conf')
  const socket = join(directory.path, 'control')
  writeFileSync(
    file,
    unboundConfiguration(
      {
        address: '127.0.0.1',
        port: await freeTcpPort(),
        directory: directory.path,
        modules: 'respip iterator',
      },
      ['define-tag: "noroshi g7"'],
      `remote-control:
  control-enable: yes
  control-interface: ${socket}
rpz:
  name: "${ZONE}"
  tags: "noroshi"
`,
    ),
  )
  daemon = spawn('unbound', ['-d', '-c', file], { stdio: 'ignore' })
  bySocket = controlSocket(socket, 5_000)
  byCommand = commandRunner(['unbound-control', '-c', file], 5_000)
  await until(async () => (await bySocket(['status']).catch(() => '')) !== '')
})
after(async () => {
  daemon.kill('SIGKILL')
  await directory[Symbol.asyncDispose]()
})

it('answers the socket as it answers its own command', async () => {
  for (const words of [
    ['get_option', 'define-tag'],
    ['get_option', 'log-queries'],
    ['list_auth_zones'],
    ['rpz_disable', ZONE],
    ['rpz_enable', ZONE],
  ])
    assert.equal(await bySocket(words), await byCommand(words), words.join(' '))
  const unbound = new Unbound(bySocket, bySocket, ZONE)
  assert.equal(await unbound.generation(), 'g7')
  assert.equal(await unbound.isLogging(), false)
})

it('refuses through either what it does not know, and says nothing of addresses', async () => {
  const words = ['rpz_enable', '198.51.100.7']
  for (const ask of [bySocket, byCommand])
    await assert.rejects(ask(words), (error: Error & { code?: string }) => {
      assert.equal(error.code, 'PLANE_REFUSED')
      assert.doesNotMatch(error.message, /198\.51/)
      return true
    })
})

it('reads its configuration again when told through the socket, and cannot be reached when it is gone', async () => {
  await bySocket(['reload_keep_cache'])
  await until(async () => (await bySocket(['status']).catch(() => '')).includes('is running'))
  const gone = controlSocket(join(directory.path, 'nothing'), 1_000)
  await assert.rejects(gone(['status']), { code: 'PLANE_UNREACHABLE' })
})
