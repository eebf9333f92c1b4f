import assert from 'node:assert/strict'
import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { test } from 'node:test'
import { until } from '../../../tools/testing/until.ts'
import { createCountry } from '../country.ts'
import { CountryError } from '../errors.ts'
import type { ExportProtocol } from '../exporters/exporter.ts'
import { Pacer } from './pacer.ts'
import { runCountry } from './run-country.ts'
import type { UdpTarget } from './udp-sender.ts'

const clock = { nowMs: () => Date.now() }
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

test('a country does not send to another machine unless it is told to', async () => {
  const country = createCountry({ seed: 1, subscribers: 50 })
  for (const [host, code] of [
    ['192.0.2.1', 'TARGET_NOT_LOOPBACK'],
    ['localhost', 'TARGET_NOT_ADDRESS'],
  ] as const) {
    const nowMs = clock.nowMs()
    await assert.rejects(
      runCountry({ country, targets: to({ host, port: 9 }), startMs: nowMs, endMs: nowMs, clock }),
      (error) => error instanceof CountryError && error.code === code,
    )
  }
})

test('history arrives whole, in the order of export, from addresses that differ', async () => {
  const country = createCountry({ seed: 1, subscribers: 60 })
  const { socket, target } = await receiver()
  const sources = new Set<string>()
  let received = 0
  let lastSecond = 0
  let disorderCount = 0
  socket.on('message', (datagram, { address }) => {
    received++
    sources.add(address)
    if (datagram.readUInt16BE(0) !== 9) return
    if (datagram.readUInt32BE(8) < lastSecond) disorderCount++
    lastSecond = datagram.readUInt32BE(8)
  })
  const endMs = clock.nowMs()
  const startMs = endMs - HOUR_MS / 2
  const visited: number[] = []
  const result = await runCountry({
    country,
    targets: to(target),
    startMs,
    endMs,
    datagramsPerSecondMax: 2000,
    clock,
    onProgress: ({ virtualMs }) => visited.push(virtualMs),
  })
  // A busy machine may leave the last ones in the socket for a while.
  await until(
    () => received >= result.datagrams,
    10,
    () => `${received} of ${result.datagrams}`,
  )
  socket.close()
  assert.equal(received, result.datagrams)
  assert.equal(disorderCount, 0)
  assert.ok(result.datagrams > 500 && result.flows > result.datagrams)
  assert.equal(visited.length, 30)
  // Linux has all of 127.0.0.0/8; elsewhere the senders share one address.
  if (process.platform === 'linux') assert.equal(sources.size, country.exporters.length)
})

test('the days before go out first, at their own time, from every router', async () => {
  // A fixed day, as who is awake at what hour says what there is to recall.
  const startMs = Date.UTC(2026, 2, 4, 9)
  const run = { startMs, endMs: startMs + HOUR_MS / 6, datagramsPerSecondMax: 2000, clock }
  const country = createCountry({ seed: 1, subscribers: 60, hours: 1, pastDays: 3 })
  const seconds: number[] = []
  let received = 0
  const { socket, target } = await receiver()
  socket.on('message', (datagram) => {
    received++
    // NetFlow v9 and IPFIX state the second of their export; an sFlow datagram only how long its agent is up.
    const at = { 9: 8, 10: 4 }[datagram.readUInt16BE(0)]
    if (at) seconds.push(datagram.readUInt32BE(at))
  })
  const targets = to(target)
  const withPast = await runCountry({ ...run, country, targets })
  await until(
    () => received >= withPast.datagrams,
    10,
    () => `${received} of ${withPast.datagrams}`,
  )
  socket.close()
  assert.equal(received, withPast.datagrams)
  const days = seconds.map((second) => Math.ceil((startMs - 1000 * second) / DAY_MS))
  assert.deepEqual([...new Set(days.filter((day) => day > 0))], [3, 2, 1])
  const without = await runCountry({
    ...run,
    country: createCountry({ seed: 1, subscribers: 60, hours: 1 }),
    targets,
  })
  assert.ok(withPast.flows > without.flows)
})

test('a country that is stopped before it has begun sends nothing', async () => {
  const country = createCountry({ seed: 1, subscribers: 60, pastDays: 3 })
  const { socket, target } = await receiver()
  const stop = new AbortController()
  const result = await runCountry({
    country,
    targets: to(target),
    startMs: clock.nowMs(),
    clock,
    signal: stop.signal,
    onProgress: () => stop.abort(),
  })
  socket.close()
  assert.equal(result.datagrams, 0)
})

test('having caught up, virtual time does not run ahead of the clock, and abort ends it', async () => {
  const country = createCountry({ seed: 2, subscribers: 60 })
  const { socket, target } = await receiver()
  let earlyCount = 0
  socket.on('message', (datagram) => {
    if (datagram.readUInt16BE(0) === 9 && datagram.readUInt32BE(8) * 1000 > clock.nowMs())
      earlyCount++
  })
  const startMs = clock.nowMs() - 90_000
  const result = await runCountry({
    country,
    targets: to(target),
    startMs,
    clock,
    signal: AbortSignal.timeout(1500),
  })
  socket.close()
  assert.ok(result.datagrams > 0)
  assert.equal(earlyCount, 0)
  assert.ok(result.virtualMs <= clock.nowMs())
})

test('speed holds virtual time back to so many seconds a second', async () => {
  const country = createCountry({ seed: 2, subscribers: 50 })
  const { socket, target } = await receiver()
  const beganMs = clock.nowMs()
  await runCountry({
    country,
    targets: to(target),
    startMs: beganMs - HOUR_MS,
    endMs: beganMs - HOUR_MS + 600_000,
    speed: 600,
    clock,
  })
  socket.close()
  const tookMs = clock.nowMs() - beganMs
  assert.ok(tookMs >= 800 && tookMs < 5000, `${tookMs} ms`)
})

test('pacing keeps to its rate', async () => {
  const pacer = new Pacer(clock, 1000)
  const beganMs = clock.nowMs()
  for (let i = 0; i < 30; i++) await pacer.take(10)
  // The first burst is free.
  assert.ok(clock.nowMs() - beganMs >= 280)
})

function to(target: UdpTarget): Record<ExportProtocol, UdpTarget> {
  return { netflow9: target, ipfix: target, sflow5: target }
}

async function receiver(): Promise<{ socket: Socket; target: UdpTarget }> {
  const socket = createSocket('udp4')
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  // What arrives while this process is kept from running waits here.
  socket.setRecvBufferSize(4 * 2 ** 20)
  return { socket, target: { host: '127.0.0.1', port: socket.address().port } }
}
