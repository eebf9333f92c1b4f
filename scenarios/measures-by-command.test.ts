/**
 * Measures at the keyboard, through a running service with a device: a plan waits for a person, a name typed at the
 * machine is none, and a token is its person with that person's roles. The tests build on each other, in order.
 */
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { openDataDirectory } from '../src/app/data-directory.ts'
import { openOperationalDatabase } from '../src/app/operational-database.ts'
import { drawOctets, systemClock } from '../src/app/system-ports.ts'
import { createRegistry } from '../src/cases/index.ts'
import { caseIdOf } from '../src/cases/registry/case-id.ts'
import { digestOf } from '../src/core/secret.ts'
import { createPeople, type Role } from '../src/people/index.ts'
import type { AppliedPlan, MeasurePlan } from '../src/web/schemas/measures.ts'
import type { LiveMeasures, ReleaseReceipt, Releases } from '../src/web/schemas/measures-live.ts'
import {
  freeTcpPort,
  noroshi,
  noroshiJson,
  ServiceProcess,
  temporaryDirectory,
} from '../tools/testing/noroshi-process.ts'
import { until } from '../tools/testing/until.ts'

const ENDPOINT = { address: '203.0.113.31', protocol: 'tcp', port: 6667 }
const SUBJECT = '203.0.113.31:6667/tcp'
const LINE = '198.51.100.7'
const KEY = 'key of the enforcer'

