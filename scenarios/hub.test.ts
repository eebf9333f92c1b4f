import assert from 'node:assert/strict'
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { after, before, describe, it, type TestContext } from 'node:test'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { currentWarning } from '../tools/testing/current-warning.ts'
import { filesIn } from '../tools/testing/files-in.ts'
import { HubProcess, MemberProcess } from '../tools/testing/hub-processes.ts'
import { temporaryDirectory } from '../tools/testing/noroshi-process.ts'
import { until } from '../tools/testing/until.ts'

/** A subscriber of a member's, who must be nowhere beyond it. */
const SUBSCRIBER = '100.64.77.201'

describe('one hub, three providers and a receiver, each a process of its own', () => {
  let directory: Awaited<ReturnType<typeof temporaryDirectory>>
  let hub: HubProcess
  let members: MemberProcess[] = []

  before(async () => {
    directory = await temporaryDirectory()
    hub = await HubProcess.start(directory.path)
    for (const id of ['isp-a', 'isp-b', 'isp-c'])
      members.push(await hub.member(directory.path, id, 'analysing,receiving'))
    members.push(await hub.member(directory.path, 'receiver', 'receiving'))
  })
  after(async () => {
    for (const member of members) await member[Symbol.asyncDispose]()
    await hub?.[Symbol.asyncDispose]()
    await directory[Symbol.asyncDispose]()
  })

  const everybody = async (
    isDone: (member: MemberProcess) => boolean,
    what: string,
    test: TestContext,
  ) => {
    const startedMs = Date.now()
    await until(() => members.every(isDone))
    test.diagnostic(`${what} after ${Date.now() - startedMs} ms`)
  }
  const open = () => hub.ledger()

  it('what one warns of all hold; what it takes back all drop, and say so', async (test) => {
    const [source] = members as [MemberProcess]
    const one = currentWarning('203.0.113.7')
    await source.submit([one])
    await everybody((member) => member.names(one.address), 'every member held it', test)
    await source.submit([{ ...one, version: 2, status: 'retracted' }])
    await everybody((member) => !member.names(one.address), 'every member had dropped it', test)
    await until(async () => (await open()).length === 0)
  })

  it('a member that is cut off stands on the ledger until it is back', async () => {
    const [source, cut] = members as [MemberProcess, MemberProcess]
    const one = currentWarning('203.0.113.8')
    await source.submit([one])
    await until(() => members.every((member) => member.names(one.address)))
    await cut[Symbol.asyncDispose]()
    await source.submit([{ ...one, version: 2, status: 'released' }])
    await until(async () => (await open()).map(({ members: who }) => who).join() === cut.id)
    assert.ok(cut.names(one.address))
    const back = new MemberProcess(cut.id, cut.data)
    members = members.map((member) => (member === cut ? back : member))
    await until(() => !back.names(one.address))
    await until(async () => (await open()).length === 0)
  })

  it('a member that is restored from an old backup is led to where it was, and says where it stands', async () => {
    const [source, restored] = members as [MemberProcess, MemberProcess]
    const one = currentWarning('203.0.113.13')
    await source.submit([one])
    await until(() => members.every((member) => member.names(one.address)))
    await until(async () => (await open()).length === 0)
    const backup = join(directory.path, 'backup')
    cpSync(restored.data, backup, { recursive: true })
    await source.submit([{ ...one, version: 2, status: 'retracted' }])
    await until(() => members.every((member) => !member.names(one.address)))
    await until(async () => (await open()).length === 0)
    await restored[Symbol.asyncDispose]()
    rmSync(restored.data, { recursive: true })
    cpSync(backup, restored.data, { recursive: true })
    assert.ok(restored.names(one.address), 'the backup still names it')
    const back = new MemberProcess(restored.id, restored.data)
    members = members.map((member) => (member === restored ? back : member))
    await until(() => !back.names(one.address))
    await until(async () => (await open()).length === 0)
  })

  it('a hub that is killed comes back with everything, and members go on where they were', async () => {
    const [source, other] = members as [MemberProcess, MemberProcess]
    const [before, later] = [currentWarning('203.0.113.9'), currentWarning('203.0.113.10')]
    await source.submit([before])
    await hub.kill('SIGKILL')
    assert.ok(existsSync(join(hub.data, 'log', 'checkpoint')))
    await hub.restart()
    await other.submit([later])
    await until(
      () => members.every((member) => member.names(before.address) && member.names(later.address)),
      90,
    )
  })

  it('a suspended member is cut off at once, and what it alone said is taken back', async () => {
    const [source, , , receiver] = members as [
      MemberProcess,
      MemberProcess,
      MemberProcess,
      MemberProcess,
    ]
    await hub.ask('member', 'suspend', 'isp-a', '--reason', 'its detector was poisoned')

    await until(() => !receiver.names('203.0.113.9'))
    assert.ok(receiver.names('203.0.113.10'))
    await assert.rejects(source.submit([currentWarning('203.0.113.11')]), /REQUEST_UNSIGNED/)
  })

  it('nothing of a subscriber reaches the hub, whatever a member tries to send', async () => {
    const other = members[1] as MemberProcess
    const one = currentWarning('203.0.113.12')
    for (const wrong of [
      { ...one, note: `seen by ${SUBSCRIBER}` },
      { ...one, clients: [SUBSCRIBER] },
      { ...one, address: SUBSCRIBER },
    ])
      await assert.rejects(other.submit([wrong]), /WARNING_/)
    await hub.kill('SIGTERM')
    const found = filesIn(hub.data).filter((path) => readFileSync(path).includes(SUBSCRIBER))
    assert.deepEqual(found, [])
    assert.ok(!hub.log.includes(SUBSCRIBER))
    assert.ok(!hub.log.includes('203.0.113.'), 'nor does its log name an endpoint')
  })
})

