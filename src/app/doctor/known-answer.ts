import { createSocket } from 'node:dgram'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseAddress } from '../../core/address.ts'
import { parsePrefix } from '../../core/prefix.ts'
import { Collector } from '../../flows/collect/collector.ts'
import { Loader } from '../../flows/collect/loader.ts'
import type { NativeReceiver } from '../../flows/collect/native-receiver.ts'
import { Spool } from '../../flows/spool/spool.ts'
import { AuditLog } from '../../flows/store/audit-log.ts'
import { openChdb } from '../../flows/store/chdb.ts'
import { FlowStore } from '../../flows/store/flow-store.ts'
import { createFlowDecoder } from '../../flows/wire/decoder.ts'
import type { FlowEncoder, FlowEncoderOptions } from '../../flows/wire/encode/flow-encoder.ts'
import { createIpfixEncoder } from '../../flows/wire/encode/ipfix-encoder.ts'
import { createNetflow5Encoder } from '../../flows/wire/encode/netflow5-encoder.ts'
import { createNetflow9Encoder } from '../../flows/wire/encode/netflow9-encoder.ts'
import { createSflow5Encoder } from '../../flows/wire/encode/sflow5-encoder.ts'
import { FlowBatch, writeUint64 } from '../../flows/wire/flow-batch.ts'
import { newWriterId, systemClock, systemRandom } from '../system-ports.ts'

/** What was sent and what the store says of it, by protocol. */
export type KnownAnswer = {
  readonly protocol: string
  readonly sent: { readonly records: number; readonly octets: number }
  readonly stored: { readonly records: number; readonly octets: number }
}

const RECORDS = 1_000
const WAIT_MS = 10_000
const EXPORTER = '127.0.0.1'

/**
 * Sends records whose every count is known through the whole path – socket, decoder, spool, loader,
 * engine – in a temporary directory, and asks the store for them. Touches no data of the operator.
 */
export async function knownAnswer(nativeReceiver?: NativeReceiver): Promise<KnownAnswer[]> {
  const directory = await mkdtemp(join(tmpdir(), 'noroshi-doctor-'))
  await using stack = new AsyncDisposableStack()
  stack.defer(() => rm(directory, { recursive: true, force: true }))
  const engine = await openChdb(join(directory, 'flows'))
  stack.defer(() => engine.close())
  const audit = await AuditLog.open(join(directory, 'audit'), systemClock)
  stack.defer(() => audit.close())
  const store = await FlowStore.open(engine, audit)
  const sent = await receive(join(directory, 'spool'), nativeReceiver)
  const loader = new Loader({
    directory: join(directory, 'spool'),
    clock: systemClock,
    store,
  })
  await loader.drain()
  const rows = await store.query<{ domain: number; records: number; octets: number }>(
    { purpose: 'service-operation', actor: 'doctor', reason: 'known-answer test' },
    'SELECT observation_domain AS domain, count() AS records, sum(octets) AS octets FROM flows GROUP BY domain',
  )
  return sent.map(({ protocol, domain, octets }) => {
    const row = rows.find((candidate) => candidate.domain === domain)
    return {
      protocol,
      sent: { records: RECORDS, octets },
      stored: { records: row?.records ?? 0, octets: row?.octets ?? 0 },
    }
  })
}

type Sent = { readonly protocol: string; readonly domain: number; readonly octets: number }

async function receive(
  spoolDirectory: string,
  nativeReceiver: NativeReceiver | undefined,
): Promise<Sent[]> {
  const collector = new Collector({
    listeners: [{ address: EXPORTER, port: 0 }],
    nativeReceiver,
    allowed: [parsePrefix(EXPORTER)!],
    decoder: createFlowDecoder(),
    spool: await Spool.open({
      directory: spoolDirectory,
      writerId: newWriterId(),
      clock: systemClock,
    }),
    clock: systemClock,
    random: systemRandom,
    batchCapacity: RECORDS,
    // One for each protocol: they come at once, and the answer must not depend on the disk.
    batchCount: Object.keys(ENCODERS).length + 1,
  })
  await collector.start()
  try {
    const { port } = (await collector.counts()).listeners[0]!
    const sent: Sent[] = []
    for (const [protocol, create] of Object.entries(ENCODERS))
      sent.push(await sendTo(port, protocol, sent.length + 1, create))
    for (let waited = 0; waited < WAIT_MS; waited += 20) {
      const { exporters } = await collector.counts()
      if ((exporters[0]?.records ?? 0) >= sent.length * RECORDS) break
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    return sent
  } finally {
    await collector.stop()
  }
}

const ENCODERS: Readonly<Record<string, (options: FlowEncoderOptions) => FlowEncoder>> = {
  'NetFlow v5': createNetflow5Encoder,
  'NetFlow v9': (options) =>
    createNetflow9Encoder({ ...options, samplingAnnouncement: 'interval' }),
  IPFIX: (options) => createIpfixEncoder({ ...options, samplingAnnouncement: 'interval' }),
  'sFlow v5': (options) =>
    createSflow5Encoder({ ...options, agentAddress: parseAddress(EXPORTER)! }),
}

async function sendTo(
  port: number,
  protocol: string,
  domain: number,
  create: (options: FlowEncoderOptions) => FlowEncoder,
): Promise<Sent> {
  const nowMs = systemClock.nowMs()
  const datagrams: Uint8Array[] = []
  const encoder = create({
    observationDomain: domain,
    bootMs: nowMs - 3_600_000,
    samplingInterval: 1,
    emit: (datagram) => datagrams.push(datagram),
  })
  const row = new FlowBatch(1)
  writeUint64(row.startAt, 0, nowMs - 1_000)
  row.srcAddress.set(parseAddress('192.0.2.1')!)
  row.dstAddress.set(parseAddress('198.51.100.1')!)
  row.srcPort[0] = 40_000
  row.dstPort[0] = 443
  row.protocol[0] = 17
  writeUint64(row.packets, 0, 1)
  let octets = 0
  for (let i = 0; i < RECORDS; i++) {
    octets += 100 + i
    writeUint64(row.octets, 0, 100 + i)
    encoder.add(row, 0, nowMs)
  }
  encoder.flush(nowMs)
  const socket = createSocket('udp4')
  for (const datagram of datagrams)
    await new Promise((resolve) => socket.send(datagram, port, EXPORTER, resolve))
  socket.close()
  return { protocol, domain, octets }
}
