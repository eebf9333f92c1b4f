import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { readBackupFile } from '../src/app/backup/backup-file.ts'
import { subscriberTest } from '../src/app/subscriber-test.ts'
import { addressesIn } from '../src/cases/registry/address-mention.ts'
import { createCountry } from '../src/country/index.ts'
import type { Cases } from '../src/web/schemas/cases.ts'
import type { Candidates } from '../src/web/schemas/detection.ts'
import type { Health } from '../src/web/schemas/operation.ts'
import {
  noroshi,
  noroshiJson,
  ServiceProcess,
  temporaryDirectory,
} from '../tools/testing/noroshi-process.ts'
import { until } from '../tools/testing/until.ts'

/** None of the seeds that the model was trained or calibrated on. */
const SEED = 77

test('a newcomer sees C&C servers of the small country among the first ten candidates, and decides on one', async () => {
  await using directory = await temporaryDirectory()
  await using service = await ServiceProcess.start(directory.path, {}, [
    '--demo',
    '--seed',
    String(SEED),
  ])
  const planted = new Set(createCountry({ seed: SEED }).truth().map(endpointText))
  const found = async (): Promise<number> => {
    const { candidates } = await service.api<Candidates>('/api/v1/candidates?limit=10')
    return candidates.filter((candidate) => planted.has(endpointText(candidate))).length
  }
  await until(
    async () => (await found()) >= 3,
    240,
    () => service.log,
  )
  await until(
    () => /\n +1\. 0\.\d\d {2}\S+/.test(service.log),
    30,
    () => service.log,
  )

  const { candidates } = await service.api<Candidates>('/api/v1/candidates?limit=10')
  assert.ok(candidates.every(({ reasons }) => reasons[0]?.en && reasons[0].ja))
  const { cases } = await service.api<Cases>('/api/v1/cases?status=proposed&limit=1')
  const note = 'seen by the first-start scenario'
  const confirmed = await noroshiJson<{
    status: string
    history: { kind: string; note: string | null }[]
  }>('case', 'confirm', cases[0]!.id, '--note', note, '--data', directory.path)
  assert.equal(confirmed.status, 'confirmed')
  assert.equal(confirmed.history.at(-1)?.note, note)

  const { flowsStored } = await service.api<Health>('/api/v1/health')
  assert.ok(flowsStored > 0)
  assert.equal(await service.kill('SIGINT'), 0, service.log)
  await service.restart()
  const again = await service.api<Health>('/api/v1/health')
  assert.ok(again.flowsStored >= flowsStored, 'a second start continues on the same data')
  const kept = await service.api<Cases>('/api/v1/cases?status=confirmed')
  assert.equal(kept.cases[0]?.id, cases[0]!.id)
  assert.equal(await service.kill('SIGINT'), 0, service.log)

  const audit = await noroshiJson<{ isIntact: boolean; entryCount: number }>(
    'audit',
    'verify',
    '--data',
    directory.path,
  )
  assert.ok(audit.isIntact && audit.entryCount > 0)
  await leaksNoSubscriber(service.log)
  await namesNoSubscriber(directory.path)
})

test('two processes cannot hold one data directory, and the second is told who has it', async () => {
  await using directory = await temporaryDirectory()
  await using _service = await ServiceProcess.start(directory.path)
  const second = await noroshi('start', '--data', directory.path, '--port', '0')
  assert.equal(second.status, 1)
  assert.match(second.stderr, /in use by the service \(process \d+\).*\[DATA_DIRECTORY_HELD\]/)
})

/** What people and programs leave behind: cases, lists, people, notices, the audit, all of it in one backup. */
async function namesNoSubscriber(data: string): Promise<void> {
  const prefixes = createCountry({ seed: SEED }).subscriberPrefixes
  const isSubscriber = subscriberTest({ subscriberPrefixes: [...prefixes] })
  const file = join(data, 'everything.noroshi')
  assert.equal((await noroshi('backup', file, '--data', data)).status, 0)
  let named = 0
  for await (const line of readBackupFile(file)) {
    const text =
      line.line === 'file' ? Buffer.from(line.content, 'base64').toString() : JSON.stringify(line)
    for (const address of addressesIn(text)) {
      named++
      assert.ok(
        !isSubscriber(address),
        `a subscriber in ${line.line} ${'table' in line ? line.table : ''}`,
      )
    }
  }
  assert.ok(named > 0, 'endpoints were looked at')
}

function endpointText({
  address,
  protocol,
  port,
}: {
  address: string
  protocol: string
  port: number
}) {
  return `${address} ${protocol} ${port}`
}

/** The country's subscribers live in 100.64.0.0/10 and 2001:db8::/32 households; none may be logged. */
async function leaksNoSubscriber(log: string): Promise<void> {
  const output = log.replaceAll(/collecting.*\n.*\n/g, '')
  assert.doesNotMatch(output, /\b100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.\d+\.\d+/)
}
