/** Somebody who watches: a member that requires a witness takes nothing on the hub's word alone. */
import assert from 'node:assert/strict'
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import type { Warning } from '../src/gate/warning/warning.ts'
import { currentWarning } from '../tools/testing/current-warning.ts'
import { HubProcess, type MemberProcess, Running } from '../tools/testing/hub-processes.ts'
import {
  freeTcpPort,
  noroshi,
  noroshiJson,
  temporaryDirectory,
} from '../tools/testing/noroshi-process.ts'
import { until } from '../tools/testing/until.ts'

describe('a hub, a witness and members', () => {
  let directory: Awaited<ReturnType<typeof temporaryDirectory>>
  let hub: HubProcess
  let source: MemberProcess
  let careful: MemberProcess
  let witness: Running
  let port: number
  let keys: { readonly log: string; readonly witness: string }

  const watch = async (): Promise<void> => {
    const data = join(directory.path, 'witness')
    witness = new Running(['hub', 'witness', 'start', '--data', data, '--port', String(port)])
    await until(() => witness.log.includes('answers at'))
  }
  const [first, second, third] = ['203.0.113.51', '203.0.113.52', '203.0.113.53'].map((address) =>
    currentWarning(address),
  ) as [Warning, Warning, Warning]

  before(async () => {
    directory = await temporaryDirectory()
    hub = await HubProcess.start(directory.path)
    const { logKey } = (await (await fetch(new URL('/v1/roots', hub.url))).json()) as {
      logKey: string
    }
    port = await freeTcpPort()
    const { key } = await noroshiJson<{ key: string }>(
      ...['hub', 'witness', 'init', '--data', join(directory.path, 'witness')],
      ...['--name', 'witness.example.org', '--log', logKey],
    )
    keys = { log: logKey, witness: key }
    await watch()
    await hub.configure({ witnesses: [{ url: `http://127.0.0.1:${port}/`, key }] })
    source = await hub.member(directory.path, 'source', 'analysing,receiving')
    const asking = ['--witness', key, '--quorum', '1', '--log-key', logKey]
    careful = await hub.member(directory.path, 'careful', 'receiving', asking)
  })
  after(async () => {
    for (const each of [source, careful, witness, hub]) await each?.[Symbol.asyncDispose]()
    await directory?.[Symbol.asyncDispose]()
  })

  it('what was witnessed is taken, and dropped again', async () => {
    await source.submit([first, second])
    await until(() => [source, careful].every((member) => member.names(first.address)))
    await source.submit([{ ...second, version: 2, status: 'retracted' }])
    await until(() => [source, careful].every((member) => !member.names(second.address)))
    await until(async () => (await hub.ledger()).length === 0)
  })

  it('while the witness is away a withdrawal still counts, and nothing new does', async () => {
    await witness.kill('SIGKILL')
    await source.submit([third, { ...first, version: 2, status: 'retracted' }])
    await until(() => source.names(third.address))
    await until(() => !careful.names(first.address))
    await until(() => careful.log.includes('WITNESSES_TOO_FEW'))
    assert.ok(!careful.names(third.address))
    await watch()
    await until(() => careful.names(third.address), 100)
  })

  it('a membership from before the log is given its key and a witness, and no other key', async () => {
    const data = join(directory.path, 'older')
    await hub.join(directory.path, 'older', data, 'receiving')
    const settings = () => JSON.parse(readFileSync(join(data, 'sync.json'), 'utf8'))
    const { log: _, ...older } = settings()
    writeFileSync(join(data, 'sync.json'), JSON.stringify(older))
    await noroshiJson('sync', 'once', '--data', data)
    assert.ok(!existsSync(join(data, 'log-seen.json')), 'nobody looked at the log')

    const trusting = ['sync', 'trust-log', '--data', data, '--json']
    const watched = ['--witness', keys.witness, '--quorum', '1']
    assert.equal((await noroshi(...trusting, '--quorum', '1')).status, 2)
    assert.deepEqual(settings(), older)
    const log = { key: keys.log, witnesses: [keys.witness], quorum: 1 }
    assert.deepEqual(await noroshiJson(...trusting, ...watched), log)
    assert.deepEqual(settings(), { ...older, log })
    await noroshiJson('sync', 'once', '--data', data)
    const seen = readFileSync(join(data, 'log-seen.json'), 'utf8')
    assert.ok(JSON.parse(seen).size > 0)

    for (const [more, code] of [
      [[], /LOG_KEY_DIFFERS/],
      [['--replace'], /SIGNATURE|NOTE|CHECKPOINT/],
    ] as const) {
      const refused = await noroshi(...trusting, '--log-key', keys.witness, ...more)
      assert.equal(refused.status, 1)
      assert.match(refused.stderr, code)
      assert.deepEqual(settings(), { ...older, log })
      assert.equal(readFileSync(join(data, 'log-seen.json'), 'utf8'), seen)
    }
  })

  it('a hub whose history was rewritten is found out by who has seen the other one', async () => {
    await hub.kill('SIGTERM')
    const [now, earlier] = [hub.data, join(directory.path, 'earlier')]
    cpSync(now, earlier, { recursive: true, filter: (path) => !path.endsWith('.sock') })
    await hub.restart()
    await source.submit([currentWarning('203.0.113.54')])
    await until(() => careful.names('203.0.113.54'))
    await hub.kill('SIGTERM')
    rmSync(now, { recursive: true })
    cpSync(earlier, now, { recursive: true })
    await hub.restart()
    await until(() => /LOG_ROLLED_BACK|LOG_FORKED|HEAD_ROLLED_BACK/.test(careful.log), 60)
    assert.ok(careful.names(third.address), 'the last good list holds')
  })
})
