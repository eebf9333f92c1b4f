import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { noroshi, noroshiJson, temporaryDirectory } from '../../../tools/testing/noroshi-process.ts'
import { createRegistry } from '../../cases/index.ts'
import { caseIdOf } from '../../cases/registry/case-id.ts'
import type { Case, Cases, EndingCases } from '../../web/schemas/cases.ts'
import { openDataDirectory } from '../data-directory.ts'
import { openOperationalDatabase } from '../operational-database.ts'
import { systemClock } from '../system-ports.ts'

const ENDPOINT = { address: '2001:db8::7', protocol: 'tcp', port: 6667 }

describe('noroshi case, without a service', () => {
  let directory: Awaited<ReturnType<typeof temporaryDirectory>>
  const id = caseIdOf(ENDPOINT)
  const run = (...args: string[]) => noroshi('case', ...args, '--data', directory.path)
  const show = (...args: string[]) => noroshiJson<Case>('case', ...args, '--data', directory.path)

  before(async () => {
    directory = await temporaryDirectory()
    await using database = await openOperationalDatabase(openDataDirectory(directory.path))
    const score = { probability: 0.9, band: 'suspected', clients: 4 } as const
    const candidate = { ...ENDPOINT, ...score, reasons: [], against: [] }
    await createRegistry(database, systemClock).propose([candidate], { actor: 'detector' })
  })
  after(() => directory[Symbol.asyncDispose]())

  it('two people publish, each refusal has its code, and the warning is taken back', async () => {
    const hanako = ['--actor', 'hanako', '--note', 'scans after contact']
    const taro = ['--actor', 'taro', '--note', 'I see the same']
    assert.equal((await show('confirm', id, ...hanako, '--kind', 'controller')).kind, 'controller')

    const unknown = await run('publish', id, ...hanako)
    assert.equal(unknown.status, 1)
    assert.match(unknown.stderr, /COLLATERAL_TOO_GREAT/)
    await show('publish', id, ...hanako, '--hours', '24', '--override', 'no flows on this machine')
    const waiting = await noroshiJson<Cases>(
      'case',
      'list',
      '--awaiting-approval',
      '--data',
      directory.path,
    )
    assert.deepEqual(
      waiting.cases.map((one) => one.publicationRequest?.by),
      ['hanako'],
    )
    assert.match((await run('approve', id, ...hanako)).stderr, /APPROVER_IS_PROPOSER/)
    const published = await show('approve', id, ...taro)
    assert.deepEqual([published.status, published.warning?.status], ['published', 'active'])

    const args = ['case', 'ending', '--hours', '48', '--data', directory.path]
    assert.equal((await noroshiJson<EndingCases>(...args)).cases.length, 1)
    assert.equal((await show('retract', id, ...hanako)).warning?.status, 'retracted')
  })

  it('evidence that names somebody is refused, and what is no verb is wrong usage', async () => {
    const evidence = ['--origin', 'cert', '--source', 'sighting', '--text']
    const naming = await run('evidence', id, ...evidence, 'asked by 192.0.2.77')
    assert.equal(naming.status, 1)
    assert.match(naming.stderr, /EVIDENCE_NAMES_ADDRESS/)
    assert.equal((await show('evidence', id, ...evidence, 'two members saw it')).voicesFor, 2)
    assert.equal((await run('publish', id, '--note', 'x', '--hours', '9999')).status, 2)
    assert.equal((await run('retract', id)).status, 2)
  })
})
