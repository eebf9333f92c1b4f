/** A provider's service with a hub: what two people publish reaches every member, whatever dies on the way. */
import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { openDataDirectory } from '../src/app/data-directory.ts'
import { openOperationalDatabase } from '../src/app/operational-database.ts'
import { drawOctets, systemClock } from '../src/app/system-ports.ts'
import { createRegistry } from '../src/cases/index.ts'
import { caseIdOf } from '../src/cases/registry/case-id.ts'
import { createPeople } from '../src/people/index.ts'
import type { Case } from '../src/web/schemas/cases.ts'
import type { HubMembership } from '../src/web/schemas/hub.ts'
import type { Health } from '../src/web/schemas/operation.ts'
import { HubProcess, type MemberProcess } from '../tools/testing/hub-processes.ts'
import { noroshi, ServiceProcess, temporaryDirectory } from '../tools/testing/noroshi-process.ts'
import { until } from '../tools/testing/until.ts'

const ADDRESSES = ['203.0.113.21', '203.0.113.22', '203.0.113.23', '203.0.113.24']
const endpointOn = (address: string) => ({ address, protocol: 'tcp', port: 6667 })
const idOn = (address: string): string => caseIdOf(endpointOn(address))

describe('a provider that has joined a hub', () => {
  let directory: Awaited<ReturnType<typeof temporaryDirectory>>
  let hub: HubProcess
  let member: MemberProcess
  let isp: ServiceProcess
  let tokens: Record<string, string>

  before(async () => {
    directory = await temporaryDirectory()
    hub = await HubProcess.start(directory.path)
    member = await hub.member(directory.path, 'isp-b', 'analysing,receiving')
    const data = join(directory.path, 'isp-a-service')
    mkdirSync(data, { mode: 0o700 })
    tokens = await settle(data)
    isp = await ServiceProcess.start(data)
  })
  after(async () => {
    await isp?.[Symbol.asyncDispose]()
    await member?.[Symbol.asyncDispose]()
    await hub?.[Symbol.asyncDispose]()
    await directory[Symbol.asyncDispose]()
  })

  const decide = async (who: string, address: string, verb: string): Promise<void> => {
    const answer = await fetch(
      `http://127.0.0.1:${isp.consolePort}/api/v1/cases/${idOn(address)}/${verb}`,
      {
        method: 'POST',
        headers: { authorization: `Bearer ${tokens[who]}`, 'content-type': 'application/json' },
        body: JSON.stringify({
          note: 'as we see it',
          ...(verb === 'publish' || verb === 'approve' ? { override: 'a test without flows' } : {}),
        }),
      },
    )
    assert.equal(answer.status, 200, await answer.text())
  }
  const publish = async (address: string): Promise<void> => {
    await decide('hanako', address, 'publish')
    await decide('taro', address, 'approve')
  }
  const membership = async () => (await isp.api<HubMembership>('/api/v1/hub')).membership
  const [first, second, third, fourth] = ADDRESSES as [string, string, string, string]

  it('while it runs, begins to follow and to pass on', async () => {
    assert.equal(await membership(), null)
    await publish(first)
    await hub.join(directory.path, 'isp-a', isp.data, 'analysing,receiving')
    await until(async () => (await membership())?.member === 'isp-a')
    await until(() => member.names(first))
    const refused = await noroshi('sync', 'run', '--data', isp.data)
    assert.match(refused.stderr, /SYNC_FOLLOWED/)
  })

  it('has what it publishes at every member, and what it takes back off every list', async (test) => {
    let startedMs = Date.now()
    await publish(second)
    await until(() => member.names(second))
    test.diagnostic(`held after ${Date.now() - startedMs} ms`)
    startedMs = Date.now()
    await decide('hanako', second, 'retract')
    await until(() => !member.names(second))
    test.diagnostic(`dropped after ${Date.now() - startedMs} ms`)
    await until(async () => (await hub.ledger()).length === 0)
  })

  it('takes back although the hub was away and the service was killed', async () => {
    await publish(third)
    await until(() => member.names(third))
    await hub.kill('SIGKILL')
    await decide('hanako', third, 'retract')
    await isp.kill('SIGKILL')
    await hub.restart()
    assert.ok(member.names(third))
    await isp.restart()
    await until(() => !member.names(third), 60)
    const now = await membership()
    assert.deepEqual([now?.outbox.waiting, now?.outbox.refusedCount], [0, 0])
  })

  it('shows what was refused, and is degraded until somebody has looked', async () => {
    await publish(fourth)
    await until(() => member.names(fourth))
    await hub.ask('member', 'change', 'isp-a', '--own', '203.0.113.0/24')
    await decide('hanako', fourth, 'retract')
    await until(async () => ((await membership())?.outbox.refusedCount ?? 0) === 1)
    const [refused] = (await membership())?.outbox.refused ?? []
    assert.deepEqual([refused?.caseId, refused?.code], [idOn(fourth), 'WARNING_ADDRESS_OWN'])
    const health = await isp.api<Health>('/api/v1/health')
    assert.equal(health.checks.find(({ name }) => name === 'hub')?.status, 'degraded')
    await hub.ask('member', 'change', 'isp-a', '--own', '')
    const retry = JSON.stringify({ reason: 'the association mended our record' })
    await isp.api('/api/v1/hub/retry', { method: 'POST', body: retry })
    await until(() => !member.names(fourth))
    assert.equal((await membership())?.outbox.refusedCount, 0)
  })

  it('hears what another member did to its warning, as an event of the case', async () => {
    const source = { ...member.warnings().find(({ address }) => address === first), version: 1 }
    await member.submit([source])
    await member.submit([{ ...source, version: 2, status: 'released' }])
    const status = async () => (await isp.api<Case>(`/api/v1/cases/${idOn(first)}`)).status
    await until(async () => (await status()) === 'disputed')
    const { history } = await isp.api<Case>(`/api/v1/cases/${idOn(first)}`)
    assert.equal(history.at(-1)?.actor, 'hub:hub.example.jp')
    await decide('taro', first, 'uphold')
    await until(() => member.names(first))
  })

  it('has told its log no endpoint and no secret', () => {
    for (const address of ADDRESSES) assert.ok(!isp.log.includes(address))
    assert.ok(!hub.log.includes('203.0.113.'))
  })
})

/** Two people with tokens of their own, and cases that one of them has confirmed. */
async function settle(data: string): Promise<Record<string, string>> {
  await using database = await openOperationalDatabase(openDataDirectory(data))
  const people = createPeople(database, systemClock, drawOctets)
  const tokens: Record<string, string> = {}
  for (const [id, roles] of [
    ['hanako', ['analyst']],
    ['taro', ['approver']],
  ] as const) {
    await people.links.invite({ id, name: '', roles: [...roles] }, 'operator')
    const person = await people.directory.get(id)
    const asked = { label: 'a test', roles, days: 1 }
    tokens[id] = (await people.tokens.make(person, asked, true)).secret
  }
  const registry = createRegistry(database, systemClock)
  for (const address of ADDRESSES) {
    const seen = { probability: 0.94, band: 'share-candidate' as const, clients: 5 }
    await registry.propose([{ ...endpointOn(address), ...seen, reasons: [], against: [] }], {
      actor: 'detector',
    })
    const note = 'scans after contact'
    await registry.confirm(idOn(address), { actor: 'hanako', note, kind: 'controller' })
  }
  return tokens
}
