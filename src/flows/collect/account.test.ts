/** Records, counts and sequence numbers of one moment, whatever dies when. */
import assert from 'node:assert/strict'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { ManualClock } from '../../core/clock.ts'
import { parsePrefix } from '../../core/prefix.ts'
import { type Account, parseAccount } from '../spool/account.ts'
import { readAccount } from '../spool/account-files.ts'
import { SpoolError } from '../spool/errors.ts'
import { recoverAccounts } from '../spool/recover-accounts.ts'
import { listSegments, type Segment, Spool } from '../spool/spool.ts'
import { createFlowDecoder } from '../wire/decoder.ts'
import { createIpfixEncoder } from '../wire/encode/ipfix-encoder.ts'
import { FlowBatch, writeUint64 } from '../wire/flow-batch.ts'
import type { FlowDecoder } from '../wire/flow-decoder.ts'
import { ip4, ipfix, set } from '../wire/testing/datagrams.ts'
import { Collector, type CollectorOptions } from './collector.ts'
import { Loader } from './loader.ts'

const HOUR_MS = 3_600_000
const START_MS = 1_700_000_000_000 - (1_700_000_000_000 % HOUR_MS) + HOUR_MS / 2
const NEVER_MS = 2 ** 31 - 1
const EXPORTER = '127.0.0.1'
/** Records of one IPFIX datagram from the sender below. */
const PER_DATAGRAM = 10
/** The first datagram also has the options record that tells the sampling interval. */
const ANNOUNCED = 1

/** An IPFIX exporter; its sequence counts its records. */
class Sender {
  readonly #datagrams: Uint8Array[] = []
  readonly #row = new FlowBatch(1)
  readonly #encoder = createIpfixEncoder({
    observationDomain: 1,
    bootMs: START_MS - HOUR_MS,
    samplingInterval: 1,
    samplingAnnouncement: 'interval',
    emit: (datagram) => this.#datagrams.push(datagram),
  })
  sent = 0

  datagram(nowMs = START_MS): Uint8Array {
    writeUint64(this.#row.startAt, 0, nowMs)
    writeUint64(this.#row.packets, 0, 1)
    for (let i = 0; i < PER_DATAGRAM; i++) {
      this.sent += 1
      writeUint64(this.#row.octets, 0, this.sent)
      this.#encoder.add(this.#row, 0, nowMs)
    }
    this.#encoder.flush(nowMs)
    assert.equal(this.#datagrams.length, 1)
    return this.#datagrams.pop()!
  }
}

async function inSpool(use: (directory: string) => Promise<void>): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'noroshi-account-'))
  try {
    await use(directory)
  } finally {
    await rm(directory, { recursive: true })
  }
}

let lives = 0
/** What was announced is kept by a file of its own (template-file.ts). */
const decoders = new Map<string, FlowDecoder>()

/** A collector that goes on where the directory's last one stood. */
async function begin(
  directory: string,
  clock: ManualClock,
  options: Partial<CollectorOptions> = {},
): Promise<Collector> {
  lives += 1
  const writerId = `w${lives}`
  const resume = await recoverAccounts(directory, writerId, clock.nowMs())
  const decoder = createFlowDecoder()
  decoder.restore(decoders.get(directory)?.snapshot(), clock.nowMs())
  decoders.set(directory, decoder)
  const collector = new Collector({
    listeners: [],
    allowed: [parsePrefix(EXPORTER)!],
    decoder,
    spool: await Spool.open({ directory, writerId, clock }),
    clock,
    resume,
    flushAfterMs: NEVER_MS,
    batchCount: 32,
    ...options,
  })
  await collector.start()
  return collector
}

/** Sums over every account that is to be or has been counted, as the store would hold them. */
function sums(accounts: readonly Account[]): Record<string, number> {
  const result: Record<string, number> = {}
  for (const { entries } of accounts)
    for (const [, , measure, reason, amount] of entries) {
      const key = reason === '' ? measure : `${measure} ${reason}`
      result[key] = (result[key] ?? 0) + amount
    }
  return result
}

async function acknowledged(directory: string): Promise<Account[]> {
  const accounts: Account[] = []
  for (const { name } of await listSegments(directory)) {
    const account = await readAccount(directory, name)
    assert.ok(account !== undefined && account !== 'damaged')
    accounts.push(account)
  }
  return accounts
}

