import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { until } from '../../../../tools/testing/until.ts'
import { Follower, joined } from '../../../gate/hub/hub.fixture.ts'
import type { SigningKey } from '../../../gate/warning/trust/signing-key.ts'
import type { Warning } from '../../../gate/warning/warning.ts'
import type { ProbeResult } from '../../../measures/release/probe.ts'
import type { ReleaseReceipt } from '../../../measures/release/receipt.ts'
import { OutboxWorld } from '../outbox.fixture.ts'
import { ReceiptOutbox } from './receipt-outbox.ts'
import { ReceiptRecords } from './receipt-records.ts'

describe('what was lifted on the hub’s word', () => {
  let world: OutboxWorld
  let follower: Follower
  let key: SigningKey
  let records: ReceiptRecords
  let proved: ReleaseReceipt[] = []
  before(async () => {
    world = await OutboxWorld.open()
    const other = await joined(world.hub, 'isp-b')
    key = other.key
    follower = new Follower(world.hub, world.clock, 'isp-b')
    await joined(world.hub, 'isp-c')
    records = new ReceiptRecords(world.database)
  })
  after(() => world[Symbol.asyncDispose]())

  const log: string[] = []
  const tell = (event: object, text: string) => void log.push(`${text} ${JSON.stringify(event)}`)
  const outboxOf = (client = world.client(key)) =>
    new ReceiptOutbox({
      client,
      records,
      listed: () => follower.trusted.warnings,
      proved: async () => proved,
      clock: world.clock,
      logger: { info: tell, warn: tell },
    })
  let number = 0
  const releaseOf = (
    { address, port }: Pick<Warning, 'address' | 'port'>,
    probe: ProbeResult = 'reachable',
  ): ReleaseReceipt => ({
    id: `release-${number++}`,
    subject: `${address}:${port}/tcp`,
    cause: 'retraction',
    requestedAtMs: world.clock.nowMs(),
    liftedAtMs: world.clock.nowMs(),
    provedAtMs: world.clock.nowMs(),
    rules: [],
    planes: [{ plane: 'edge', kind: 'nftables', isFree: true, code: null }],
    probe,
    isComplete: true,
  })
  const takenBack = async (): Promise<Warning> => {
    const warning = world.world.fresh()
    for (const id of ['isp-a', 'isp-c']) await world.world.take(id, warning)
    await follower.sync()
    for (const id of ['isp-a', 'isp-c'])
      await world.world.take(id, { ...warning, version: 2, status: 'retracted' })
    await follower.sync()
    return warning
  }
  const kept = async (warning: Warning) =>
    (await world.hub.receipts.of(warning.id)).map(({ memberId, probe }) => `${memberId} ${probe}`)

  it('is told to the hub, and to the member whose warning it was without a name', async () => {
    const warning = await takenBack()
    const outbox = outboxOf()
    outbox.start()
    await outbox.add(releaseOf(warning, 'refused-by-far-end'))
    await until(async () => (await kept(warning)).length === 1)
    await outbox.stop()
    assert.deepEqual(await kept(warning), ['isp-b reachable'])
    const source = outboxOf(world.client())
    await source.refresh()
    const { ours } = await source.status()
    assert.deepEqual(
      ours.map(({ warningId, members, reachable }) => [warningId, members, reachable]),
      [[warning.id, 1, 1]],
    )
  })

  it('waits while the hub is away and is sent once it is back, although the process died meanwhile', async () => {
    const warning = await takenBack()
    await world.cut()
    const first = outboxOf()
    first.start()
    await first.add(releaseOf(warning))
    await until(async () => (await first.status()).failureCode === 'HUB_UNREACHABLE')
    await first.stop()
    await world.listen()
    await outboxOf().round()
    assert.deepEqual(await kept(warning), ['isp-b reachable'])
    assert.equal((await records.counts()).waiting, 0)
  })

  it('is sent again when the answer was lost, and that changes nothing', async () => {
    const warning = await takenBack()
    const client = world.client(key)
    const send = client.sendReceipts.bind(client)
    let sent = 0
    client.sendReceipts = async (receipts) => {
      const outcomes = await send(receipts)
      if (sent++ === 0) throw new Error('killed before the answer was read')
      return outcomes
    }
    const outbox = outboxOf(client)
    await outbox.add(releaseOf(warning))
    await assert.rejects(outbox.round(), /killed/)
    assert.deepEqual(await kept(warning), ['isp-b reachable'])
    await outboxOf(client).round()
    assert.deepEqual([sent, await kept(warning)], [2, ['isp-b reachable']])
  })

  it('proved, and killed before it was written down, is found again', async () => {
    const warning = await takenBack()
    proved = [releaseOf(warning, 'silent-on-both')]
    await outboxOf().round()
    assert.deepEqual(await kept(warning), ['isp-b not-probed'])
    proved = []
  })

  it('what is released here while the warning stands, and what is no endpoint, stays here', async () => {
    const warning = world.world.fresh()
    for (const id of ['isp-a', 'isp-c']) await world.world.take(id, warning)
    await follower.sync()
    const outbox = outboxOf()
    const before = await records.counts()
    await outbox.add(releaseOf(warning))
    await outbox.add({ ...releaseOf(warning), subject: 'shop.example' })
    await outbox.add({ ...releaseOf(warning), subject: warning.address })
    assert.deepEqual(await records.counts(), before)
  })

  it('what the hub refuses is not tried for ever', async () => {
    const warning = await takenBack()
    const stranger = await joined(world.hub, 'isp-d')
    const outbox = outboxOf(world.client(stranger.key))
    await outbox.add(releaseOf(warning))
    await outbox.round()
    const { waiting, refused } = await records.counts()
    assert.deepEqual([waiting, refused], [0, 1])
    assert.ok(log.some((line) => line.includes('refused')))
    for (const line of log) assert.ok(!line.includes(warning.address))
  })
})