describe('measures at the keyboard', () => {
  let directory: Awaited<ReturnType<typeof temporaryDirectory>>
  let isp: ServiceProcess
  let streamPort: number
  const files: Record<string, string> = {}

  before(async () => {
    directory = await temporaryDirectory()
    await settle()
    streamPort = await freeTcpPort()
    isp = await ServiceProcess.start(directory.path, {
      measures: {
        plan: { additionsMax: 0 },
        devices: [
          {
            kind: 'stream',
            name: 'bouncers',
            leaseSeconds: 30,
            listen: { address: '127.0.0.1', port: streamPort },
            enforcers: [
              {
                name: 'edge',
                keyDigest: digestOf(KEY),
                sources: [`${LINE}/32`],
              },
            ],
          },
        ],
      },
    })
    const grant = (...words: string[]) => noroshiJson('grant', ...words, '--data', directory.path)
    await grant('terms', '--publish', 'block-address', '--note', 'approved')
    const consents = join(directory.path, 'consents.csv')
    writeFileSync(
      consents,
      `subscriber,prefixes,scope,answer\nline-one,${LINE},block-address,yes\n`,
    )
    await grant('import', consents)
    const id = caseIdOf(ENDPOINT)
    const decide = (verb: string, who: string) => {
      const words = ['--note', 'as we see it', '--override', 'a test without flows']
      return noroshiJson('case', verb, id, ...words, ...tokenOf(who), '--data', directory.path)
    }
    await decide('publish', 'hanako')
    await decide('approve', 'taro')
  })
  after(async () => {
    await isp?.[Symbol.asyncDispose]()
    await directory[Symbol.asyncDispose]()
  })

  const settle = async (): Promise<void> => {
    await using database = await openOperationalDatabase(openDataDirectory(directory.path))
    const people = createPeople(database, systemClock, drawOctets)
    const registry = createRegistry(database, systemClock)
    const score = { probability: 0.9, band: 'suspected', clients: 4 } as const
    await registry.propose([{ ...ENDPOINT, ...score, reasons: [], against: [] }], {
      actor: 'detector',
    })
    const by = { actor: 'hanako', note: 'as I see it', kind: 'controller' } as const
    await registry.confirm(caseIdOf(ENDPOINT), by)
    const make = async (id: string, roles: readonly Role[]): Promise<void> => {
      await people.links.invite({ id, name: '', roles }, 'operator')
      const person = await people.directory.get(id)
      const { secret } = await people.tokens.make(person, { label: 'x', roles, days: 1 }, true)
      files[id] = join(directory.path, `${id}.token`)
      writeFileSync(files[id], `${secret}\n`, { mode: 0o600 })
    }
    await make('hanako', ['analyst'])
    await make('taro', ['approver'])
    await make('jiro', ['viewer'])
  }
  const tokenOf = (who: string): string[] => ['--token-file', files[who]!]
  const measure = <Answer>(...words: string[]): Promise<Answer> =>
    noroshiJson<Answer>('measure', ...words, '--data', directory.path)
  const refusal = async (...words: string[]): Promise<string> =>
    (await noroshi('measure', ...words, '--data', directory.path)).stderr
  const plan = () => measure<MeasurePlan>('plan')
  /** What an enforcer is told to stop now. */
  const decisions = async (): Promise<string> => {
    const place = `http://127.0.0.1:${streamPort}/v1/decisions/stream?startup=true`
    const answer = await fetch(place, { headers: { 'X-Api-Key': KEY } })
    return JSON.stringify(((await answer.json()) as { new: unknown }).new)
  }

  it('what is too much to come in force by itself waits, also when somebody says apply', async () => {
    await until(async () => (await plan()).waiting === 1)
    const applied = await measure<AppliedPlan>('apply', ...tokenOf('hanako'))
    assert.equal(applied.plan.waiting, 1)
    assert.equal(applied.devices.planes[0]?.wanted.targets, 0)
    assert.ok(!(await decisions()).includes(ENDPOINT.address))
  })

  it('a name typed at the machine approves nothing, an analyst’s token neither, and a guess is nobody', async () => {
    const { id } = await plan()
    const approve = (...words: string[]) => refusal('approve', id, '--note', 'looked', ...words)
    assert.match(await approve('--actor', 'taro'), /MEASURE_APPROVER_REQUIRED/)
    assert.match(await approve(...tokenOf('hanako')), /ROLE_MISSING/)
    const guess = join(directory.path, 'guess')
    writeFileSync(guess, 'noroshi_guess')
    assert.match(await approve('--token-file', guess), /SIGN_IN_REQUIRED/)
    assert.match(await approve('--token-file', join(directory.path, 'none')), /OPTION_INVALID/)
    assert.match(await refusal('apply', ...tokenOf('jiro')), /ROLE_MISSING/)
    assert.equal((await plan()).waiting, 1)
  })

  it('another plan than the one looked at is not approved; this one is, by name, and the device has it', async () => {
    const { id } = await plan()
    const words = ['--note', 'looked at it', ...tokenOf('taro')]
    assert.match(await refusal('approve', 'another-plan', ...words), /MEASURE_PLAN_CHANGED/)
    const after = await measure<MeasurePlan>('approve', id, ...words)
    assert.equal(after.waiting, 0)
    await until(async () => (await decisions()).includes(ENDPOINT.address))
    const { planes } = await measure<LiveMeasures>('status')
    assert.deepEqual([planes[0]?.state, planes[0]?.wanted.targets], ['holds', 1])
    const { changes } = await measure<{ changes: { actor: string }[] }>('changes')
    assert.equal(changes[0]?.actor, 'taro')
  })

  it('a release by command lifts it, says so, and is revoked with a reason', async () => {
    const receipt = await measure<ReleaseReceipt>(
      'release',
      SUBJECT,
      '--cause',
      'owner',
      '--reason',
      'its owner called',
      ...tokenOf('hanako'),
    )
    assert.deepEqual([receipt.isComplete, receipt.probe], [true, 'not-probed'])
    assert.ok(!(await decisions()).includes(ENDPOINT.address))
    const { releases } = await measure<Releases>('releases')
    assert.deepEqual([releases[0]?.requestedBy, releases[0]?.subject], ['hanako', SUBJECT])
    const { planes } = await measure<LiveMeasures>('status')
    assert.equal(planes[0]?.wanted.targets, 0)
    const words = ['--reason', 'it was not the owner']
    assert.match(await refusal('revoke', receipt.id, ...words, ...tokenOf('jiro')), /ROLE_MISSING/)
    await measure('revoke', receipt.id, ...words, ...tokenOf('taro'))
    const back = await measure<LiveMeasures>('status')
    assert.equal(back.planes[0]?.wanted.targets, 1)
  })

  it('everything is lifted by anybody at the machine, and on again by an approver', async () => {
    await measure('lift', '--actor', 'jiro', '--reason', 'the wrong list')
    const { lift, planes } = await measure<LiveMeasures>('status')
    assert.equal(lift?.by, 'operator:jiro')
    assert.equal(planes[0]?.state, 'lifted')
    const words = ['--reason', 'mended']
    assert.match(await refusal('resume', ...words, ...tokenOf('hanako')), /ROLE_MISSING/)
    await measure('resume', ...words, ...tokenOf('taro'))
    assert.equal((await measure<LiveMeasures>('status')).lift, null)
  })

  it('without a service nobody drives a device, and a token proves nobody', async () => {
    await isp.kill('SIGTERM')
    assert.match(await refusal('status'), /MEASURE_DEVICE_MISSING/)
    const words = ['add', '203.0.113.9', '--reason', 'x', ...tokenOf('hanako')]
    assert.match(await refusal('override', ...words), /SERVICE_UNREACHABLE/)
    for (const token of ['noroshi_', LINE]) assert.ok(!isp.log.includes(token))
  })
})
