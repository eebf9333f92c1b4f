import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { HOUR_MS } from '../src/core/time-span.ts'
import type { MemberDispute } from '../src/gate/disputes/for-members.ts'
import { MEMBER_DISPUTES_PATH } from '../src/gate/disputes/http/member-route.ts'
import { challengeName } from '../src/gate/disputes/proof/dns-probe.ts'
import { NameServer } from '../src/gate/disputes/proof/name-server.fixture.ts'
import type { DisputeRow } from '../src/gate/disputes/read.ts'
import type { DisputeStatistics } from '../src/gate/disputes/statistics.ts'
import { NOTE_TYPES } from '../src/gate/log/note.ts'
import { verifyProof } from '../src/gate/log/offline-proof.ts'
import { readKeyFile } from '../src/gate/warning/trust/key-file.ts'
import { signRequest } from '../src/gate/warning/trust/request-signature.ts'
import type { Warning } from '../src/gate/warning/warning.ts'
import { warningIdOf } from '../src/gate/warning/warning-id.ts'
import { wholeHour } from '../src/gate/warning/whole-time.ts'
import { currentWarning } from '../tools/testing/current-warning.ts'
import { HubProcess, type MemberProcess } from '../tools/testing/hub-processes.ts'
import { temporaryDirectory } from '../tools/testing/noroshi-process.ts'
import { until } from '../tools/testing/until.ts'

const STATEMENT = 'This is the mail server of our hospital.'

