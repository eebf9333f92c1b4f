import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { InjectOptions } from 'fastify'
import { caseIdOf } from '../cases/registry/case-id.ts'
import { MeasuresWorld } from './measures-world.fixture.ts'
import { signedInAs } from './ports.fixture.ts'
import type { Api } from './routes/route.ts'
import type { LiveMeasures, PlaneRules, ReleasePreview, Releases } from './schemas/measures-live.ts'
import { createPublicServer } from './server.ts'

describe('rules on devices and releases', () => {
  let world: MeasuresWorld
  let server: Api

  before(async () => {
    world = await MeasuresWorld.open(() => Date.now())
    const signIn = { anonymous: signedInAs('k.sato'), isSecure: false }
    server = await createPublicServer({ ...world.ports, signIn })
  })
  after(async () => {
    await server.close()
    await world[Symbol.asyncDispose]()
  })

  const ask = (method: NonNullable<InjectOptions['method']>, path: string, payload?: object) =>
    server.inject({
      method,
      url: `/api/v1${path}`,
      headers: { host: 'localhost', 'content-type': 'application/json' },
      ...(payload ? { payload: JSON.stringify(payload) } : {}),
    })
  const live = async (): Promise<LiveMeasures> => (await ask('GET', '/measures')).json()

  it('says of every device how it stands, in counts', async () => {
    const { isConfigured, planes } = await live()
    assert.equal(isConfigured, true)
    const stream = planes.find(({ kind }) => kind === 'stream')!
    assert.deepEqual([stream.state, stream.failure], ['holds', null])
    assert.ok(stream.wanted.targets > 0 && stream.wanted.sources > 0)
    const broken = planes.find(({ name }) => name === world.brokenDevice)!
    assert.deepEqual([broken.state, broken.failure?.code], ['behind', 'PLANE_UNREACHABLE'])
  })

  it('lists what a device says it holds beside what is wanted, and never for whom', async () => {
    const path = `/measures/planes/${world.streamDevice}/rules`
    const rules: PlaneRules = (await ask('GET', path)).json()
    assert.ok(rules.wantedCount > 0)
    assert.deepEqual(new Set(rules.rules.map(({ state }) => state)), new Set(['held']))
    for (const address of world.subscriberAddresses)
      assert.ok(!JSON.stringify(rules).includes(address), address)
    const silent: PlaneRules = (
      await ask('GET', `/measures/planes/${world.brokenDevice}/rules`)
    ).json()
    assert.deepEqual([silent.heldCount, silent.rules[0]?.state], [null, 'unknown'])
    assert.equal((await ask('GET', '/measures/planes/nowhere/rules')).statusCode, 404)
  })

  it('a release is shown first, lifts on every device that answers, and can be undone at once', async () => {
    const [subject] = world.blockedTargets
    const preview: ReleasePreview = (
      await ask('GET', `/release-preview?subject=${encodeURIComponent(subject!)}`)
    ).json()
    assert.deepEqual(preview.rules, [{ target: subject, step: 'itself' }])
    const asked = ask('POST', '/releases', { subject, reason: 'The owner called' })
    const receipt = (await asked).json()
    assert.equal(receipt.subject, subject)
    const freed = receipt.planes.filter((plane: { isFree: boolean }) => plane.isFree)
    assert.deepEqual(
      freed.map(({ plane }: { plane: string }) => plane),
      [world.streamDevice],
    )
    // One device could not be told, and the receipt says so instead of hoping.
    assert.deepEqual([receipt.isComplete, receipt.liftedAt], [false, null])
    const { releases }: Releases = (await ask('GET', '/releases')).json()
    assert.deepEqual(
      [releases[0]!.id, releases[0]!.requestedBy, releases[0]!.endedAt],
      [receipt.id, 'k.sato', null],
    )
    const revoked = await ask('POST', `/releases/${receipt.id}/revoke`, { reason: 'It is one' })
    assert.equal(revoked.statusCode, 200)
    const again = await ask('POST', `/releases/${receipt.id}/undo`, {})
    assert.equal(again.json().code, 'RELEASE_NOT_FOUND')
  })

  it('a release leads to the case of its endpoint where one was published, and the case to its releases', async () => {
    const { registry } = world.ports
    const endpoint = { address: '203.0.113.201', protocol: 'tcp', port: 4444 }
    const id = caseIdOf(endpoint)
    const score = { probability: 0.9, band: 'suspected', clients: 4 } as const
    await registry.propose([{ ...endpoint, ...score, reasons: [], against: [] }], {
      actor: 'detector',
    })
    const subject = '203.0.113.201:4444/tcp'
    const asked = { reason: 'The owner called' }
    await ask('POST', '/releases', { subject, ...asked })
    await ask('POST', '/releases', { subject: endpoint.address, ...asked })
    const of = async (text: string): Promise<Releases['releases']> =>
      (await ask('GET', `/releases?subject=${encodeURIComponent(text)}`)).json().releases
    assert.deepEqual(
      (await of(subject)).map((release) => [release.subject, release.caseId]),
      [
        [endpoint.address, null],
        [subject, null],
      ],
      'nobody was told of the case',
    )
    const override = 'no flows here'
    await registry.confirm(id, { actor: 'hanako', note: 'x', kind: 'controller' })
    await registry.publish(id, { actor: 'hanako', note: 'x', override })
    await registry.approve(id, { actor: 'taro', note: 'x', override })
    assert.deepEqual(
      (await of(subject)).map((release) => release.caseId),
      [null, id],
    )
    assert.equal((await of('198.51.100.250')).length, 0)
  })

  it('what is neither endpoint, address nor name is refused with words', async () => {
    const answer = await ask('POST', '/releases', { subject: 'not a thing', reason: 'x' })
    assert.deepEqual([answer.statusCode, answer.json().code], [400, 'RELEASE_SUBJECT_INVALID'])
  })

  it('the switch lifts everything, says who pulled it, and whoever did can undo it', async () => {
    await ask('POST', '/measures/lift', { reason: 'A customer is cut off' })
    const { lift, planes } = await live()
    assert.deepEqual([lift!.by, lift!.reason], ['k.sato', 'A customer is cut off'])
    assert.ok(lift!.undoUntil)
    assert.equal(planes.find(({ kind }) => kind === 'stream')!.state, 'lifted')
    assert.equal((await ask('POST', '/measures/lift/undo', {})).statusCode, 200)
    assert.equal((await live()).lift, null)
    const late = await ask('POST', '/measures/lift/undo', {})
    assert.equal(late.json().code, 'RELEASE_NOT_FOUND')
  })

  it('a simulation and an import go on while nobody waits, and their outcome stays', async () => {
    await ask('POST', '/measures/simulation', {})
    const text = 'subscriber,scope,answer\nline-9,block-address,maybe\n'
    await ask('POST', '/consent/import', { text, isDryRun: true })
    const outcome = async (path: string) => {
      for (;;) {
        const { work } = (await ask('GET', path)).json()
        if (work.endedAt !== null) return work
      }
    }
    assert.equal((await outcome('/measures/simulation')).result.hasFlows, true)
    const { result } = await outcome('/consent/import')
    assert.deepEqual(
      result.faults.map(({ line, code }: { line: number; code: string }) => [line, code]),
      [[2, 'ANSWER']],
    )
    assert.equal(result.isRecorded, false)
  })

  it('without any device nothing is configured, and nothing can be switched', async () => {
    const bare = await createPublicServer({
      ...world.ports,
      measuresLive: undefined,
      signIn: { anonymous: signedInAs('k.sato'), isSecure: false },
    })
    const headers = { host: 'localhost', 'content-type': 'application/json' }
    const answer = await bare.inject({ url: '/api/v1/measures', headers })
    assert.equal(answer.json().isConfigured, false)
    const lift = await bare.inject({
      method: 'POST',
      url: '/api/v1/measures/lift',
      headers,
      payload: '{"reason":"x"}',
    })
    assert.equal(lift.statusCode, 404)
    await bare.close()
  })

  it('how many agree is told by day', async () => {
    const { days } = (await ask('GET', '/consent/timeline')).json()
    const last = days.findLast(({ scope }: { scope: string }) => scope === 'block-address')
    const { scopes } = (await ask('GET', '/consent/statistics')).json()
    const now = scopes.find(({ scope }: { scope: string }) => scope === 'block-address')
    assert.equal(last.agreed, now.agreed['opt-in'] + now.agreed['general-terms'])
  })
})
