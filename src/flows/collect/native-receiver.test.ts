/** The boundary to native/udp-receiver.c: whatever comes, and however it is called. */
import assert from 'node:assert/strict'
import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import { Worker } from 'node:worker_threads'
import { until } from '../../../tools/testing/until.ts'
import { formatAddress } from '../../core/address.ts'
import { SeededRandom } from '../../core/random.ts'
import { DatagramBatch } from './datagram-batch.ts'
import type { NativeReceiver, NativeSocket } from './native-receiver.ts'
import { nativeReceiver, noNative } from './testing/each-receiver.ts'

const skip = { skip: noNative }
const native = nativeReceiver as NativeReceiver
const BUFFER_OCTETS = 4 * 2 ** 20
const LENGTH_MAX = 65_507
const SEED = 20_261_121

type Received = { source: string; port: number; payload: Uint8Array; isTruncated: boolean }

function open(
  batch: DatagramBatch,
  onBatch: (count: number) => void,
  { address = '127.0.0.1', port = 0, isShared = false } = {},
): NativeSocket {
  const { slotStride, slotOctets, octets, heads } = batch
  return native.open(
    address,
    port,
    isShared,
    BUFFER_OCTETS,
    slotStride,
    slotOctets,
    octets,
    heads,
    onBatch,
  )
}

function read(batch: DatagramBatch, count: number): Received[] {
  return Array.from({ length: count }, (_none, slot) => ({
    source: formatAddress(
      new Uint8Array(batch.heads.slice(batch.addressAt(slot), batch.addressAt(slot) + 4).buffer),
    ),
    port: batch.port(slot),
    payload: batch.payload(slot).slice(),
    isTruncated: batch.isTruncated(slot),
  }))
}

async function receiving(
  use: (port: number, received: Received[], socket: NativeSocket) => Promise<void>,
  { batch = new DatagramBatch(), address = '127.0.0.1' } = {},
): Promise<void> {
  const received: Received[] = []
  const socket = open(batch, (count) => received.push(...read(batch, count)), { address })
  try {
    await use(native.port(socket), received, socket)
  } finally {
    native.close(socket)
  }
}

async function sender(address = '127.0.0.1'): Promise<Socket> {
  const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4')
  socket.bind(0, address)
  await once(socket, 'listening')
  return socket
}

const send = (socket: Socket, port: number, datagram: Uint8Array, to = '127.0.0.1') =>
  new Promise<void>((resolve, reject) =>
    socket.send(datagram, port, to, (error) => (error ? reject(error) : resolve())),
  )

test('datagrams of any length arrive whole, with who sent them', skip, () =>
  receiving(async (port, received) => {
    const socket = await sender('127.0.3.7')
    const random = new SeededRandom(SEED)
    const lengths = [0, 1, 3, 4, 1_400, 1_500, 9_000, LENGTH_MAX, 0, LENGTH_MAX, 2]
    for (const [index, length] of lengths.entries()) {
      const datagram = Uint8Array.from({ length }, () => Math.floor(random.next() * 256))
      await send(socket, port, datagram)
      await until(() => received.length === index + 1)
      assert.deepEqual(received[index], {
        source: '127.0.3.7',
        port: socket.address().port,
        payload: datagram,
        isTruncated: false,
      })
    }
    socket.close()
  }),
)

