/** A member that nobody can reach: its copy of the list ends by itself. Days pass by Debian's `libfaketime`. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { HOUR_MS } from '../../src/core/time-span.ts'
import { wholeHour } from '../../src/gate/warning/whole-time.ts'
import { currentWarning } from '../../tools/testing/current-warning.ts'
import { HubProcess, MemberProcess } from '../../tools/testing/hub-processes.ts'
import { noroshi, temporaryDirectory } from '../../tools/testing/noroshi-process.ts'
import { until } from '../../tools/testing/until.ts'

const LAUNCHER = join(import.meta.dirname, '../../noroshi')
const LIBRARY = globSync('/usr/lib/*/faketime/libfaketime.so.1')[0]
const skip = LIBRARY === undefined && 'no libfaketime is installed (Debian)'

/** Of a process whose clock is so much ahead; the wrapper `faketime` would outlive being killed. */
const ahead = (span: string): NodeJS.ProcessEnv => ({ LD_PRELOAD: LIBRARY, FAKETIME: span })

describe('a member that is cut off from its hub', { skip }, () => {
  let directory: Awaited<ReturnType<typeof temporaryDirectory>>
  let hub: HubProcess
  let member: MemberProcess
  const soon = currentWarning('203.0.113.71', { validUntil: wholeHour(Date.now() + 30 * HOUR_MS) })
  const late = currentWarning('203.0.113.72', { validUntil: wholeHour(Date.now() + 96 * HOUR_MS) })

  before(async () => {
    directory = await temporaryDirectory()
    hub = await HubProcess.start(directory.path)
    member = await hub.member(directory.path, 'isp-a', 'analysing,receiving')
    await member.submit([soon, late])
    await until(() => [soon, late].every(({ address }) => member.names(address)))
    await member[Symbol.asyncDispose]()
    await hub.kill('SIGKILL')
  })
  after(async () => {
    await member?.[Symbol.asyncDispose]()
    await hub?.[Symbol.asyncDispose]()
    await directory?.[Symbol.asyncDispose]()
  })

  const file = (face: string, name: string): string =>
    readFileSync(join(member.data, 'faces', face, name), 'utf8')

  it('keeps the last good list at first', async () => {
    member = new MemberProcess('isp-a', member.data, ahead('+12h'))
    await until(() => member.log.includes('HUB_UNREACHABLE'))
    assert.ok([soon, late].every(({ address }) => member.names(address)))
    await member[Symbol.asyncDispose]()
  })

  it('lets each lease run out at its own end, in every form that its software reads', async () => {
    member = new MemberProcess('isp-a', member.data, ahead('+36h'))
    await until(() => member.log.includes('HUB_UNREACHABLE'))
    await until(() => !member.names(soon.address))
    assert.ok(member.names(late.address))
    for (const [face, name] of [
      ['json-lines', 'warnings.jsonl'],
      ['nftables', 'noroshi.nft'],
      ['suricata-iprep', 'reputation.list'],
    ] as const) {
      assert.ok(!file(face, name).includes(soon.address), name)
      assert.ok(file(face, name).includes(late.address), name)
    }
    await member[Symbol.asyncDispose]()
  })

  it('does so by a round of cron as well, which fails and says why', async () => {
    const { status, stderr } = spawnSync(LAUNCHER, ['sync', 'once', '--data', member.data], {
      encoding: 'utf8',
      env: { ...process.env, ...ahead('+5d') },
    })
    assert.equal(status, 1)
    assert.match(stderr, /HUB_UNREACHABLE/)
    assert.ok(!member.names(late.address))
  })

  it('takes nothing from a hub whose word has run out, and goes on with one that is back', async () => {
    await hub.restart()
    const { status } = await noroshi('sync', 'once', '--data', member.data)
    assert.equal(status, 0)
    assert.ok(member.names(late.address), 'it is still warned of')
  })
})