const ROOT = resolve(import.meta.dirname, '..')
/** Code that knows a flow, a score, a case, a subscriber or what is done about one. */
const WALLS = ['flows', 'verdicts', 'cases', 'country', 'notice', 'measures', 'alerts']

it('no code that could read a flow, score it or know a case is loaded by the hub or a member', () => {
  const everything = reachedFrom(
    'src/app/sharing-program.ts',
    /(?:from|import)\s*\(?\s*'(\.[^']+)'/g,
  )
  assert.ok(everything.length > 100, 'the console’s part too')
  assert.deepEqual(beyond(WALLS, everything), [])
  // Persons and pages come only where a console is asked for.
  const atStart = reachedFrom('src/app/sharing-program.ts', /from\s*'(\.[^']+)'/g)
  assert.ok(atStart.length > 50 && atStart.length < everything.length)
  assert.deepEqual(
    beyond([...WALLS, 'people', 'web'], atStart).filter((path) => !path.includes('/migrations/')),
    [],
  )
})

it('nor is it in the process of a hub whose console is open and used', async () => {
  await using directory = await temporaryDirectory()
  const list = join(directory.path, 'loaded.txt')
  const watch = join(directory.path, 'watch.mjs')
  writeFileSync(
    watch,
    `import { registerHooks } from 'node:module'
     import { appendFileSync } from 'node:fs'
     registerHooks({ load: (url, context, next) => {
       appendFileSync(${JSON.stringify(list)}, url + '\\n')
       return next(url, context)
     } })`,
  )
  await using hub = await HubProcess.start(directory.path, {
    isConsoleOpen: true,
    environment: { NODE_OPTIONS: `--import ${pathToFileURL(watch).href}` },
  })
  const console = new URL(hub.consoleUrl)
  const post = (path: string, body: unknown, cookie = '') =>
    fetch(new URL(path, console), {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: console.origin, cookie },
      body: JSON.stringify(body),
    })
  const secret = /join#([\w-]+)/.exec(hub.log)![1]
  const answer = await post('/api/v1/sign-in/link', { secret, id: 'first.one' })
  const cookie = answer.headers.get('set-cookie')!.split(';')[0]!
  for (const path of [
    'overview',
    'members',
    'warnings',
    'flow',
    'ledger',
    'log',
    'statistics',
    'record',
  ]) {
    const { status } = await fetch(new URL(`/api/v1/${path}`, console), { headers: { cookie } })
    assert.equal(status, 200, path)
  }
  assert.equal((await post('/api/v1/account/passkeys/options', {}, cookie)).status, 200)
  assert.equal(
    (await fetch(new URL('/v1/roots', console))).headers.get('content-type')?.includes('json'),
    false,
  )
  assert.equal((await fetch(new URL('/api/v1/session', hub.url))).status, 404)
  const loaded = readFileSync(list, 'utf8')
    .split('\n')
    .filter((url) => url.startsWith(pathToFileURL(join(ROOT, 'src')).href))
    .map((url) => fileURLToPath(url))
  assert.ok(loaded.some((path) => path.endsWith('src/web/association/server.ts')))
  assert.deepEqual(beyond(WALLS, loaded), [])
})

function reachedFrom(entry: string, imports: RegExp): string[] {
  const seen = new Set<string>()
  const walk = (path: string): void => {
    if (seen.has(path)) return
    seen.add(path)
    for (const [, target] of readFileSync(path, 'utf8').matchAll(imports))
      walk(resolve(dirname(path), target!))
  }
  walk(join(ROOT, entry))
  return [...seen]
}

const beyond = (wings: readonly string[], paths: readonly string[]): string[] =>
  paths.filter((path) => wings.some((wing) => path.startsWith(`${join(ROOT, 'src', wing)}/`)))
