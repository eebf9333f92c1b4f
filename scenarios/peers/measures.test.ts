import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface, type Interface } from 'node:readline'
import { after, before, it } from 'node:test'
import type { Target } from '../../src/measures/block/target.ts'
import type { Outcome } from '../../src/measures/planes/driver.ts'
import type { ReleaseReceipt } from '../../src/measures/release/receipt.ts'
import { temporaryDirectory } from '../../tools/testing/noroshi-process.ts'
import { unboundConfiguration } from '../../tools/testing/unbound-configuration.ts'
import { until } from '../../tools/testing/until.ts'
import { AT, MeasuresNetwork, type Place } from './measures-network.ts'

/**
 * Two subscribers, one of whom agreed; a firewall of Linux, unbound and GoBGP, which nobody here wrote. What each
 * subscriber can reach is tried from where the subscriber is.
 */
const LEASE_SECONDS = 6
const LINES = { 'line-one': [`${AT.one}/32`, `${AT.one6}/128`] }
const untilMs = Date.now() + 72 * 3_600_000
const C2: Target = endpoint(AT.c2, 4444)
const C2_IPV6: Target = endpoint(AT.c26, 4444)
const NAME: Target = { type: 'name', name: 'bad.example', isTree: true, cause: 'n1', untilMs }

let directory: Awaited<ReturnType<typeof temporaryDirectory>>
let network: MeasuresNetwork
let host: ChildProcess
let answers: Interface
const said: string[] = []

function endpoint(address: string, port: number): Target {
  return { type: 'endpoint', address, protocol: 'tcp', port, cause: `w ${address}`, untilMs }
}

async function order<Result = unknown>(what: object): Promise<Result> {
  host.stdin!.write(`${JSON.stringify(what)}\n`)
  const [line] = (await once(answers, 'line')) as [string]
  const { result, error } = JSON.parse(line)
  if (error !== undefined) throw new Error(error)
  return result
}
async function set(targets: readonly Target[], lines: object = LINES): Promise<void> {
  const outcomes = await order<Outcome[]>({ do: 'set', targets, lines })
  assert.ok(
    outcomes.every(({ isDone }) => isDone),
    JSON.stringify(outcomes),
  )
}

/** `open`, or how it was refused. */
async function reach(place: Place, address: string, port = 4444): Promise<string> {
  const script = `const s=require('net').connect(${port},'${address}');const say=(w)=>{console.log(w);process.exit()};s.on('data',()=>say('open'));s.on('error',(e)=>say(e.code));setTimeout(()=>say('silent'),1500)`
  return (await network.in(place, process.execPath, '-e', script)).trim()
}
async function dig(place: Place, name: string, type = 'A'): Promise<string> {
  const text = await network
    .in(place, 'dig', '+time=1', '+tries=1', `@${AT.resolver}`, name, type)
    .catch(() => '')
  const status = /status: (\w+)/.exec(text)?.[1] ?? 'NONE'
  const addresses = [...text.matchAll(/^\S+\s+\d+\s+IN\s+A{1,4}\s+(\S+)$/gm)].map(([, a]) => a)
  return status === 'NOERROR' ? addresses.join(' ') : status
}
/** What the router on the other side of the BGP session was told. */
async function routerRules(): Promise<string> {
  const rules = await Promise.all(
    ['ipv4-flowspec', 'ipv6-flowspec'].map((family) =>
      network.in('internet', 'gobgp', 'global', 'rib', '-a', family).catch(() => ''),
    ),
  )
  return rules.join('\n')
}

const configuration = () => ({
  devices: [
    { kind: 'nftables', name: 'edge', leaseSeconds: LEASE_SECONDS },
    {
      kind: 'rpz',
      name: 'resolver',
      leaseSeconds: LEASE_SECONDS,
      command: ['unbound-control', '-c', join(directory.path, 'resolver.conf')],
      control: join(directory.path, 'resolver.control'),
      resolver: { address: AT.resolver, port: 53 },
      includeFile: join(directory.path, 'noroshi.conf'),
    },
    {
      kind: 'flowspec',
      name: 'routers',
      leaseSeconds: LEASE_SECONDS,
      api: { address: '127.0.0.1', port: 50_051 },
      pools: [`${AT.one}/32`, `${AT.two}/32`, `${AT.one6}/128`],
      community: '65001:777',
    },
  ],
  page: {
    listen: { address: AT.page, port: 80 },
    ipv4: AT.page,
    contact: { ja: '窓口 0120-000-000', en: 'Desk 0120-000-000' },
  },
  probe: {
    consenting: { source: AT.one, command: network.words('one') },
    control: { source: AT.two, command: network.words('two') },
    resolver: { address: AT.resolver, port: 53 },
  },
})