test('many senders at once: everything once, in the order of each', skip, () =>
  receiving(async (port, received) => {
    const sockets = await Promise.all(
      Array.from({ length: 40 }, (_none, i) => sender(`127.0.4.${i + 1}`)),
    )
    const random = new SeededRandom(SEED)
    const sent = new Map<string, number>()
    let count = 0
    for (let burst = 0; burst < 30; burst++) {
      const sending: Promise<void>[] = []
      for (let n = Math.floor(random.next() * 200); n > 0; n--) {
        const socket = random.pick(sockets)
        const key = `${socket.address().address} ${socket.address().port}`
        const number = sent.get(key) ?? 0
        sent.set(key, number + 1)
        const datagram = new Uint8Array(4 + Math.floor(random.next() * 1_000)).fill(number & 255)
        new DataView(datagram.buffer).setUint32(0, number)
        sending.push(send(socket, port, datagram))
        count += 1
      }
      await Promise.all(sending)
    }
    await until(() => received.length === count)
    const seen = new Map<string, number>()
    for (const { source, port: from, payload } of received) {
      const key = `${source} ${from}`
      const number = seen.get(key) ?? 0
      seen.set(key, number + 1)
      assert.equal(new DataView(payload.buffer).getUint32(0), number)
      assert.ok(payload.subarray(4).every((octet) => octet === (number & 255)))
    }
    assert.deepEqual([...seen].sort(), [...sent].sort())
    for (const socket of sockets) socket.close()
  }),
)

test('IPv6 and IPv4 senders reach one socket, each under its own address', skip, () =>
  receiving(
    async (port, received) => {
      const six = await sender('::1')
      const four = await sender('127.0.5.1')
      await send(six, port, Uint8Array.of(6), '::1')
      await send(four, port, Uint8Array.of(4))
      await until(() => received.length === 2)
      assert.deepEqual(
        received.map(({ source, payload }) => [source, payload[0]]).sort(),
        [
          ['127.0.5.1', 4],
          ['::1', 6],
        ].sort(),
      )
      six.close()
      four.close()
    },
    { address: '::' },
  ),
)

test('what is longer than a slot is marked, and writes nothing beyond it', skip, () => {
  const batch = new DatagramBatch(4, 100)
  return receiving(
    async (port, received) => {
      const socket = await sender()
      for (const length of [101, 100, LENGTH_MAX, 99])
        await send(socket, port, new Uint8Array(length).fill(7))
      await until(() => received.length === 4)
      assert.deepEqual(
        received.map(({ payload, isTruncated }) => [payload.length, isTruncated]),
        [
          [100, true],
          [100, false],
          [100, true],
          [99, false],
        ],
      )
      for (let slot = 0; slot < 4; slot++) {
        const gap = batch.octets.subarray(
          slot * batch.slotStride + batch.slotOctets,
          (slot + 1) * batch.slotStride,
        )
        assert.ok(gap.every((octet) => octet === 0))
      }
      socket.close()
    },
    { batch },
  )
})

test(
  'what waits can be fetched before closing; afterwards nothing comes and the port is free',
  skip,
  async () => {
    const batch = new DatagramBatch(8)
    let told = 0
    const socket = open(batch, () => {
      told += 1
    })
    const port = native.port(socket)
    const from = await sender()
    await send(from, port, Uint8Array.of(0))
    await until(() => told === 1)
    // Loopback delivers within the call that sends, so these wait while this thread does not yield.
    const sending = Array.from({ length: 20 }, (_none, i) => send(from, port, Uint8Array.of(i)))
    const fetched: number[] = []
    for (let count = native.fetch(socket); count > 0; count = native.fetch(socket)) {
      assert.ok(count <= 8)
      fetched.push(...read(batch, count).map(({ payload }) => payload[0]!))
    }
    native.close(socket)
    native.close(socket)
    assert.equal(native.fetch(socket), 0)
    assert.throws(() => native.port(socket), { code: 'EBADF' })
    await Promise.all(sending)
    assert.deepEqual(
      fetched,
      Array.from({ length: fetched.length }, (_none, i) => i),
    )
    const again = open(batch, () => {}, { port })
    assert.equal(native.port(again), port)
    native.close(again)
    await send(from, port, Uint8Array.of(1))
    assert.equal(told, 1)
    from.close()
  },
)

test('a socket may be closed while it hands over what came', skip, async () => {
  const batch = new DatagramBatch(2)
  let handed = 0
  const socket = open(batch, (count) => {
    handed += count
    native.close(socket)
  })
  const port = native.port(socket)
  const from = await sender()
  for (let i = 0; i < 10; i++) await send(from, port, Uint8Array.of(i)).catch(() => {})
  await until(() => handed > 0)
  await new Promise((resolve) => setTimeout(resolve, 50))
  assert.ok(handed <= 2)
  from.close()
})

