import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { noroshi, noroshiJson, temporaryDirectory } from '../tools/testing/noroshi-process.ts'

type Examination = {
  isHealthy: boolean
  findings: { name: string; status: string; detail: { en: string; ja: string } }[]
}

test('the self-test sends every protocol through the whole path and finds each record again', async () => {
  await using directory = await temporaryDirectory()
  const { isHealthy, findings } = await noroshiJson<Examination>('doctor', '--data', directory.path)
  assert.ok(isHealthy, JSON.stringify(findings))
  for (const protocol of ['NetFlow v5', 'NetFlow v9', 'IPFIX', 'sFlow v5'])
    assert.match(findings.find(({ name }) => name === protocol)!.detail.en, /^1000 records/)
})

test('a broken audit and a wrong configuration are found, and the command fails', async () => {
  await using directory = await temporaryDirectory()
  await mkdir(join(directory.path, 'audit'))
  await writeFile(join(directory.path, 'audit', 'audit.jsonl'), '{"sequence":1}\n')
  await writeFile(join(directory.path, 'noroshi.json'), '{"retention":{"flowDays":0}}')
  const { status, stdout, stderr } = await noroshi('doctor', '--data', directory.path)
  assert.equal(status, 1)
  assert.match(stdout, /✗ configuration .*retention\.flowDays/)
  assert.match(stdout, /✗ audit +broken at line 1/)
  assert.match(stderr, /\[NOT_HEALTHY\]/)
})
