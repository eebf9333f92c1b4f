/** A process that plays exporters: sends the datagrams of a traffic file over loopback at a rate. */
import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { setTimeout as sleep, setImmediate as yieldNow } from 'node:timers/promises'
import { EXPORTER_ADDRESSES } from './country-datagrams.ts'
import { Pace } from './pace.ts'
import type { SenderMessage, SenderOrder, SenderTask, Sent } from './sender-messages.ts'
import { readTrafficFile } from './traffic-file.ts'

/** Datagrams between two looks at the clock and at new orders. */
const BURST_DATAGRAMS = 32
const PROGRESS_EVERY_MS = 250
/** Fields of a NetFlow v9 header. */
const SECONDS_AT = 8
const SEQUENCE_AT = 12
const DOMAIN_AT = 16

const task: SenderTask = JSON.parse(process.argv[2]!)
const say = (message: SenderMessage): void => {
  process.send!(message)
}

const datagrams = [...readTrafficFile(task.file)].map(
  ({ exporterIndex, payload, recordCount }) => ({
    exporterIndex,
    recordCount,
    view: new DataView(payload.buffer, payload.byteOffset, payload.byteLength),
    payload,
  }),
)
const sockets: Socket[] = []
for (const address of EXPORTER_ADDRESSES) sockets.push(await openSocket(address, task.port))
const sequences = new Map<number, number>()
let position = 0
let refusedDatagrams = 0
let pace: Pace | undefined

process.on('message', async (order: SenderOrder) => {
  if (order.kind === 'rate') {
    if (pace) pace.flowsPerSecond = order.flowsPerSecond
    return
  }
  if (order.kind === 'end') process.exit(0)
  say({ kind: 'sent', ...(await send(order)) })
})
process.on('disconnect', () => process.exit(0))
say({ kind: 'ready' })

async function send(order: Extract<SenderOrder, { kind: 'send' }>): Promise<Sent> {
  const startMs = performance.now()
  const endMs = startMs + (order.seconds ?? Number.POSITIVE_INFINITY) * 1000
  const flowCountMax = order.flowCount ?? Number.POSITIVE_INFINITY
  const refusedBefore = refusedDatagrams
  pace = new Pace(order.flowsPerSecond, startMs)
  let flows = 0
  let count = 0
  let saidAtMs = startMs
  for (;;) {
    const nowMs = performance.now()
    if (flows >= flowCountMax || nowMs >= endMs) break
    if (nowMs - saidAtMs > PROGRESS_EVERY_MS) {
      saidAtMs = nowMs
      say({ kind: 'progress', flows })
    }
    const allowance = pace.allowance(nowMs)
    const exportSeconds = Math.floor(Date.now() / 1000)
    let burst = 0
    for (let n = 0; n < BURST_DATAGRAMS && burst < allowance && flows < flowCountMax; n++) {
      const sent = sendNext(exportSeconds)
      burst += sent
      flows += sent
      count += 1
    }
    pace.took(burst)
    if (burst < allowance) await yieldNow()
    else await sleep(1)
  }
  return {
    flows,
    datagrams: count,
    refusedDatagrams: refusedDatagrams - refusedBefore,
    seconds: (performance.now() - startMs) / 1000,
  }
}

/**
 * Writes the present and the next sequence number into the header, and sends. Flow times stand in the
 * header's uptime, so every flow ends as shortly before its export as it did in the country.
 */
function sendNext(exportSeconds: number): number {
  const { exporterIndex, recordCount, view, payload } = datagrams[position]!
  position = (position + 1) % datagrams.length
  const domain = view.getUint32(DOMAIN_AT)
  const sequence = sequences.get(domain) ?? 0
  sequences.set(domain, sequence + 1)
  view.setUint32(SEQUENCE_AT, sequence)
  view.setUint32(SECONDS_AT, exportSeconds)
  sockets[exporterIndex]!.send(payload)
  return recordCount
}

/** Only Linux has all of 127.0.0.0/8; elsewhere the observation domains keep exporters apart. */
async function openSocket(address: string, port: number): Promise<Socket> {
  const socket = createSocket('udp4')
  try {
    socket.bind({ address })
    await once(socket, 'listening')
  } catch (error) {
    socket.close()
    if (address === '127.0.0.1') throw error
    return openSocket('127.0.0.1', port)
  }
  socket.connect(port, task.host)
  await once(socket, 'connect')
  socket.on('error', () => {
    refusedDatagrams += 1
  })
  return socket
}
