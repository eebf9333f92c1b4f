import assert from 'node:assert/strict'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { SeededRandom } from '../src/core/random.ts'
import { openChdb } from '../src/flows/store/chdb.ts'
import { FlowSender } from '../tools/testing/flow-sender.ts'
import { ATTACKS } from '../tools/testing/hostile-datagrams.ts'
import { ServiceProcess, temporaryDirectory } from '../tools/testing/noroshi-process.ts'
import { until } from '../tools/testing/until.ts'

/** `NOROSHI_HOSTILE_SECONDS=600` is the long run of the manual; the short one guards every commit. */
const SECONDS = Number(process.env['NOROSHI_HOSTILE_SECONDS'] ?? 20)
const ROUNDS_PER_SECOND = 20
const DATAGRAMS_PER_ROUND = 150
const SEED = 20_261_121

test(`${SECONDS} seconds of hostile datagrams cost no honest record, no crash and no memory`, async (context) => {
  await using directory = await temporaryDirectory()
  await using service = await ServiceProcess.start(directory.path, {
    allowedExporters: ['127.0.0.1/32', '127.0.0.2/32'],
  })
  using honest = new FlowSender(service.collectorPort, Date.now())
  const attacker = await boundSocket('127.0.0.2')
  const forger = await boundSocket('127.9.9.9')
  const random = new SeededRandom(SEED)
  const residentMb: number[] = []
  let forged = 0

  for (let round = 0; round < SECONDS * ROUNDS_PER_SECOND; round++) {
    const startedMs = Date.now()
    for (let i = 0; i < DATAGRAMS_PER_ROUND; i++) {
      const datagram = random.pick(ATTACKS).make(random)
      const isForged = i % 10 === 0
      await sendFrom(isForged ? forger : attacker, datagram, service.collectorPort)
      if (isForged) forged += 1
    }
    await honest.send(100, Date.now())
    if (round % ROUNDS_PER_SECOND === 0) residentMb.push(await residentOf(service.pid))
    await new Promise((resolve) =>
      setTimeout(resolve, Math.max(0, 1000 / ROUNDS_PER_SECOND - (Date.now() - startedMs))),
    )
  }
  attacker.close()
  forger.close()

  // The socket thread tells its counts once a second.
  await until(async () => (await service.metric('noroshi_stranger_datagrams_total')) >= forged)
  await until(async () => (await service.metric('noroshi_spool_waiting_octets')) === 0)
  assert.equal(await service.metric('noroshi_stranger_datagrams_total'), forged)
  assert.equal(await service.metric('noroshi_kernel_dropped_datagrams_total'), 0)
  const { exporters } = await service.api<{
    exporters: { address: string; records: number; refused: Record<string, number> }[]
  }>('/api/v1/exporters')
  const attacked = exporters.find(({ address }) => address === '127.0.0.2')
  const reasons = Object.keys(attacked?.refused ?? {})
  for (const reason of ['VERSION_UNKNOWN', 'TEMPLATE_MISSING', 'SET_LENGTH_INVALID'])
    assert.ok(reasons.includes(reason), `${reason} among ${reasons}`)
  assert.deepEqual(exporters.find(({ address }) => address === '127.0.0.1')?.refused, {})

  // What the engine needs it takes in its first seconds; from the middle on nothing may grow.
  const middle = Math.max(...residentMb.slice(0, Math.ceil(residentMb.length / 2)))
  const end = Math.max(...residentMb.slice(-3))
  assert.ok(end < 1.25 * middle, `resident ${middle} MB in the first half, ${end} MB at the end`)

  assert.equal(await service.kill('SIGTERM'), 0, service.log)
  const engine = await openChdb(join(directory.path, 'flows'))
  try {
    const [stored] = await engine.rows<{ records: number; distinct: number }>(
      `SELECT count() AS records, uniqExact(octets) AS distinct FROM flows WHERE exporter = toIPv6('127.0.0.1')`,
    )
    assert.deepEqual(stored, { records: honest.sent, distinct: honest.sent })
    context.diagnostic(
      `${honest.sent} honest records stored, ${forged} datagrams of strangers, refused of the attacker: ${JSON.stringify(attacked?.refused)}; resident ${Math.round(middle)} MB in the first half, ${Math.round(end)} MB at the end`,
    )
  } finally {
    await engine.close()
  }
})

async function boundSocket(address: string) {
  const socket = createSocket('udp4')
  socket.bind(0, address)
  await once(socket, 'listening')
  return socket
}

function sendFrom(socket: ReturnType<typeof createSocket>, datagram: Buffer, port: number) {
  return new Promise<void>((resolve) => socket.send(datagram, port, '127.0.0.1', () => resolve()))
}

/** Resident memory in MB (Linux; elsewhere the test has nothing to compare and sees zeros). */
async function residentOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024
}
