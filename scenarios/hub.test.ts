import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { after, before, describe, it, type TestContext } from 'node:test'
import { HOUR_MS } from '../src/core/time-span.ts'
import type { Warning } from '../src/gate/warning/warning.ts'
import { warningIdOf } from '../src/gate/warning/warning-id.ts'
import { wholeHour } from '../src/gate/warning/whole-hour.ts'
import { HubProcess, MemberProcess } from '../tools/testing/hub-processes.ts'
import { temporaryDirectory } from '../tools/testing/noroshi-process.ts'
import { until } from '../tools/testing/until.ts'

/** A subscriber of a member's, who must be nowhere beyond it. */
const SUBSCRIBER = '100.64.77.201'

describe('one hub, three providers and a receiver, each a process of its own', () => {
  let directory: Awaited<ReturnType<typeof temporaryDirectory>>
  let hub: HubProcess
  let members: MemberProcess[] = []
  const nowMs = Date.now()

  before(async () => {
    directory = await temporaryDirectory()
    hub = await HubProcess.start(directory.path)
    for (const id of ['isp-a', 'isp-b', 'isp-c'])
      members.push(await hub.member(directory.path, id, 'analysing,receiving'))
    members.push(await hub.member(directory.path, 'receiver', 'receiving'))
  })
  after(async () => {
    for (const member of members) await member[Symbol.asyncDispose]()
    await hub?.[Symbol.asyncDispose]()
    await directory[Symbol.asyncDispose]()
  })

  const warning = (address: string, change: Partial<Warning> = {}): Warning => {
    const endpoint = { address, protocol: 'tcp', port: 4444 }
    return {
      id: warningIdOf(endpoint),
      ...endpoint,
      kind: 'controller',
      band: 'suspected',
      validFrom: wholeHour(nowMs),
      validUntil: wholeHour(nowMs + 72 * HOUR_MS),
      status: 'active',
      uses: ['notify-subscribers', 'block-with-consent'],
      version: 1,
      ...change,
    }
  }
  const everybody = async (
    isDone: (member: MemberProcess) => boolean,
    what: string,
    test: TestContext,
  ) => {
    const startedMs = Date.now()
    await until(() => members.every(isDone))
    test.diagnostic(`${what} after ${Date.now() - startedMs} ms`)
  }
  const open = () => hub.ledger()

  it('what one warns of all hold; what it takes back all drop, and say so', async (test) => {
    const [source] = members as [MemberProcess]
    const one = warning('203.0.113.7')
    await source.submit([one])
    await everybody((member) => member.names(one.address), 'every member held it', test)
    await source.submit([{ ...one, version: 2, status: 'retracted' }])
    await everybody((member) => !member.names(one.address), 'every member had dropped it', test)
    await until(async () => (await open()).length === 0)
  })

  it('a member that is cut off stands on the ledger until it is back', async () => {
    const [source, cut] = members as [MemberProcess, MemberProcess]
    const one = warning('203.0.113.8')
    await source.submit([one])
    await until(() => members.every((member) => member.names(one.address)))
    await cut[Symbol.asyncDispose]()
    await source.submit([{ ...one, version: 2, status: 'released' }])
    await until(async () => (await open()).map(({ members: who }) => who).join() === cut.id)
    assert.ok(cut.names(one.address))
    const back = new MemberProcess(cut.id, cut.data)
    members = members.map((member) => (member === cut ? back : member))
    await until(() => !back.names(one.address))
    await until(async () => (await open()).length === 0)
  })

  it('a hub that is killed comes back with everything, and members go on where they were', async () => {
    const [source, other] = members as [MemberProcess, MemberProcess]
    const [before, later] = [warning('203.0.113.9'), warning('203.0.113.10')]
    await source.submit([before])
    await hub.kill('SIGKILL')
    assert.ok(existsSync(join(hub.data, 'log', 'checkpoint')))
    await hub.restart()
    await other.submit([later])
    await until(
      () => members.every((member) => member.names(before.address) && member.names(later.address)),
      90,
    )
  })

  it('a suspended member is cut off at once, and what it alone said is taken back', async () => {
    const [source, , , receiver] = members as [
      MemberProcess,
      MemberProcess,
      MemberProcess,
      MemberProcess,
    ]
    await hub.ask('member', 'suspend', 'isp-a', '--reason', 'its detector was poisoned')

    await until(() => !receiver.names('203.0.113.9'))
    assert.ok(receiver.names('203.0.113.10'))
    await assert.rejects(source.submit([warning('203.0.113.11')]), /REQUEST_UNSIGNED/)
  })

  it('nothing of a subscriber reaches the hub, whatever a member tries to send', async () => {
    const other = members[1] as MemberProcess
    const one = warning('203.0.113.12')
    for (const wrong of [
      { ...one, note: `seen by ${SUBSCRIBER}` },
      { ...one, clients: [SUBSCRIBER] },
      { ...one, address: SUBSCRIBER },
    ])
      await assert.rejects(other.submit([wrong]), /WARNING_/)
    await hub.kill('SIGTERM')
    const found = filesIn(hub.data).filter((path) => readFileSync(path).includes(SUBSCRIBER))
    assert.deepEqual(found, [])
    assert.ok(!hub.log.includes(SUBSCRIBER))
    assert.ok(!hub.log.includes('203.0.113.'), 'nor does its log name an endpoint')
  })
})

it('no code that could read a flow, score it or know a case is loaded by the hub or a member', () => {
  const root = resolve(import.meta.dirname, '..')
  const seen = new Set<string>()
  const walk = (path: string): void => {
    if (seen.has(path)) return
    seen.add(path)
    const text = readFileSync(path, 'utf8')
    for (const [, target] of text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g))
      walk(resolve(dirname(path), target!))
  }
  walk(join(root, 'src/app/sharing-program.ts'))
  assert.ok(seen.size > 50)
  const walls = ['flows', 'verdicts', 'cases', 'country', 'people', 'web'].map((wing) =>
    join(root, 'src', wing),
  )
  const through = [...seen].filter((path) => walls.some((wall) => path.startsWith(`${wall}/`)))
  assert.deepEqual(through, [])
})

function filesIn(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
}
