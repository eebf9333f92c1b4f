/** IPFIX over TCP, on real sockets. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { test } from 'node:test'
import fc from 'fast-check'
import { until } from '../../../tools/testing/until.ts'
import { ManualClock } from '../../core/clock.ts'
import { parsePrefix } from '../../core/prefix.ts'
import { SeededRandom } from '../../core/random.ts'
import { createFlowDecoder } from '../wire/decoder.ts'
import { ip4, ipfix, set, template, u } from '../wire/testing/datagrams.ts'
import { Collector } from './collector.ts'
import { ExporterLedger } from './exporter-ledger.ts'
import { ExporterLimit } from './exporter-limit.ts'
import { DEFAULT_POLICY } from './exporter-policy.ts'
import { IpfixStream } from './ipfix-stream.ts'
import { TCP_LIMITS, type TcpLimits, TcpListener } from './tcp-listener.ts'

const LIST = [
  [8, 4],
  [12, 4],
] as const
const TEMPLATE = ipfix([set(2, template(256, LIST))])
const ENDS = [...ip4('192.0.2.1'), ...ip4('198.51.100.2')]
const DATA = ipfix([set(256, ENDS, ENDS)])

async function collecting(use: (collector: Collector, port: number) => Promise<void>) {
  const collector = new Collector({
    listeners: [{ address: '127.0.0.1', port: 0, transport: 'tcp' }],
    allowed: [parsePrefix('127.0.0.1')!],
    decoder: createFlowDecoder(),
    spool: { write: async () => ({ name: 's', path: '/s', octets: 1 }) },
    clock: new ManualClock(1.76e12),
    random: new SeededRandom(1),
  })
  await collector.start()
  try {
    await use(collector, (await collector.counts()).listeners[0]!.port)
  } finally {
    await collector.stop()
  }
}

async function connected(port: number, localAddress = '127.0.0.1'): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', localAddress, noDelay: true })
  socket.on('error', () => {})
  await once(socket, 'connect')
  return socket
}

const exporterOf = async (collector: Collector) => (await collector.counts()).exporters[0]

test('messages are read however the stream is split and merged', () =>
  collecting(async (collector, port) => {
    const socket = await connected(port)
    const octets = Buffer.concat([TEMPLATE, DATA, DATA, DATA])
    for (let at = 0; at < octets.length; at += 7) {
      socket.write(octets.subarray(at, at + 7))
      await new Promise((resolve) => setImmediate(resolve))
    }
    socket.write(Buffer.concat([DATA, DATA]))
    await until(async () => (await exporterOf(collector))?.records === 10)
    const exporter = await exporterOf(collector)
    assert.equal(exporter!.datagrams, 6)
    assert.deepEqual(exporter!.refused, {})
    socket.destroy()
  }))

test('templates belong to their connection and end with it', () =>
  collecting(async (collector, port) => {
    const first = await connected(port)
    first.write(TEMPLATE)
    first.write(DATA)
    await until(async () => (await exporterOf(collector))?.records === 2)
    const second = await connected(port)
    second.write(DATA)
    await until(async () => (await exporterOf(collector))?.datagrams === 3)
    collector.receive(DATA, '127.0.0.1', 4739)
    first.destroy()
    second.end()
    await until(async () => (await exporterOf(collector))?.refused.TEMPLATE_MISSING === 1)
    assert.equal((await exporterOf(collector))!.records, 2)
    collector.receive(TEMPLATE, '127.0.0.1', 4739)
    assert.equal((await exporterOf(collector))!.records, 4, 'the datagram had its own wait')
  }))

test('what is not IPFIX, or claims an impossible length, ends the connection', async () => {
  for (const hostile of [u(2, 9, 20), u(2, 10, 15), u(2, 10, 0), [71, 69, 84, 32]])
    await collecting(async (collector, port) => {
      const socket = await connected(port)
      socket.write(TEMPLATE)
      socket.write(Uint8Array.from([...DATA, ...hostile]))
      await once(socket, 'close')
      const exporter = await exporterOf(collector)
      assert.deepEqual(exporter!.refused, { STREAM_INVALID: 1 })
      assert.equal(exporter!.records, 2, 'what came before counts')
    })
})

test('a stranger is counted and shut out', () =>
  collecting(async (collector, port) => {
    const socket = await connected(port, '127.0.0.9')
    await once(socket, 'close')
    const { exporters, strangers } = await collector.counts()
    assert.deepEqual(exporters, [])
    assert.equal(strangers[0]!.address, '127.0.0.9')
  }))

async function listening(
  limits: Partial<TcpLimits>,
  use: (port: number, ledger: ExporterLedger, listener: TcpListener) => Promise<void>,
): Promise<void> {
  const limit = new ExporterLimit(1e6, new SeededRandom(1))
  const ledger = new ExporterLedger(new Uint8Array(16), 0, DEFAULT_POLICY, limit)
  const ports = { admit: () => ledger, message: () => {}, ended: () => {} }
  const listener = new TcpListener(ports, { ...TCP_LIMITS, ...limits })
  await listener.listen('127.0.0.1', 0)
  try {
    await use(listener.address().port, ledger, listener)
  } finally {
    await listener.close()
  }
}

test('a sender that does not finish its message loses the connection, however it drips', () =>
  listening({ messageMs: 60 }, async (port, ledger) => {
    const socket = await connected(port)
    // A reset may come first, which `once` would take for the end of the test.
    const closed = new Promise((resolve) => socket.once('close', resolve))
    let at = 0
    const drip = setInterval(() => {
      if (!socket.destroyed) socket.write(DATA.subarray(at, ++at))
    }, 10)
    await closed
    clearInterval(drip)
    assert.ok(at < DATA.length)
    await until(async () => ledger.counts().refused.STREAM_INCOMPLETE === 1)
  }))

test('a silent connection is closed', () =>
  listening({ idleMs: 30 }, async (port, ledger) => {
    const socket = await connected(port)
    await once(socket, 'close')
    assert.deepEqual(ledger.counts().refused, {})
  }))

test('connections beyond the limit are refused, and a place that is freed can be taken', () =>
  listening({ connectionCountPerExporterMax: 2 }, async (port, ledger, listener) => {
    const held = [await connected(port), await connected(port)]
    const refused = await connected(port)
    await once(refused, 'close')
    assert.deepEqual(ledger.counts().refused, { CONNECTION_LIMIT: 1 })
    held[0]!.destroy()
    await until(async () => listener.connectionCount === 1)
    const next = await connected(port)
    await until(async () => listener.connectionCount === 2)
    for (const socket of [held[1]!, next]) socket.destroy()
  }))

test('any cutting of a stream gives the same messages', () => {
  const octets = Buffer.concat([TEMPLATE, DATA, ipfix([]), DATA])
  fc.assert(
    fc.property(fc.array(fc.nat(octets.length)), (cuts) => {
      const sizes: number[] = []
      const stream = new IpfixStream((message) => sizes.push(message.length))
      const places = [0, ...cuts.sort((a, b) => a - b), octets.length]
      for (let i = 1; i < places.length; i++)
        assert.ok(stream.push(octets.subarray(places[i - 1], places[i])))
      assert.deepEqual(sizes, [TEMPLATE.length, DATA.length, 16, DATA.length])
      assert.equal(stream.pendingOctets, 0)
    }),
  )
})