async function startHost(): Promise<void> {
  const script = join(import.meta.dirname, 'measures-host.ts')
  const [program, ...words] = network.words('isp')
  host = spawn(
    program!,
    [...words, process.execPath, script, JSON.stringify(configuration()), directory.path],
    { stdio: ['pipe', 'pipe', 'pipe'] },
  )
  host.stderr!.on('data', (chunk) => said.push(String(chunk)))
  answers = createInterface({ input: host.stdout! })
  answers.on('line', (line) => said.push(line))
  const [ready] = (await once(answers, 'line')) as [string]
  assert.deepEqual(JSON.parse(ready), { result: 'ready' }, said.join('\n'))
}

/** Writes its configuration and starts it. */
function unbound(
  place: Place,
  name: string,
  own: { readonly address: string; readonly modules: string },
  lines: readonly string[],
  clauses = '',
): void {
  const settings = { ...own, directory: directory.path }
  const text = unboundConfiguration(
    settings,
    ['access-control: 0.0.0.0/0 allow', ...lines],
    clauses,
  )
  const file = network.write(`${name}.conf`, text)
  network.start(place, `${name}.log`, 'unbound', '-d', '-c', file)
}

const gobgpConf = (own: string, peer: string): string => `[global.config]
  as = 65001
  router-id = "${own}"
  local-address-list = ["${own}"]
[[neighbors]]
  [neighbors.config]
    neighbor-address = "${peer}"
    peer-as = 65001
  [neighbors.timers.config]
    connect-retry = 1
    idle-hold-time-after-reset = 1
${['ipv4-flowspec', 'ipv6-flowspec'].map((family) => `  [[neighbors.afi-safis]]\n    [neighbors.afi-safis.config]\n      afi-safi-name = "${family}"\n`).join('')}`

before(async () => {
  directory = await temporaryDirectory()
  network = new MeasuresNetwork(directory.path)
  await network.make()
  const servers = join(import.meta.dirname, 'measures-servers.ts')
  network.start('internet', 'servers.log', process.execPath, servers, '4444', '80', '23')
  const local = [
    ['bad.example.', AT.c2],
    ['www.bad.example.', AT.shop],
    ['other.example.', AT.c2],
    ['wrong.example.', AT.wrong],
    ['shop.example.', AT.shop],
  ].map(([name, address]) => `local-data: "${name} 300 A ${address}"`)
  unbound('internet', 'upstream', { address: AT.names, modules: 'iterator' }, [
    'local-zone: "example." static',
    ...local,
  ])
  network.write('noroshi.conf', '')
  unbound(
    'isp',
    'resolver',
    { address: AT.resolver, modules: 'respip validator iterator' },
    [],
    `remote-control:
  control-enable: yes
  control-use-cert: no
  control-interface: ${join(directory.path, 'resolver.control')}
forward-zone:
  name: "."
  forward-addr: ${AT.names}
include-toplevel: "${join(directory.path, 'noroshi.conf')}"
`,
  )
  for (const [place, own, peer] of [
    ['isp', '203.0.113.1', AT.peer],
    ['internet', AT.peer, '203.0.113.1'],
  ] as const)
    network.start(
      place,
      `gobgp-${place}.log`,
      'gobgpd',
      '-f',
      network.write(`gobgp-${place}.toml`, gobgpConf(own, peer)),
    )
  await until(async () => (await dig('one', 'bad.example')) === AT.c2)
  await until(
    async () => /Establ/.test(await network.in('isp', 'gobgp', 'neighbor').catch(() => '')),
    60,
  )
  await startHost()
})
after(async () => {
  await network?.[Symbol.asyncDispose]()
  await directory[Symbol.asyncDispose]()
})

it('a published C2 is cut for who agreed, on every plane and in both families, and for nobody else', async () => {
  assert.equal(await reach('one', AT.c2), 'open')
  await set([C2, C2_IPV6, NAME])
  assert.equal(await reach('one', AT.c2), 'ECONNREFUSED')
  assert.equal(await reach('one', AT.c26), 'ECONNREFUSED')
  assert.equal(await reach('one', AT.c2, 80), 'open')
  assert.equal(await reach('two', AT.c2), 'open')
  assert.equal(await reach('two', AT.c26), 'open')
  for (const name of ['bad.example', 'www.bad.example'])
    assert.equal(await dig('one', name), AT.page, name)
  assert.equal(await dig('one', 'other.example'), 'NXDOMAIN', 'it leads to the C2')
  for (const name of ['bad.example', 'other.example']) assert.equal(await dig('two', name), AT.c2)
  assert.equal(await dig('one', 'shop.example'), AT.shop)
  await until(async () => (await routerRules()).includes(AT.c26))
  const rules = await routerRules()
  assert.match(rules, /destination: 203\.0\.113\.7\/32\]\[source: 198\.51\.100\.11\/32/)
  assert.ok(!rules.includes(AT.two))
})

