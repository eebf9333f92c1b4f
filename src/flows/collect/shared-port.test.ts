/** Several collectors on one port, as threads of one service. */
import assert from 'node:assert/strict'
import { createSocket, type Socket } from 'node:dgram'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { until } from '../../../tools/testing/until.ts'
import { ManualClock } from '../../core/clock.ts'
import { parsePrefix } from '../../core/prefix.ts'
import { createFlowDecoder } from '../wire/decoder.ts'
import type { FlowDecoder } from '../wire/flow-decoder.ts'
import { ip4, ipfix, set, template } from '../wire/testing/datagrams.ts'
import { Collector, type Listener } from './collector.ts'
import { TemplateFile } from './template-file.ts'
import { type ReceiverOption, testWithEachReceiver } from './testing/each-receiver.ts'

const LIST = [
  [8, 4],
  [12, 4],
] as const
const TEMPLATE = ipfix([set(2, template(256, LIST))])
const RECORD = [...ip4('192.0.2.1'), ...ip4('198.51.100.2')]
const data = (sequence: number): Uint8Array => ipfix([set(256, RECORD)], { sequence })
const clock = new ManualClock(1.76e12)
const SENDER_COUNT = 24

function collector(
  receiver: ReceiverOption,
  listeners: readonly Listener[],
  index: number,
  decoder: FlowDecoder,
) {
  return new Collector({
    ...receiver,
    listeners,
    allowed: [parsePrefix('127.0.0.0/8')!],
    decoder,
    spool: { write: async () => ({ name: 's', path: '/s', octets: 1 }) },
    clock,
    portSharing: index === 0 ? 'first' : 'next',
  })
}

/** As the service does: the first is given its ports, the others take the same. */
async function start(
  receiver: ReceiverOption,
  count: number,
  decoders: readonly FlowDecoder[],
): Promise<Collector[]> {
  const collectors: Collector[] = []
  let listeners: readonly Listener[] = [
    { address: '127.0.0.1', port: 0 },
    { address: '127.0.0.1', port: 0, transport: 'tcp' },
  ]
  for (let index = 0; index < count; index++) {
    const one = collector(receiver, listeners, index, decoders[index]!)
    await one.start()
    collectors.push(one)
    listeners = (await one.counts()).listeners
  }
  for (const one of collectors) one.open()
  return collectors
}

const heard = async (collectors: readonly Collector[]) =>
  Promise.all(collectors.map(async (one) => (await one.counts()).exporters))

const sum = (all: Awaited<ReturnType<typeof heard>>, read: (one: (typeof all)[0][0]) => number) =>
  all.flat().reduce((total, one) => total + read(one), 0)

async function senders(): Promise<Socket[]> {
  return Promise.all(
    Array.from({ length: SENDER_COUNT }, async (_none, i) => {
      const socket = createSocket('udp4')
      await new Promise<void>((resolve) => socket.bind(0, `127.0.1.${i + 1}`, resolve))
      return socket
    }),
  )
}

const send = (socket: Socket, port: number, datagram: Uint8Array) =>
  new Promise((resolve) => socket.send(datagram, port, '127.0.0.1', resolve))

testWithEachReceiver(
  'every sender’s socket is heard by one thread only, so no template and no number is shared',
  async (receiver) => {
    const threads = await start(receiver, 3, [
      createFlowDecoder(),
      createFlowDecoder(),
      createFlowDecoder(),
    ])
    const sockets = await senders()
    try {
      const { port } = (await threads[0]!.counts()).listeners[0]!
      for (const socket of sockets) await send(socket, port, TEMPLATE)
      for (let i = 0; i < 20; i++) for (const socket of sockets) await send(socket, port, data(i))
      await until(async () => sum(await heard(threads), (one) => one.records) === 20 * SENDER_COUNT)
      const all = await heard(threads)
      assert.ok(all.filter((exporters) => exporters.length > 0).length > 1, 'they share the work')
      assert.equal(new Set(all.flat().map(({ address }) => address)).size, all.flat().length)
      assert.equal(
        sum(all, (one) => one.sequenceMissing),
        0,
      )
      assert.ok(all.flat().every(({ refused }) => Object.keys(refused).length === 0))
    } finally {
      for (const socket of sockets) socket.close()
      for (const thread of threads) await thread.stop()
    }
  },
)

testWithEachReceiver(
  'templates outlive a restart with another number of threads',
  async (receiver) => {
    const directory = await mkdtemp(join(tmpdir(), 'noroshi-shared-'))
    const sockets = await senders()
    try {
      const counts = [3, 1, 2]
      const paths = [0, 1, 2].map((index) => join(directory, `${index}.json`))
      for (const [life, count] of counts.entries()) {
        const decoders = Array.from({ length: count }, () => createFlowDecoder())
        const files = decoders.map(
          (decoder, index) => new TemplateFile(paths[index]!, decoder, clock),
        )
        for (const file of files) await file.restore(paths)
        const threads = await start(receiver, count, decoders)
        const { port } = (await threads[0]!.counts()).listeners[0]!
        if (life === 0) for (const socket of sockets) await send(socket, port, TEMPLATE)
        for (const socket of sockets) await send(socket, port, data(life))
        await until(async () => sum(await heard(threads), (one) => one.records) === SENDER_COUNT)
        for (const file of files) await file.save()
        for (const thread of threads) await thread.stop()
      }
    } finally {
      for (const socket of sockets) socket.close()
      await rm(directory, { recursive: true })
    }
  },
)

testWithEachReceiver(
  'until every thread is bound datagrams are left to be missing by their number',
  async (receiver) => {
    const decoder = createFlowDecoder()
    const one = collector(receiver, [{ address: '127.0.0.1', port: 0 }], 0, decoder)
    await one.start()
    const socket = createSocket('udp4')
    try {
      const { port } = (await one.counts()).listeners[0]!
      await send(socket, port, TEMPLATE)
      await new Promise((resolve) => setTimeout(resolve, 100))
      assert.deepEqual((await one.counts()).exporters, [])
      one.open()
      await send(socket, port, TEMPLATE)
      await until(async () => (await one.counts()).exporters[0]?.datagrams === 1)
    } finally {
      socket.close()
      await one.stop()
    }
  },
)

testWithEachReceiver('an IPFIX connection belongs to one of the threads', async (receiver) => {
  const threads = await start(receiver, 2, [createFlowDecoder(), createFlowDecoder()])
  const tcp = (await threads[0]!.counts()).listeners[1]!
  const sockets = Array.from({ length: 4 }, (_none, i) =>
    connect({ port: tcp.port, host: '127.0.0.1', localAddress: `127.0.2.${i + 1}` }),
  )
  try {
    for (const socket of sockets) socket.write(Buffer.concat([TEMPLATE, data(0), data(1)]))
    await until(async () => sum(await heard(threads), (one) => one.records) === 8)
    assert.equal((await heard(threads)).flat().length, 4)
  } finally {
    for (const socket of sockets) socket.destroy()
    for (const thread of threads) await thread.stop()
  }
})

testWithEachReceiver(
  'a port that somebody else has is an error also where threads would share it',
  async (receiver) => {
    const taken = createSocket({ type: 'udp4', reusePort: true })
    await new Promise<void>((resolve) => taken.bind(0, '127.0.0.1', resolve))
    const { port } = taken.address()
    const one = collector(receiver, [{ address: '127.0.0.1', port }], 0, createFlowDecoder())
    await assert.rejects(one.start(), { code: 'LISTENER_NOT_BOUND' })
    taken.close()
  },
)
