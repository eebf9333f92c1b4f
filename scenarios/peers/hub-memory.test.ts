/** After a provider has collected a small country and published, its hub knows of no subscriber: memory, disk, log. */
import assert from 'node:assert/strict'
import { closeSync, mkdirSync, openSync, readFileSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { it } from 'node:test'
import { openDataDirectory } from '../../src/app/data-directory.ts'
import { openOperationalDatabase } from '../../src/app/operational-database.ts'
import { systemClock } from '../../src/app/system-ports.ts'
import { createRegistry } from '../../src/cases/index.ts'
import { caseIdOf } from '../../src/cases/registry/case-id.ts'
import type { Health } from '../../src/web/schemas/operation.ts'
import { filesIn } from '../../tools/testing/files-in.ts'
import { HubProcess } from '../../tools/testing/hub-processes.ts'
import { noroshi, ServiceProcess, temporaryDirectory } from '../../tools/testing/noroshi-process.ts'
import { until } from '../../tools/testing/until.ts'

const ENDPOINT = { address: '203.0.113.7', protocol: 'tcp', port: 6667 }
const isPossible = process.platform === 'linux' && process.getuid?.() === 0
const skip = isPossible ? false : 'only root of a Linux may read the memory of another process'

it('the hub’s memory, disk and log hold no subscriber after a country was collected and a case published', {
  skip,
}, async (test) => {
  await using directory = await temporaryDirectory()
  await using hub = await HubProcess.start(directory.path)
  const data = join(directory.path, 'isp')
  mkdirSync(data, { mode: 0o700 })
  const id = caseIdOf(ENDPOINT)
  await publishedBefore(data, id)
  await hub.join(directory.path, 'isp-a', data, 'analysing,receiving')
  await using isp = await ServiceProcess.start(data, { subscriberPrefixes: ['100.64.0.0/16'] })
  const sent = await noroshi(
    ...['simulate', '--seed', '7', '--hours', '1', '--subscribers', '300'],
    ...['--to', `udp://127.0.0.1:${isp.collectorPort}`],
  )
  assert.equal(sent.status, 0, sent.stderr)
  const flows = async () => (await isp.api<Health>('/api/v1/health')).flowsStored
  await until(async () => (await flows()) > 1_000, 120)
  const memberKnows = async () =>
    (await isp.api<{ membership: { list: { inForce: number } } | null }>('/api/v1/hub')).membership
      ?.list.inForce === 1
  await until(memberKnows, 60)

  const ofProvider = searchMemory(isp.pid)
  assert.ok(ofProvider.subscribers.size > 0, 'the search finds subscribers where they are')
  const ofHub = searchMemory(hub.pid, Buffer.from(ENDPOINT.address))
  assert.ok(ofHub.hasKnown, 'it was the hub’s memory')
  assert.deepEqual([...ofHub.subscribers], [])
  test.diagnostic(`${await flows()} flows; ${ofHub.octets} octets of the hub’s memory searched`)
  await hub.kill('SIGTERM')
  for (const path of filesIn(hub.data))
    assert.deepEqual([...subscribersIn(readFileSync(path))], [], path)
  assert.deepEqual([...subscribersIn(Buffer.from(hub.log))], [])
})

/** A case that two people published before the service began. */
async function publishedBefore(data: string, id: string): Promise<void> {
  await using database = await openOperationalDatabase(openDataDirectory(data))
  const registry = createRegistry(database, systemClock, {
    rolesOf: async () => new Set(['analyst', 'approver']),
  })
  const seen = { probability: 0.94, band: 'share-candidate' as const, clients: 5 }
  await registry.propose([{ ...ENDPOINT, ...seen, reasons: [], against: [] }], {
    actor: 'detector',
  })
  const override = 'a test without flows'
  await registry.confirm(id, { actor: 'hanako', note: 'scans', kind: 'controller' })
  await registry.publish(id, { actor: 'hanako', note: 'scans', override })
  await registry.approve(id, { actor: 'taro', note: 'I see the same', override })
}

const CHUNK_OCTETS = 16 * 1024 * 1024

/** Everything that a process can write to, piece by piece. */
function searchMemory(pid: number, known?: Buffer) {
  const memory = openSync(`/proc/${pid}/mem`, 'r')
  const chunk = Buffer.alloc(CHUNK_OCTETS)
  const subscribers = new Set<string>()
  let octets = 0
  let hasKnown = false
  try {
    for (const line of readFileSync(`/proc/${pid}/maps`, 'utf8').split('\n')) {
      const match = /^([0-9a-f]+)-([0-9a-f]+) rw/.exec(line)
      if (!match) continue
      const [start, end] = [Number.parseInt(match[1]!, 16), Number.parseInt(match[2]!, 16)]
      for (let at = start; at < end; at += CHUNK_OCTETS) {
        const count = readPages(memory, chunk, Math.min(CHUNK_OCTETS, end - at), at)
        const part = chunk.subarray(0, count)
        octets += count
        hasKnown ||= known !== undefined && part.includes(known)
        for (const address of subscribersIn(part)) subscribers.add(address)
      }
    }
  } finally {
    closeSync(memory)
  }
  return { subscribers, octets, hasKnown }
}

/** Regions of devices and such as are just given back cannot be read. */
function readPages(memory: number, into: Buffer, length: number, at: number): number {
  try {
    return readSync(memory, into, 0, length, at)
  } catch {
    return 0
  }
}

/** The country's subscribers live in 100.64.0.0/16; the prefix itself stands in every program. */
const IN_TEXT = /^100\.64\.(?!0\.0(?!\d))\d{1,3}\.\d{1,3}/
const TEXT = Buffer.from('100.64.')
const WIDE_TEXT = Buffer.from('100.64.', 'utf16le')
/** An IPv4 address within IPv6 (RFC 4291 §2.5.5.2), as flows and engines keep it. */
const OCTETS = Buffer.from(`${'00'.repeat(10)}ffff6440`, 'hex')

/** As text of one octet for a character or of two, and as octets. */
function subscribersIn(octets: Buffer): Set<string> {
  const found = new Set<string>()
  const each = (needle: Buffer, read: (at: number) => string | undefined): void => {
    for (let at = octets.indexOf(needle); at >= 0; at = octets.indexOf(needle, at + 1)) {
      const address = read(at)
      if (address !== undefined) found.add(address)
      // A handful proves it.
      if (found.size > 100) return
    }
  }
  each(TEXT, (at) => IN_TEXT.exec(octets.toString('latin1', at, at + 16))?.[0])
  each(WIDE_TEXT, (at) => IN_TEXT.exec(octets.toString('utf16le', at, at + 32))?.[0])
  each(OCTETS, (at) => {
    const rest = octets.subarray(at + OCTETS.length, at + OCTETS.length + 2)
    return rest.length === 2 && rest.readUInt16BE() !== 0 ? rest.toString('hex') : undefined
  })
  return found
}