it('cuts a connection that stands already', async () => {
  await set([])
  const script = `const s=require('net').connect(4444,'${AT.c2}');const say=(w)=>{console.log(w);process.exit()};let n=0;s.on('data',()=>{if(n++)say('data');console.log('open');setInterval(()=>s.write('x'),100)});s.on('error',(e)=>say(e.code));setTimeout(()=>say('stands'),8000)`
  const [program, ...words] = network.words('one')
  const child = spawn(program!, [...words, process.execPath, '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]()
  assert.equal((await lines.next()).value, 'open')
  await set([C2])
  assert.equal((await lines.next()).value, 'ECONNRESET')
})

it('opting out takes effect on every plane within two seconds, agreeing again too', async () => {
  await set([C2, C2_IPV6, NAME])
  const startedMs = Date.now()
  await set([C2, C2_IPV6, NAME], {})
  await until(async () => !(await routerRules()).includes(AT.one), 2)
  assert.equal(await reach('one', AT.c2), 'open')
  assert.equal(await dig('one', 'bad.example'), AT.c2)
  assert.ok(Date.now() - startedMs < 2_000, `${Date.now() - startedMs} ms`)
  await set([C2, C2_IPV6, NAME])
  assert.equal(await reach('one', AT.c2), 'ECONNREFUSED')
})

it('a wrong block with two causes is released whole, which releasing one cause does not do', async () => {
  const wrong = endpoint(AT.wrong, 4444)
  const wrongName: Target = { ...NAME, name: 'wrong.example', isTree: false, cause: 'n2' }
  await set([C2, NAME, wrong, wrongName])
  assert.equal(await dig('one', 'wrong.example'), AT.page)
  // Without the closure: the rule for the address keeps the name from being reached.
  await set([C2, NAME, wrong])
  assert.equal(await dig('one', 'wrong.example'), 'NXDOMAIN')
  await set([C2, NAME, wrong, wrongName])
  const receipt = await order<ReleaseReceipt>({
    do: 'release',
    subject: 'wrong.example',
    cause: 'owner',
  })
  assert.equal(receipt.isComplete, true, JSON.stringify(receipt))
  assert.equal(receipt.probe, 'reachable')
  assert.ok(receipt.liftedAtMs! - receipt.requestedAtMs < 5_000)
  assert.equal(await dig('one', 'wrong.example'), AT.wrong)
  assert.equal(await reach('one', AT.wrong), 'open')
  assert.ok(!(await routerRules()).includes(AT.wrong))
  assert.equal(await dig('one', 'bad.example'), AT.page, 'others stay blocked')
  await order({ do: 'undo', id: receipt.id })
  assert.equal(await dig('one', 'wrong.example'), AT.page)
  assert.equal(await reach('one', AT.wrong), 'ECONNREFUSED')
})

it('the owner of an address is free also of the names that lead there and of rules for the whole address', async () => {
  const wrong = endpoint(AT.wrong, 4444)
  const wrongName: Target = { ...NAME, name: 'wrong.example', isTree: false, cause: 'n2' }
  await set([C2, NAME, wrong, wrongName, endpoint(AT.wrong, 23)])
  const receipt = await order<ReleaseReceipt>({
    do: 'release',
    subject: `${AT.wrong}:4444/tcp`,
    cause: 'retraction',
  })
  assert.equal(receipt.isComplete, true, JSON.stringify(receipt))
  assert.equal(receipt.probe, 'reachable')
  assert.equal(await reach('one', AT.wrong), 'open')
  assert.equal(await dig('one', 'wrong.example'), AT.wrong)
  assert.equal(
    await reach('one', AT.wrong, 23),
    'ECONNREFUSED',
    'its other port has its own warning',
  )
  assert.ok(!JSON.stringify(receipt).includes(AT.one), 'a receipt names no subscriber')
})

it('a name below a blocked tree can be released alone', async () => {
  await set([NAME])
  assert.equal(await dig('one', 'www.bad.example'), AT.page)
  const receipt = await order<ReleaseReceipt>({
    do: 'release',
    subject: 'www.bad.example',
    cause: 'owner',
  })
  assert.equal(receipt.probe, 'reachable', JSON.stringify(receipt))
  assert.equal(await dig('one', 'www.bad.example'), AT.shop)
  assert.equal(await dig('one', 'bad.example'), AT.page)
})

it('what another hand changed is mended, and another’s rule is left alone', async () => {
  await set([C2])
  await network.in('isp', 'nft', 'flush', 'set', 'inet', 'noroshi', 'consent4')
  const own = ['protocol', '==6', 'destination-port', '==4444', 'then', 'discard']
  const add = ['gobgp', 'global', 'rib', 'add', '-a', 'ipv4-flowspec', 'match', 'source']
  await network.in('isp', ...add, '192.0.2.0/24', 'destination', `${AT.c2}/32`, ...own)
  const del = ['gobgp', 'global', 'rib', 'del', '-a', 'ipv4-flowspec', 'match', 'source']
  await network.in('isp', ...del, `${AT.one}/32`, 'destination', `${AT.c2}/32`, ...own)
  assert.equal(await reach('one', AT.c2), 'open')
  await order({ do: 'mend' })
  assert.equal(await reach('one', AT.c2), 'ECONNREFUSED')
  await until(async () => (await routerRules()).includes(AT.one))
  assert.ok((await routerRules()).includes('192.0.2.0/24'))
  assert.deepEqual(await order({ do: 'held' }), {
    edge: [`${AT.c2}:4444/tcp`],
    resolver: [`${AT.c2}:4444/tcp`],
    routers: [`${AT.c2}:4444/tcp`],
  })
})

it('a subscriber who meets a block is told, and can pause it with one press', async () => {
  await set([C2, NAME])
  const get = (...args: string[]) => network.in('one', 'curl', '-s', '-m', '5', ...args)
  const page = await get(
    ...['-L', '--resolve', `bad.example:80:${AT.page}`],
    'http://bad.example/where/I/went',
  )
  assert.ok(page.includes('この通信先への接続を止めました') && page.includes('Who to ask'))
  const https = await network.in('one', 'sh', '-c', `curl -s -m 5 https://${AT.page}/ || echo $?`)
  assert.equal(https.trim(), '7', 'refused at once, not a certificate that fits nobody')
  const token = /value="([^"]+)"/.exec(page)![1]
  const paused = await get('-d', `token=${token}`, `http://${AT.page}/pause`)
  assert.ok(paused.includes('保護を一時停止しました'))
  assert.equal(await reach('one', AT.c2), 'open')
  assert.equal(await dig('one', 'bad.example'), AT.c2)
})

