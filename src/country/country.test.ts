import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { formatAddress, parseAddress } from '../core/address.ts'
import { parseEndpoint } from '../core/endpoint.ts'
import { parsePrefix, prefixContains } from '../core/prefix.ts'
import { type CountryOptions, createCountry } from './country.ts'
import { createExporterSession } from './exporters/exporter-session.ts'
import { drawPlan } from './plan/draw-plan.ts'

/** 01:44 UTC: not on any round boundary. */
const START_MS = Date.UTC(2026, 10, 20, 1, 44)

test('the same seed sends the same bytes, another seed others', () => {
  const usual = (seed: number): string => digestOf({ seed, subscribers: 60 })
  assert.equal(usual(5), usual(5))
  assert.notEqual(usual(5), usual(6))
})

test('a drawn country with every artefact sends the same bytes again', () => {
  const plan = drawPlan(12, { subscribers: 60, hours: 1 })
  assert.equal(digestOf(plan), digestOf(drawPlan(12, { subscribers: 60, hours: 1 })))
})

test('every seed plants six families or more, each with 1 to 40 bots', () => {
  for (let seed = 0; seed < 6; seed++) {
    const truth = createCountry({ seed }).truth()
    assert.ok(new Set(truth.map(({ family }) => family)).size >= 6)
    for (const { bots } of truth) assert.ok(bots >= 1 && bots <= 40, `${bots} bots`)
    assert.ok(truth.some(({ address }) => address.includes(':')))
    assert.ok(truth.some(({ protocol }) => protocol === 'udp'))
    assert.ok(
      truth.some(({ protocol, port }) => protocol === 'tcp' && (port === 443 || port === 80)),
    )
  }
})

test('no C2 endpoint is the same in two seeds', () => {
  const endpoints = [1, 2, 3, 4].flatMap((seed) =>
    createCountry({ seed })
      .truth()
      .map(({ address, protocol, port }) => `${address} ${protocol} ${port}`),
  )
  assert.equal(new Set(endpoints).size, endpoints.length)
})

test('C2 servers live where benign servers live', () => {
  const country = createCountry({ seed: 3 })
  const blocks = new Map<string, number>()
  for (const endpoint of country.benignTruth().keys()) {
    const block = blockOf(parseAddress(parseEndpoint(endpoint)!.address)!)
    blocks.set(block, (blocks.get(block) ?? 0) + 1)
  }
  for (const { address } of country.truth())
    assert.ok((blocks.get(blockOf(parseAddress(address)!)) ?? 0) >= 100, address)
})

test('a C2 endpoint is no benign endpoint', () => {
  const country = createCountry({ seed: 3 })
  const benign = country.benignTruth()
  for (const { address, protocol, port } of country.truth())
    assert.ok(!benign.has(`${address}:${port}/${protocol}`))
})

test('the day has its peak in the evening in Japan and its low before dawn', () => {
  const hours = new Array<number>(24).fill(0)
  for (const { flows, startMs } of createCountry({ seed: 2, subscribers: 300 }).hours(
    START_MS,
    24,
  )) {
    const hour = Math.floor(startMs / 3_600_000 + 9) % 24
    // Only browsers speak QUIC here; machines and scanners hardly know the time.
    for (let row = 0; row < flows.length; row++)
      if (flows.protocol[row] === 17 && flows.dstPort[row] === 443) hours[hour]!++
  }
  const mean = (from: number, to: number) =>
    hours.slice(from, to).reduce((sum, count) => sum + count, 0) / (to - from)
  assert.ok(mean(19, 23) > 3 * mean(3, 6), hours.join(' '))
})

test('a subscriber address that comes in from upstream is a lie of the forged flood alone', () => {
  const country = createCountry({ seed: 9, subscribers: 100 })
  const prefixes = country.subscriberPrefixes.map((text) => parsePrefix(text)!)
  const isSubscriber = (octets: Uint8Array) => prefixes.some((p) => prefixContains(p, octets))
  const victims = new Set<string>()
  let forged = 0
  for (const { flows } of country.hours(START_MS, 24))
    for (let row = 0; row < flows.length; row++) {
      const source = flows.srcAddress.subarray(16 * row, 16 * row + 16)
      if (!isSubscriber(source)) continue
      if (flows.ingressInterface[row]! >= 10) continue
      forged++
      assert.equal(flows.ingressInterface[row], 1)
      assert.equal(flows.tcpFlags[row], 0x02)
      assert.equal(flows.reversePackets[2 * row], 0)
      victims.add(`${formatAddress(flows.dstAddress, 16 * row)}:${flows.dstPort[row]}/tcp`)
    }
  assert.ok(forged > 5000, `${forged} forged packets`)
  assert.equal(victims.size, 1)
  assert.equal(country.benignTruth().get([...victims][0]!), 'widget')
})

test('bots of a C2 that never answers keep knocking', () => {
  const country = createCountry({ seed: 1, subscribers: 150 })
  const dead = country.truth().find(({ family }) => family === 'njrat')!
  const octets = parseAddress(dead.address)!
  const knocks = new Map<string, number>()
  for (const { flows } of country.hours(START_MS, 24))
    for (let row = 0; row < flows.length; row++) {
      if (flows.dstPort[row] !== dead.port) continue
      if (!octets.every((octet, i) => flows.dstAddress[16 * row + i] === octet)) continue
      assert.equal(flows.tcpFlags[row], 0x02)
      assert.equal(
        flows.reverseTcpFlags[row]! & 0x12,
        flows.reversePackets[2 * row]! > 0 ? 0x10 : 0,
      )
      const client = formatAddress(flows.srcAddress, 16 * row)
      knocks.set(client, (knocks.get(client) ?? 0) + 1)
    }
  assert.ok(Math.max(...knocks.values()) > 500)
})

function digestOf(options: CountryOptions): string {
  const { seed } = options
  const country = createCountry(options)
  const hash = createHash('sha256')
  const sessions = country.exporters.map((exporter) =>
    createExporterSession({
      exporter,
      seed,
      startMs: START_MS,
      emit: (datagram) => hash.update(datagram),
    }),
  )
  for (const minute of country.hours(START_MS, 1))
    for (const session of sessions) session.observe(minute)
  for (const session of sessions) session.end()
  return hash.digest('hex')
}

/** The blocks servers are drawn from; coarse, as a detector would see them. */
function blockOf(octets: Uint8Array): string {
  return octets[0] === 0x20 ? `v6 ${octets[4]! >> 7}` : `v4 ${octets[12]}.${octets[13]}`
}