/** A spool whose disk can be told to refuse, and how long to take for each segment. */
function unruly(spool: Spool) {
  const control = { code: undefined as 'SPOOL_FULL' | 'SPOOL_UNWRITABLE' | undefined }
  const write = async (batch: FlowBatch, account: () => Promise<string>): Promise<Segment> => {
    const { code } = control
    if (code === 'SPOOL_FULL') throw new SpoolError(code, 'full')
    return spool.write(batch, async () => {
      const text = await account()
      if (code) throw new SpoolError(code, 'refused')
      return text
    })
  }
  return { control, write }
}

test('a segment and its account say the same, and together all that was sent', () =>
  inSpool(async (directory) => {
    const sender = new Sender()
    const collector = await begin(directory, new ManualClock(START_MS), { batchCapacity: 35 })
    for (let i = 0; i < 20; i++) {
      const datagram = sender.datagram()
      if (i % 7 !== 3) collector.receive(datagram, EXPORTER, 9)
    }
    await collector.stop()
    const accounts = await acknowledged(directory)
    assert.ok(accounts.length > 2)
    const { stored, records, datagrams, ...rest } = sums(accounts)
    assert.deepEqual({ stored, records, datagrams }, { stored: 170, records: 170, datagrams: 17 })
    assert.deepEqual(rest, { 'received-records': 170 + ANNOUNCED, 'missing-records': 30 })
    assert.equal(
      accounts.reduce((sum, { recordCount }) => sum + recordCount, 0),
      170,
    )
  }))

test('what was in memory when the process died is missing by its number in the next life', () =>
  inSpool(async (directory) => {
    const clock = new ManualClock(START_MS)
    const sender = new Sender()
    for (let life = 0; life < 5; life++) {
      // Nothing is flushed but full batches; the rest of a life dies with it.
      const collector = await begin(directory, clock, { batchCapacity: 30 })
      for (let i = 0; i < 10; i++) collector.receive(sender.datagram(), EXPORTER, 9)
      while ((await collector.counts()).segments < 3) await new Promise(setImmediate)
      clock.advance(1000)
    }
    const last = await begin(directory, clock)
    last.receive(sender.datagram(), EXPORTER, 9)
    await last.stop()
    const total = sums(await acknowledged(directory))
    assert.equal(total['missing-records'], 50)
    assert.equal(total['stored']! + total['missing-records']!, sender.sent)
  }))

test('an account whose segment was never acknowledged counts for nothing and is removed', () =>
  inSpool(async (directory) => {
    const clock = new ManualClock(START_MS)
    const sender = new Sender()
    const first = await begin(directory, clock)
    first.receive(sender.datagram(), EXPORTER, 9)
    await first.stop()
    // As if the process had died between the two names of its second segment.
    const second = await begin(directory, clock)
    second.receive(sender.datagram(), EXPORTER, 9)
    await second.stop()
    const [, newest] = await listSegments(directory)
    await rm(newest!.path)
    const third = await begin(directory, clock)
    third.receive(sender.datagram(), EXPORTER, 9)
    await third.stop()
    const total = sums(await acknowledged(directory))
    assert.equal(total['stored'], 2 * PER_DATAGRAM)
    assert.equal(total['missing-records'], PER_DATAGRAM)
    const names = await readdir(directory)
    assert.ok(!names.includes(`${newest!.name}.account`))
  }))