describe('an owner objects to a warning: a hub, two providers and a receiver as processes', () => {
  let directory: Awaited<ReturnType<typeof temporaryDirectory>>
  let hub: HubProcess
  let names: NameServer
  const members: MemberProcess[] = []
  const officers: Record<string, string> = {}
  const links: string[] = []

  before(async () => {
    directory = await temporaryDirectory()
    names = await NameServer.start()
    hub = await HubProcess.start(directory.path)
    await hub.kill('SIGTERM')
    const settingsPath = join(hub.data, 'hub.json')
    const settings = JSON.parse(readFileSync(settingsPath, 'utf8'))
    const disputes = { resolvers: [names.place], isLaboratory: true, contact: '03-0000-0000' }
    writeFileSync(settingsPath, JSON.stringify({ ...settings, disputes }))
    await hub.restart()
    for (const id of ['isp-a', 'isp-b'])
      members.push(await hub.member(directory.path, id, 'analysing,receiving'))
    members.push(await hub.member(directory.path, 'receiver', 'receiving'))
    for (const name of ['Sato', 'Suzuki']) {
      const { token } = await hub.ask<{ token: string }>('dispute', 'officer', 'add', name)
      officers[name] = join(directory.path, `${name}.token`)
      writeFileSync(officers[name]!, token, { mode: 0o600 })
    }
  })
  after(async () => {
    for (const member of members) await member[Symbol.asyncDispose]()
    await hub?.[Symbol.asyncDispose]()
    await names?.[Symbol.asyncDispose]()
    await directory?.[Symbol.asyncDispose]()
  })

  const warningOn = (address: string) => currentWarning(address, { port: 25 })
  const everybodyNames = (address: string, isNamed: boolean): Promise<void> =>
    until(() => members.every((member) => member.names(address) === isNamed))

  /** As a browser does: a form, and the page behind it. */
  const send = (path: string, fields: Record<string, string>): Promise<Response> =>
    fetch(new URL(path, hub.url), {
      method: 'POST',
      body: new URLSearchParams(fields),
      redirect: 'manual',
    })
  const page = async (path: string): Promise<string> =>
    (await fetch(new URL(`${path}?lang=en`, hub.url))).text()
  const openClaim = async (address: string, port = ''): Promise<string> => {
    const answer = await send('/disputes', { address, port })
    assert.equal(answer.status, 303)
    const link = answer.headers.get('location')!.split('?')[0]!
    links.push(link.split('/').at(-1)!)
    return link
  }
  const answerOn = (body: string): string => /noroshi-dispute=[\w-]{43}/.exec(body)![0]
  const provedByName = async (address: string): Promise<string> => {
    const link = await openClaim(address)
    names.records.set(challengeName(address), ['v=spf1 -all', answerOn(await page(link))])
    assert.equal((await send(`${link}/check`, {})).status, 303)
    await until(async () => (await page(link)).includes('What is said of it'))
    return link
  }
  const file = async (link: string, warning: Warning): Promise<string> => {
    const filing = { statement: STATEMENT, contact: 'it@hospital.example' }
    assert.equal((await send(`${link}/file/${warning.id}`, filing)).status, 303)
    return /Dispute ([0-9a-z]{10})/.exec(await page(link))![1]!
  }
  const act = (officer: string, ...args: string[]): Promise<DisputeRow> =>
    hub.ask<DisputeRow>('dispute', ...args, '--token-file', officers[officer]!)
  /** What a member's software reads, signed with its key. */
  const readAs = async (member: MemberProcess): Promise<readonly MemberDispute[]> => {
    const url = new URL(MEMBER_DISPUTES_PATH, hub.url)
    const headers = signRequest(
      { method: 'GET', authority: url.host, target: url.pathname, body: Buffer.alloc(0) },
      readKeyFile(join(member.data, 'member.key')),
      randomBytes(24).toString('base64url'),
      Date.now(),
    )
    const answer = await fetch(url, { headers })
    assert.equal(answer.status, 200)
    return ((await answer.json()) as { disputes: MemberDispute[] }).disputes
  }

  it('found right: suspended at once, released by two, and dropped by everybody for good', async () => {
    const [reporter, other, receiver] = members as [MemberProcess, MemberProcess, MemberProcess]
    const warning = warningOn('203.0.113.25')
    await reporter.submit([warning])
    await other.submit([warning])
    await everybodyNames(warning.address, true)

    const link = await provedByName(warning.address)
    const id = await file(link, warning)
    await everybodyNames(warning.address, false)
    const [told] = await readAs(reporter)
    assert.deepEqual([told!.warningId, told!.state, told!.isSuspended], [warning.id, 'open', true])
    assert.deepEqual(await readAs(receiver), [], 'who did not report it learns of it by the list')

    await act('Sato', 'propose', id, '--outcome', 'released', '--reason', 'not-a-controller')
    await assert.rejects(act('Sato', 'decide', id), /DISPUTE_OFFICER_SAME/)
    await act('Suzuki', 'decide', id, '--text', 'Please excuse us.')
    await until(async () => (await readAs(reporter))[0]!.state === 'released')
    assert.equal((await readAs(reporter))[0]!.reason?.code, 'not-a-controller')
    assert.match(await page(link), /Please excuse us\./)

    for (const member of [reporter, other])
      await member.submit([
        { ...warning, version: 2, validUntil: wholeHour(Date.now() + 96 * HOUR_MS) },
      ])
    const marker = warningOn('203.0.113.26')
    await reporter.submit([marker])
    await everybodyNames(marker.address, true)
    await everybodyNames(warning.address, false)
    await until(async () => (await hub.ledger()).length === 0)
  })

  it('can show to anybody, offline, that the warning was released', async () => {
    const [link] = links.map((secret) => `/disputes/of/${secret}`)
    const id = warningIdOf(warningOn('203.0.113.25'))
    const proofs = await Promise.all(
      [0, 1].map(async (age) =>
        (await fetch(new URL(`${link}/proof/${id}/${age}`, hub.url))).text(),
      ),
    )
    const { publicKey: key } = readKeyFile(join(hub.data, 'keys', 'log.key'))
    const logKeys = [{ name: 'hub.example.jp/log', type: NOTE_TYPES.signature, key }]
    const policy = { logKeys, witnesses: [], quorum: 0 }
    const statuses = proofs.map((proof) => verifyProof(proof, policy).statement.status)
    assert.deepEqual(statuses, ['released', 'disputed'])
  })

  it('found wrong: the warning comes back to everybody, also over a crash in between', async () => {
    const [reporter] = members as [MemberProcess]
    const warning = warningOn('203.0.113.27')
    await reporter.submit([warning])
    await everybodyNames(warning.address, true)
    const link = await provedByName(warning.address)
    const id = await file(link, warning)
    await hub.kill('SIGKILL')
    await hub.restart()
    await everybodyNames(warning.address, false)
    await act('Suzuki', 'propose', id, '--outcome', 'rejected', '--reason', 'seen-again')
    await act('Sato', 'decide', id)
    await everybodyNames(warning.address, true)
    assert.match(await page(link), /rejected: the warning stands/)
  })

  it('may prove control by a file as well, and is told when nothing is said', async () => {
    const answers = new Map<string, string>()
    const server = createServer((request, response) => {
      const answer = answers.get(request.url!)
      response.writeHead(answer === undefined ? 404 : 200).end(answer)
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as { port: number }
    const link = await openClaim('127.0.0.1', String(port))
    const body = await page(link)
    const [, path] = /http:\/\/127\.0\.0\.1:\d+(\/[^<]+)</.exec(body)!
    await send(`${link}/check`, {})
    await until(async () => (await page(link)).includes('It was not found at the last look'))
    answers.set(path!, `${answerOn(body)}\r\n`)
    await send(`${link}/check`, {})
    await until(async () => (await page(link)).includes('Nothing is said of this address.'))
    server.close()
  })

  it('may be vouched for by an officer who heard the registered contact', async () => {
    const link = await openClaim('203.0.113.28')
    const [, reference] = /Reference<\/dt><dd><code>([0-9a-z]{10})/.exec(await page(link))!
    const how = 'abuse@isp.example, as in WHOIS'
    await assert.rejects(
      hub.ask('dispute', 'contact-proved', reference!, '--how', how),
      /OFFICER_UNKNOWN/,
    )
    await act('Sato', 'contact-proved', reference!, '--how', how)
    assert.match(await page(link), /Nothing is said of this address\./)
  })

  it('is counted in public, and named nowhere but at the hub', async () => {
    const { now } = (await (
      await fetch(new URL('/disputes/statistics.json', hub.url))
    ).json()) as DisputeStatistics
    assert.deepEqual(Object.keys(now), ['open', 'overdue', 'suspended'])
    const statistics = await hub.ask<DisputeStatistics>('dispute', 'statistics')
    const [month] = statistics.months
    assert.deepEqual(
      [month!.claimed, month!.proved, month!.filed, month!.released, month!.rejected],
      [4, 4, 2, 1, 1],
    )
    for (const secret of [STATEMENT, 'it@hospital.example', ...links]) {
      assert.ok(!hub.log.includes(secret))
      for (const member of members)
        assert.deepEqual(filesWith(member.data, secret), [], 'no member has it')
    }
    assert.ok(!hub.log.includes('203.0.113.'))
    for (const link of links) assert.deepEqual(filesWith(hub.data, link), [])
  })
})

function filesWith(directory: string, text: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => readFileSync(path).includes(text))
}