it('the kill switch lifts everything, and nothing comes back before a person says so', async () => {
  await set([C2, NAME])
  await order({ do: 'lift' })
  assert.equal(await reach('one', AT.c2), 'open')
  assert.equal(await dig('one', 'bad.example'), AT.c2)
  await order({ do: 'set', targets: [C2, NAME], lines: LINES })
  assert.equal(await reach('one', AT.c2), 'open')
  await order({ do: 'resume' })
  assert.equal(await reach('one', AT.c2), 'ECONNREFUSED')
  assert.equal(await dig('one', 'bad.example'), AT.page)
})

it('killed without warning, every rule ends by its lease; started again it takes over', async () => {
  await set([C2, C2_IPV6, NAME])
  await until(async () => (await routerRules()).includes(AT.c26))
  host.kill('SIGKILL')
  await once(host, 'exit')
  assert.equal(await reach('one', AT.c2), 'ECONNREFUSED', 'not before: a restart leaves no gap')
  assert.equal(await dig('one', 'bad.example'), AT.page)
  const within = LEASE_SECONDS + 4
  await until(async () => (await reach('one', AT.c2)) === 'open', within)
  await until(async () => (await dig('one', 'bad.example')) === AT.c2, within)
  await until(async () => !(await routerRules()).includes(AT.one), within)
  await startHost()
  await set([C2, NAME])
  assert.equal(await reach('one', AT.c2), 'ECONNREFUSED')
  assert.equal(await dig('one', 'bad.example'), AT.page)
  // Longer than the lease of the first: its keeper left the rules to the second.
  await new Promise((resolve) => setTimeout(resolve, (LEASE_SECONDS + 1) * 1_000))
  assert.equal(await reach('one', AT.c2), 'ECONNREFUSED')
  assert.equal(await dig('one', 'bad.example'), AT.page)
})

it('no log and no figure holds a subscriber, let alone with where they went', async () => {
  const status = JSON.stringify(await order({ do: 'status' }))
  const logs = readdirSync(directory.path).filter((name) => name.endsWith('.log'))
  assert.ok(logs.length >= 5)
  const texts = [
    status,
    ...said,
    ...logs.map((name) => readFileSync(join(directory.path, name), 'utf8')),
  ]
  for (const line of texts.flatMap((text) => text.split('\n')))
    for (const address of [AT.one, AT.one6, AT.two, AT.two6])
      assert.ok(!line.includes(address), line)
})
