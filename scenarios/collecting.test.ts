/** What an operator may rely on while flows are collected. */
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { createIpfixEncoder } from '../src/flows/wire/encode/ipfix-encoder.ts'
import { FlowBatch, writeUint64 } from '../src/flows/wire/flow-batch.ts'
import type { Exporters, Health } from '../src/web/schemas/operation.ts'
import { FlowSender } from '../tools/testing/flow-sender.ts'
import {
  freeTcpPort,
  ServiceProcess,
  temporaryDirectory,
} from '../tools/testing/noroshi-process.ts'
import { until } from '../tools/testing/until.ts'

const exporterOf = async (service: ServiceProcess, address: string) =>
  (await service.api<Exporters>('/api/v1/exporters')).exporters.find(
    (exporter) => exporter.address === address,
  )

test('after a restart data is decoded before its template is sent again, and the gap is counted', async () => {
  await using directory = await temporaryDirectory()
  await using service = await ServiceProcess.start(directory.path)
  using sender = new FlowSender(service.collectorPort, Date.now(), {
    protocol: 'ipfix',
    templateEveryDatagrams: 1e9,
  })
  await sender.send(500, Date.now())
  await until(() => existsSync(join(directory.path, 'templates.json')))
  assert.equal(await service.kill('SIGTERM'), 0, service.log)
  await sender.send(300, Date.now())

  // Also with another number of threads: what was announced belongs to the exporter, not to a thread.
  await writeFile(
    join(directory.path, 'noroshi.json'),
    JSON.stringify({
      collectors: [{ address: '127.0.0.1', port: service.collectorPort }],
      collectorThreads: 2,
    }),
  )
  await service.restart()
  await sender.send(200, Date.now())
  await until(async () => (await exporterOf(service, '127.0.0.1'))?.records === 200)
  const exporter = await exporterOf(service, '127.0.0.1')
  assert.deepEqual(exporter!.refused, {})
  assert.ok(Math.abs(exporter!.lossRatio - 300 / 500) < 1e-9, 'missing while nobody listened')
  // The day's account has both lives.
  await until(async () => {
    const hours = (await exporterOf(service, '127.0.0.1'))?.hours ?? []
    return hours.reduce((sum, { stored }) => sum + stored, 0) === 700
  }, 60)
  const { hours } = (await exporterOf(service, '127.0.0.1'))!
  assert.equal(
    hours.reduce((sum, { missing }) => sum + missing, 0),
    300,
  )
})

test('IPFIX over TCP goes through the running service into the store', async () => {
  await using directory = await temporaryDirectory()
  const port = await freeTcpPort()
  await using service = await ServiceProcess.start(directory.path, {
    collectors: [{ address: '127.0.0.1', port, transport: 'tcp' }],
  })
  const socket = connect({ port, host: '127.0.0.1' })
  const encoder = createIpfixEncoder({
    observationDomain: 1,
    bootMs: Date.now() - 3_600_000,
    samplingInterval: 1,
    samplingAnnouncement: 'interval',
    emit: (message) => socket.write(message),
  })
  const row = new FlowBatch(1)
  writeUint64(row.startAt, 0, Date.now())
  writeUint64(row.packets, 0, 1)
  for (let i = 0; i < 1000; i++) encoder.add(row, 0, Date.now())
  encoder.flush(Date.now())
  await until(async () => (await service.api<Health>('/api/v1/health')).flowsStored === 1000, 60)
  socket.destroy()
  const exporter = await exporterOf(service, '127.0.0.1')
  assert.deepEqual(exporter!.protocols, ['ipfix'])
  assert.deepEqual(exporter!.refused, {})
})

test('an exporter that stops silently is raised, in health, on the page and in the metrics, and only it', async () => {
  await using directory = await temporaryDirectory()
  await using service = await ServiceProcess.start(directory.path, { silentAfterSeconds: 5 })
  const from = (address: string) =>
    new FlowSender(service.collectorPort, Date.now(), { from: address })
  using stopping = from('127.0.0.2')
  using going = from('127.0.0.3')
  using rare = from('127.0.0.4')
  await rare.send(1, Date.now())
  for (let i = 0; i < 20; i++) {
    await stopping.send(5, Date.now())
    await going.send(5, Date.now())
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  const check = async () =>
    (await service.api<Health>('/api/v1/health')).checks.find(({ name }) => name === 'exporters')!
  assert.equal((await check()).status, 'ok')
  await until(async () => {
    await going.send(5, Date.now())
    return (await check()).status === 'degraded'
  }, 60)
  const { detail } = await check()
  assert.match(detail.en, /no data from 127\.0\.0\.2 since/)
  assert.match(detail.ja, /127\.0\.0\.2/)
  assert.equal((await exporterOf(service, '127.0.0.2'))?.state, 'silent')
  assert.equal((await exporterOf(service, '127.0.0.3'))?.state, 'sending')
  assert.equal((await exporterOf(service, '127.0.0.4'))?.state, 'quiet')
  assert.equal(await service.metric('noroshi_silent_exporters'), 1)

  await stopping.send(5, Date.now())
  await until(async () => {
    await going.send(5, Date.now())
    return (await check()).status === 'ok'
  }, 60)
})
