/**
 * From one provider's word to another's firewall and back: hub, member and receiving service are processes of their
 * own, the firewall is Linux's, and what subscribers reach is tried from where they are.
 */
import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, it } from 'node:test'
import { HOUR_MS } from '../../src/core/time-span.ts'
import type { Warning } from '../../src/gate/warning/warning.ts'
import { warningIdOf } from '../../src/gate/warning/warning-id.ts'
import { wholeHour } from '../../src/gate/warning/whole-time.ts'
import { currentWarning } from '../../tools/testing/current-warning.ts'
import { HubProcess, type MemberProcess } from '../../tools/testing/hub-processes.ts'
import {
  noroshiJson,
  ServiceProcess,
  temporaryDirectory,
} from '../../tools/testing/noroshi-process.ts'
import { until } from '../../tools/testing/until.ts'
import { AT, MeasuresNetwork, type Place } from './measures-network.ts'

const LEASE_SECONDS = 5
const C2 = { address: AT.c2, protocol: 'tcp', port: 4444 }
const nowMs = Date.now()
const warning = (change: Partial<Warning> = {}) => currentWarning(AT.c2, change)

type Releases = {
  readonly releases: readonly {
    readonly subject: string
    readonly cause: string
    readonly receipt: { readonly probe: string; readonly isComplete: boolean } | null
  }[]
}

let directory: Awaited<ReturnType<typeof temporaryDirectory>>
let network: MeasuresNetwork
let hub: HubProcess
let source: MemberProcess
let receiver: ServiceProcess

before(async () => {
  directory = await temporaryDirectory()
  network = new MeasuresNetwork(directory.path)
  await network.make()
  const servers = join(import.meta.dirname, 'measures-servers.ts')
  network.start('internet', 'servers.log', process.execPath, servers, '4444')
  hub = await HubProcess.start(directory.path)
  source = await hub.member(directory.path, 'isp-a', 'analysing,receiving')
  const data = join(directory.path, 'receiver')
  mkdirSync(data, { mode: 0o700 })
  await hub.join(directory.path, 'receiver', data, 'receiving')
  receiver = await ServiceProcess.start(data, {
    measures: {
      devices: [
        {
          kind: 'nftables',
          name: 'edge',
          leaseSeconds: LEASE_SECONDS,
          command: [...network.words('isp'), 'nft'],
        },
      ],
      probe: {
        consenting: { source: AT.one, command: network.words('one') },
        control: { source: AT.two, command: network.words('two') },
      },
    },
  })
  const grant = (...words: string[]) => noroshiJson('grant', ...words, '--data', data)
  await grant('terms', '--publish', 'block-address', '--note', 'approved')
  const file = join(directory.path, 'consents.csv')
  const rows = [`line-one,${AT.one},block-address,yes`, `line-two,${AT.two},block-address,no`]
  writeFileSync(file, ['subscriber,prefixes,scope,answer', ...rows].join('\n'))
  await grant('import', file)
})
after(async () => {
  await receiver?.[Symbol.asyncDispose]()
  await source?.[Symbol.asyncDispose]()
  await hub?.[Symbol.asyncDispose]()
  await network?.[Symbol.asyncDispose]()
  await directory[Symbol.asyncDispose]()
})

/** `open`, or how it was refused. */
async function reach(place: Place): Promise<string> {
  const script = `const s=require('net').connect(4444,'${AT.c2}');const say=(w)=>{console.log(w);process.exit()};s.on('data',()=>say('open'));s.on('error',(e)=>say(e.code));setTimeout(()=>say('silent'),1500)`
  return (await network.in(place, process.execPath, '-e', script)).trim()
}
const isCut = async () => (await reach('one')) === 'ECONNREFUSED'
const isOpen = async () => (await reach('one')) === 'open'

it('what one provider warns of is cut for another’s subscriber who agreed, and for nobody else', async () => {
  await until(async () => await isOpen())
  await source.submit([warning()])
  await until(isCut)
  assert.equal(await reach('two'), 'open')
})

it('taken back at the hub, it is free within seconds, proved from outside, and the hub hears so', async (test) => {
  const startedMs = Date.now()
  await source.submit([warning({ version: 2, status: 'retracted' })])
  await until(isOpen)
  test.diagnostic(`free ${Date.now() - startedMs} ms after the command began`)
  await until(async () => (await hub.ledger()).length === 0)
  const receipts = async () => (await receiver.api<Releases>('/api/v1/releases')).releases
  await until(async () => (await receipts())[0]?.receipt !== null)
  const [release] = await receipts()
  assert.deepEqual(
    [release?.subject, release?.cause, release?.receipt?.probe, release?.receipt?.isComplete],
    [`${AT.c2}:4444/tcp`, 'retraction', 'reachable', true],
  )
})

it('the receipt goes back to the hub: the minute, the probe and how many devices, and nobody’s line', async () => {
  const kept = () => hub.ask<readonly Record<string, unknown>[]>('receipts')
  await until(async () => (await kept()).length > 0)
  const [{ memberId, warningId, probe, planes, liftedAt, ...rest }] = (await kept()) as [
    Record<string, unknown>,
  ]
  assert.deepEqual(
    [memberId, warningId, probe, planes],
    ['receiver', warningIdOf(C2), 'reachable', 1],
  )
  assert.match(String(liftedAt), /T\d\d:\d\d:00Z$/)
  assert.deepEqual(Object.keys(rest).sort(), ['receivedAtMs', 'version'])
  const { membership } = await receiver.api<{
    membership: { receipts: { waiting: number; taken: number; refused: number } }
  }>('/api/v1/hub')
  const { waiting, taken, refused } = membership.receipts
  assert.deepEqual([waiting, taken, refused], [0, 1, 0])
})

it('warned of again in a later lease it is cut again; whoever withdraws is free at once', async (test) => {
  const later = { validFrom: wholeHour(nowMs + HOUR_MS), version: 3 }
  // The new lease begins within the hour to come, so what is in force now is another endpoint's.
  await source.submit([warning(later)])
  const other = { ...C2, address: AT.wrong }
  await source.submit([warning({ ...other, id: warningIdOf(other) })])
  const held = async () =>
    (await network.in('isp', 'nft', 'list', 'table', 'inet', 'noroshi')).includes(AT.wrong)
  await until(held)
  const agreed = async () =>
    (await network.in('isp', 'nft', 'list', 'table', 'inet', 'noroshi')).includes(AT.one)
  assert.ok(await agreed())
  const startedMs = Date.now()
  await receiver.api('/api/v1/consent/withdraw', {
    method: 'POST',
    body: JSON.stringify({ subscriber: 'line-one', scope: 'block-address', channel: 'telephone' }),
  })
  await until(async () => !(await agreed()))
  test.diagnostic(`out of the firewall ${Date.now() - startedMs} ms after the word`)
  assert.ok(Date.now() - startedMs < 2_000)
})

it('neither log names a subscriber', () => {
  for (const log of [hub.log, source.log, receiver.log])
    for (const address of [AT.one, AT.two]) assert.ok(!log.includes(address))
})