test('what cannot be bound fails with the code that Node’s own sockets give', skip, async () => {
  const batch = new DatagramBatch(1)
  const taken = await sender()
  const attempts: readonly [string, number][] = [
    ['127.0.0.1', taken.address().port],
    ['192.0.2.1', 0],
    ['2001:db8::1', 0],
  ]
  for (const [address, port] of attempts) {
    const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4')
    socket.bind(port, address)
    const [error] = (await once(socket, 'error')) as [NodeJS.ErrnoException]
    assert.throws(() => open(batch, () => {}, { address, port }), { code: error.code })
    socket.close()
  }
  taken.close()
})

test('wrong arguments are refused and break nothing', skip, () => {
  const octets = new Uint8Array(1000)
  const heads = new Uint32Array(8)
  const good = ['127.0.0.1', 0, false, 4096, 200, 100, octets, heads, () => {}]
  const bad: readonly (readonly [index: number, values: readonly unknown[]])[] = [
    [0, [undefined, 7, '', 'localhost', '127.0.0.1\0', 'x'.repeat(10_000), '127.0.0.1/8']],
    [1, [-1, 65_536, 'x', undefined]],
    [2, [1, undefined]],
    [3, ['x', 2 ** 31]],
    [4, [0, 99, 1_001, 2 ** 32 - 1]],
    [5, [0, 201, 'x']],
    [6, [new Uint8Array(0), new Uint8Array(199), new Uint16Array(500), {}, undefined]],
    [7, [new Uint32Array(0), new Uint32Array(7), new Uint32Array(8 * 6), new Int32Array(8), null]],
    [8, [undefined, {}, 'x']],
  ]
  const call = native.open as (...given: unknown[]) => NativeSocket
  for (const [index, values] of bad)
    for (const value of values) assert.throws(() => call(...good.with(index, value as string)))
  assert.throws(() => call())
  assert.throws(() => call(...good.slice(0, 8)))
  for (const one of [native.port, native.fetch, native.close] as ((given?: unknown) => unknown)[])
    for (const value of [undefined, null, 1, 'x', {}, () => {}]) assert.throws(() => one(value))
  native.close(call(...good))
})

/** Opens a socket, says its port, and does what the test wants of it. */
const WORKER = `
  const { parentPort, workerData } = require('node:worker_threads')
  const native = require(workerData.addon)
  const octets = new Uint8Array(4 * 2000), heads = new Uint32Array(4 * 8)
  const socket = native.open('127.0.0.1', 0, false, 4096, 2000, 1500, octets, heads, (count) => {
    if (workerData.throws) throw new Error('thrown on purpose')
    parentPort.postMessage(count)
  })
  parentPort.postMessage({ port: native.port(socket) })
`
const addon = (): string =>
  Object.keys(createRequire(import.meta.url).cache).find((path) => path.endsWith('.node'))!

test(
  'a thread may end with its socket open: in its own time, stopped, or by an error of its own',
  skip,
  async () => {
    const from = await sender()
    for (let round = 0; round < 10; round++)
      for (const throws of [false, true]) {
        const worker = new Worker(WORKER, { eval: true, workerData: { addon: addon(), throws } })
        const [{ port }] = (await once(worker, 'message')) as [{ port: number }]
        const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
        const heard = once(worker, throws ? 'error' : 'message')
        await send(from, port, Uint8Array.of(1))
        const [what] = await heard
        if (throws) assert.equal((what as Error).message, 'thrown on purpose')
        else {
          void send(from, port, Uint8Array.of(1))
          void worker.terminate()
        }
        await exited
        const again = open(new DatagramBatch(1), () => {}, { port })
        native.close(again)
      }
    from.close()
  },
)