test('while nothing can be stored the counts wait, and go with the next success', () =>
  inSpool(async (directory) => {
    const clock = new ManualClock(START_MS)
    const sender = new Sender()
    const { control, write } = unruly(await Spool.open({ directory, writerId: 'u', clock }))
    const collector = await begin(directory, clock, { spool: { write }, batchCapacity: 10 })
    const step = async (code: (typeof control)['code'], segments: number) => {
      control.code = code
      collector.receive(sender.datagram(), EXPORTER, 9)
      clock.advance(HOUR_MS)
      while ((await collector.counts()).segments < segments) await new Promise(setImmediate)
    }
    await step(undefined, 1)
    await step('SPOOL_FULL', 1)
    await step('SPOOL_UNWRITABLE', 1)
    await step(undefined, 2)
    await collector.stop()
    const accounts = await acknowledged(directory)
    const total = sums(accounts)
    assert.equal(total['stored'], 20)
    assert.equal(total['refused SPOOL_FULL'], 10)
    assert.equal(total['refused SPOOL_UNWRITABLE'], 10)
    assert.equal(total['missing-records'] ?? 0, 0)
    const hours = new Set(accounts.flatMap(({ entries }) => entries.map(([hourAt]) => hourAt)))
    assert.equal(hours.size, 4, 'each loss is of the hour in which it was received')
    const [exporter] = (await collector.counts()).exporters
    assert.deepEqual(exporter!.refused, { SPOOL_FULL: 10, SPOOL_UNWRITABLE: 10 })
  }))

test('segments become acknowledged in their order, however the disk answers', () =>
  inSpool(async (directory) => {
    const clock = new ManualClock(START_MS)
    const sender = new Sender()
    const spool = await Spool.open({ directory, writerId: 'o', clock })
    const { promise: gate, resolve: open } = Promise.withResolvers<void>()
    let written = 0
    const write = async (batch: FlowBatch, account: () => Promise<string>): Promise<Segment> => {
      written += 1
      if (written === 1) await gate
      return spool.write(batch, account)
    }
    const collector = await begin(directory, clock, { spool: { write }, batchCapacity: 10 })
    for (let i = 0; i < 3; i++) collector.receive(sender.datagram(), EXPORTER, 9)
    await new Promise((resolve) => setTimeout(resolve, 50))
    assert.deepEqual(await listSegments(directory), [])
    open()
    await collector.stop()
    assert.equal(sums(await acknowledged(directory))['stored'], 30)
  }))

test('data that waited for its template when the process died is counted once', () =>
  inSpool(async (directory) => {
    const clock = new ManualClock(START_MS)
    const sender = new Sender()
    const early = ipfix([set(999, ip4('192.0.2.1'))], { domain: 7 })
    const first = await begin(directory, clock, { batchCapacity: 10 })
    first.receive(early, EXPORTER, 9)
    first.receive(sender.datagram(), EXPORTER, 9)
    while ((await first.counts()).segments < 1) await new Promise(setImmediate)
    for (let life = 0; life < 3; life++) {
      // The second of these dies before its first segment, the others after one.
      const next = await begin(directory, clock, { batchCapacity: 10 })
      if (life === 1) continue
      next.receive(sender.datagram(), EXPORTER, 9)
      await next.stop()
    }
    assert.equal(sums(await acknowledged(directory))['refused TEMPLATE_MISSING'], 1)
  }))

test('the loader counts each account once and keeps where its sequences stand', () =>
  inSpool(async (directory) => {
    const clock = new ManualClock(START_MS)
    const sender = new Sender()
    const first = await begin(directory, clock, { batchCapacity: 10 })
    for (let i = 0; i < 3; i++) first.receive(sender.datagram(), EXPORTER, 9)
    await first.stop()
    const counted: string[] = []
    const loaded: string[] = []
    const loader = new Loader({
      directory,
      clock,
      store: {
        load: async (_paths, name) => {
          loaded.push(name)
        },
        count: async (_path, name) => {
          counted.push(name)
        },
      },
    })
    await loader.drain()
    assert.deepEqual(counted, loaded)
    assert.equal(counted.length, 3)
    const left = await readdir(directory)
    assert.equal(left.length, 1, `${left}`)
    const { positions } = await recoverAccounts(directory, 'x', clock.nowMs())
    assert.equal(positions[0]?.[4], sender.sent + ANNOUNCED)
  }))

test('a damaged account sets its segment aside instead of guessing', () =>
  inSpool(async (directory) => {
    await writeFile(join(directory, '1-a.native'), 'x')
    await writeFile(join(directory, '1-a.account'), '{"version":1,"entries":[[')
    const loader = new Loader({
      directory,
      clock: new ManualClock(START_MS),
      store: { load: async () => assert.fail('must not be loaded without its account') },
    })
    await assert.rejects(loader.drain(), { code: 'ACCOUNT_DAMAGED' })
    assert.equal(parseAccount('{"version":1}'), undefined)
  }))
