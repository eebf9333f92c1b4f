/** Subscribers are told first: stories of an operator, a privacy officer and a subscriber. */
import assert from 'node:assert/strict'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Health } from '../src/web/schemas/operation.ts'
import { FlowSender } from '../tools/testing/flow-sender.ts'
import {
  noroshi,
  noroshiJson,
  ServiceProcess,
  temporaryDirectory,
} from '../tools/testing/noroshi-process.ts'
import { until } from '../tools/testing/until.ts'

const STATED = {
  operator: { ja: '例示インターネット', en: 'Example Internet' },
  contact: { ja: '電話 03-0000-0000', en: 'telephone 03-0000-0000' },
  optOut: { ja: '会員ページ', en: 'your page' },
}

test('nothing is heard before a notice is published; then it is, and what changes afterwards is told', async () => {
  await using directory = await temporaryDirectory()
  const place = join(directory.path, 'noroshi.json')
  await using service = await ServiceProcess.start(directory.path, { notice: {} })
  const check = async (name: string) =>
    (await service.api<Health>('/api/v1/health')).checks.find((one) => one.name === name)
  const configure = async (more: object): Promise<void> => {
    const before = JSON.parse(await readFile(place, 'utf8'))
    await writeFile(place, JSON.stringify({ ...before, ...more }))
    assert.equal(await service.kill('SIGTERM'), 0, service.log)
    await service.restart()
  }
  const page = () => fetch(`http://127.0.0.1:${service.consolePort}/notice`)

  // An operator who only started it.
  assert.match((await check('notice'))?.detail.en ?? '', /^Nothing is collected/)
  assert.match(service.log, /NOTHING IS COLLECTED|収集しません/)
  assert.equal((await page()).status, 404)
  using sender = new FlowSender(service.collectorPort, Date.now(), { protocol: 'ipfix' })
  await sender.send(100, Date.now()).catch(() => {})
  const file = join(directory.path, 'x.csv')
  await writeFile(
    file,
    'ts,dur,proto,src_ip,src_port,dst_ip,dst_port,state,pkts_fwd,pkts_bwd,bytes_fwd,bytes_bwd\n1700000000,1,tcp,192.0.2.1,1234,203.0.113.1,443,,3,2,300,200\n',
  )
  await configure({ subscriberPrefixes: ['192.0.2.0/24'] })
  const refused = await noroshi('ingest', file, '--data', directory.path)
  assert.deepEqual([refused.status, /NOTICE_REQUIRED/.test(refused.stderr)], [1, true])
  const incomplete = await noroshi('notice', 'publish', '--note', 'x', '--data', directory.path)
  assert.match(incomplete.stderr, /NOTICE_INCOMPLETE/)

  // Who is responsible is stated, and the privacy officer publishes.
  await configure({ notice: { ...STATED, graceDays: 0 } })
  assert.equal((await service.api<Health>('/api/v1/health')).flowsStored, 0)
  const published = await noroshi('notice', 'publish', '--note', 'first', '--data', directory.path)
  assert.equal(published.status, 0, published.stderr)
  assert.equal((await check('notice'))?.status, 'ok')
  using heard = new FlowSender(service.collectorPort, Date.now(), { protocol: 'ipfix' })
  await heard.send(100, Date.now())
  await until(async () => (await service.api<Health>('/api/v1/health')).flowsStored === 100, 120)

  // A subscriber reads it.
  const told = await (await page()).text()
  for (const words of ['例示インターネット', 'Example Internet', '7日間', '会員ページ'])
    assert.ok(told.includes(words), words)

  // Kept longer than subscribers were told, and this notice gives itself no grace.
  await configure({ retention: { flowDays: 30 } })
  assert.match((await check('notice'))?.detail.en ?? '', /grace is over/)
  const { changes } = await noroshiJson<{
    changes: { before: { en: string }; after: { en: string } }[]
  }>('notice', 'diff', '--from', '1', '--data', directory.path)
  assert.deepEqual(
    changes.map(({ before, after }) => [before.en, after.en]),
    [['the records above: 7 days', 'the records above: 30 days']],
  )
  assert.equal(
    (await noroshi('notice', 'publish', '--note', 'longer', '--data', directory.path)).status,
    0,
  )
  assert.equal((await check('notice'))?.status, 'ok')
  const { entries } = await noroshiJson<{ entries: { kind: string; reason: string }[] }>(
    'audit',
    'list',
    '--kind',
    'publication',
    '--data',
    directory.path,
  )
  assert.deepEqual(
    entries.map(({ reason }) => reason),
    ['longer', 'first'],
  )
})

test('where there are subscribers, files of other people’s networks need a reason, which the audit keeps', async () => {
  await using directory = await temporaryDirectory()
  const file = join(directory.path, 'x.csv')
  await writeFile(
    file,
    'ts,dur,proto,src_ip,src_port,dst_ip,dst_port,state,pkts_fwd,pkts_bwd,bytes_fwd,bytes_bwd\n1700000000,1,tcp,192.0.2.1,1234,203.0.113.1,443,,3,2,300,200\n',
  )
  const data = join(directory.path, 'isp')
  await mkdir(data)
  await writeFile(
    join(data, 'noroshi.json'),
    JSON.stringify({ subscriberPrefixes: ['192.0.2.0/24'] }),
  )
  const refused = await noroshi('ingest', file, '--data', data)
  assert.deepEqual(
    [refused.status, /NOTICE_REQUIRED/.test(refused.stderr)],
    [1, true],
    refused.stderr,
  )
  const taken = await noroshi(
    'ingest',
    file,
    '--foreign',
    'a capture of a course',
    '--actor',
    'hanako',
    '--data',
    data,
  )
  assert.equal(taken.status, 0, taken.stderr)
  const { entries } = await noroshiJson<{ entries: { actor: string; reason: string }[] }>(
    'audit',
    'list',
    '--kind',
    'import',
    '--data',
    data,
  )
  assert.deepEqual(
    entries.map(({ actor, reason }) => [actor, reason]),
    [['operator:hanako', 'none of our subscribers in them: a capture of a course']],
  )
})
