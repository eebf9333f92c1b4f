import assert from 'node:assert/strict'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { connect } from 'node:net'
import { after, before, describe, it } from 'node:test'
import fc from 'fast-check'
import { rpzRecords, type ZoneRecord } from '../warning/faces/index.ts'
import { BEGUN_MS, warningOn } from '../warning/warning.fixture.ts'
import { PolicyZone } from './policy-zone.ts'
import { answerTransfer } from './transfer.ts'
import { CLASS_IN, parseQuery, TYPES, writeName, writeRecord } from './wire.ts'
import { ZoneServer } from './zone-server.ts'

const ORIGIN = 'rpz.hub.example.jp'

const NOW_MS = BEGUN_MS + 60_000
const recordsOf = (addresses: readonly string[], version = 1, nowMs = NOW_MS): ZoneRecord[] =>
  rpzRecords({
    hub: 'hub.example.jp',
    version,
    nowMs,
    former: [],
    listed: addresses.map((address) => ({ warning: warningOn(address), sequence: version })),
  })

function queryOf(type: number, serial?: number, name = ORIGIN): Buffer {
  const header = Buffer.from([0x12, 0x34, 0, 0, 0, 1, 0, 0, 0, serial === undefined ? 0 : 1, 0, 0])
  const asked = Buffer.from([0, type, 0, CLASS_IN])
  const numbers = Buffer.alloc(20)
  if (serial !== undefined) numbers.writeUInt32BE(serial)
  const octets = Buffer.concat([writeName('a'), writeName('b'), numbers])
  const soa = writeRecord({ name, type: TYPES.soa, ttl: 0, octets })
  return Buffer.concat([header, writeName(name), asked, ...(serial === undefined ? [] : [soa])])
}

/** The answers in a message, read independently of how they are written: `type data` by owner. */
function readAnswers(message: Buffer): {
  rcode: number
  answers: { type: number; raw: string; serial: number }[]
} {
  const skip = (offset: number): number => {
    let at = offset
    while (message[at] !== 0) at += 1 + message[at]!
    return at + 1
  }
  let offset = skip(12) + 4
  const answers = []
  for (let i = 0; i < message.readUInt16BE(6); i++) {
    const start = offset
    const fixed = skip(offset)
    const type = message.readUInt16BE(fixed)
    offset = fixed + 10 + message.readUInt16BE(fixed + 8)
    const serial = type === TYPES.soa ? message.readUInt32BE(offset - 20) : -1
    answers.push({ type, raw: message.toString('latin1', start, offset), serial })
  }
  return { rcode: message[3]! & 0xf, answers }
}

/** A secondary by the book: RFC 5936 and RFC 1995 §4. */
class Secondary {
  serial = -1
  records = new Set<string>()
  wholes = 0

  ask(zone: PolicyZone): void {
    const octets = this.serial < 0 ? queryOf(TYPES.axfr) : queryOf(TYPES.ixfr, this.serial)
    const messages = [...answerTransfer(parseQuery(octets)!, zone)]
    const answers = messages.flatMap((message) => readAnswers(message).answers)
    const [first, second] = answers
    assert.equal(first?.type, TYPES.soa)
    if (answers.length === 1) {
      assert.equal(first.serial, this.serial)
      return
    }
    if (second?.type !== TYPES.soa) {
      this.wholes++
      assert.equal(answers.at(-1)?.raw, first.raw)
      this.records = new Set(answers.slice(1, -1).map(({ raw }) => raw))
    } else {
      assert.equal(second.serial, this.serial)
      const middle = answers.findIndex(({ type }, index) => index > 1 && type === TYPES.soa)
      for (const { raw } of answers.slice(2, middle)) assert.ok(this.records.delete(raw))
      for (const { raw } of answers.slice(middle + 1, -1)) this.records.add(raw)
    }
    this.serial = first.serial
  }
}

describe('the policy zone', () => {
  it('a process that starts anew is ahead of the one before, also after a burst of changes', () => {
    const startMs = Date.UTC(2026, 10, 22)
    const former = new PolicyZone(ORIGIN)
    for (let nth = 0; nth < 30; nth++)
      former.update([{ owner: `n${nth}`, type: 'A', data: '192.0.2.1' }], startMs + 50 * nth)
    const later = new PolicyZone(ORIGIN)
    later.update([], startMs + 50 * 30 + 2_000)
    assert.ok(later.current!.serial > former.current!.serial)
    const still = new PolicyZone(ORIGIN)
    const serials = [0, 1, 2].map((nth) => {
      still.update([{ owner: `n${nth}`, type: 'A', data: '192.0.2.1' }], startMs)
      return still.current!.serial
    })
    assert.deepEqual(serials, [serials[0], serials[0]! + 1, serials[0]! + 2])
    still.riseAbove(serials[0]!)
    assert.equal(still.current!.serial, serials[2], 'it is ahead already')
    still.riseAbove(serials[2]! + 500)
    assert.equal(still.current!.serial, serials[2]! + 501, 'its clock was set back')
    assert.equal(still.current!.records.size, 2)
    still.riseAbove(2 ** 32 - 1)
    assert.equal(still.current!.serial, serials[2]! + 501, 'one that comes round is behind')
  })

  it('changes its serial when it changes, also by time alone, and only then', () => {
    const zone = new PolicyZone(ORIGIN)
    assert.ok(zone.update(recordsOf(['8.8.4.4']), NOW_MS))
    const { serial } = zone.current!
    assert.ok(!zone.update(recordsOf(['8.8.4.4'], 2), NOW_MS))
    assert.equal(zone.current?.serial, serial)
    assert.ok(zone.update(recordsOf(['8.8.4.4'], 1, BEGUN_MS + 100 * 3_600_000), NOW_MS))
    assert.equal(zone.current?.serial, serial + 1)
  })

  it('is with every secondary what it is, whole or by changes', () => {
    const address = fc.integer({ min: 1, max: 40 }).map((number) => `8.8.4.${number}`)
    const list = fc.uniqueArray(address, { maxLength: 30 })
    fc.assert(
      fc.property(
        fc.array(fc.tuple(list, fc.boolean()), { minLength: 1, maxLength: 80 }),
        (steps) => {
          const zone = new PolicyZone(ORIGIN)
          zone.update(recordsOf([]), NOW_MS)
          const secondary = new Secondary()
          for (const [addresses, isAsking] of steps) {
            zone.update(recordsOf(addresses), NOW_MS)
            if (!isAsking) continue
            secondary.ask(zone)
            const now = [...zone.current!.records.values()].map((record) =>
              record.toString('latin1'),
            )
            assert.deepEqual([...secondary.records].sort(), now.sort())
            assert.equal(secondary.serial, zone.current!.serial)
          }
        },
      ),
      { numRuns: 60 },
    )
  })

  it('is told whole only to who is new or too far behind', () => {
    const zone = new PolicyZone(ORIGIN)
    zone.update(recordsOf(['8.8.4.4']), NOW_MS)
    const secondary = new Secondary()
    secondary.ask(zone)
    for (let i = 0; i < 50; i++) zone.update(recordsOf([`8.8.4.${i}`]), NOW_MS)
    secondary.ask(zone)
    assert.equal(secondary.wholes, 1)
    for (let i = 0; i < 70; i++) zone.update(recordsOf([`8.8.5.${i}`]), NOW_MS)
    secondary.ask(zone)
    assert.equal(secondary.wholes, 2)
  })

  it('answers nothing but its own name, and nothing that is no query breaks it', () => {
    const zone = new PolicyZone(ORIGIN)
    zone.update(recordsOf(['8.8.4.4']), NOW_MS)
    const rcodeOf = (octets: Buffer) =>
      readAnswers([...answerTransfer(parseQuery(octets)!, zone)][0]!).rcode
    assert.equal(rcodeOf(queryOf(TYPES.axfr, undefined, 'example.jp')), 5)
    assert.equal(rcodeOf(queryOf(1)), 5)
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (octets) => {
        const query = parseQuery(Buffer.from(octets))
        if (query)
          for (const message of answerTransfer(query, zone)) assert.ok(message.length >= 12)
      }),
    )
  })
})

describe('the zone server', () => {
  const zone = new PolicyZone(ORIGIN)
  let server: ZoneServer
  before(async () => {
    zone.update(
      recordsOf(Array.from({ length: 3_000 }, (_, i) => `8.${i >> 8}.1.${i & 255}`)),
      NOW_MS,
    )
    server = await ZoneServer.start(zone, { address: '127.0.0.1', port: 0 }, ['127.0.0.1'])
  })
  after(() => server[Symbol.asyncDispose]())

  const framed = (octets: Buffer): Buffer => {
    const length = Buffer.alloc(2)
    length.writeUInt16BE(octets.length)
    return Buffer.concat([length, octets])
  }

  it('hands out a zone of several messages over TCP, also to a query that comes in pieces', async () => {
    const socket = connect(server.port, '127.0.0.1')
    await once(socket, 'connect')
    const query = framed(queryOf(TYPES.axfr))
    for (const octet of query) {
      socket.write(Buffer.of(octet))
      await new Promise(setImmediate)
    }
    let held = Buffer.alloc(0)
    let count = 0
    let soas = 0
    for await (const chunk of socket) {
      held = Buffer.concat([held, chunk])
      while (held.length >= 2 && held.length >= 2 + held.readUInt16BE(0)) {
        const { answers } = readAnswers(held.subarray(2, 2 + held.readUInt16BE(0)))
        held = held.subarray(2 + held.readUInt16BE(0))
        count += answers.length
        soas += answers.filter(({ type }) => type === TYPES.soa).length
      }
      if (soas === 2) break
    }
    assert.equal(count, 3_000 + 2 + 2)
  })

  it('over UDP tells the serial and refuses the rest, hangs up on nonsense, and hears only who is allowed', async () => {
    const udp = createSocket('udp4')
    udp.bind(0, '127.0.0.1')
    await once(udp, 'listening')
    const ask = async (octets: Buffer) => {
      udp.send(octets, server.port, '127.0.0.1')
      return readAnswers((await once(udp, 'message'))[0])
    }
    assert.equal((await ask(queryOf(TYPES.soa))).answers[0]?.serial, zone.current?.serial)
    assert.deepEqual(await ask(queryOf(TYPES.axfr)), { rcode: 5, answers: [] })
    server.notify({ address: '127.0.0.1', port: udp.address().port }, 7)
    const [notice] = (await once(udp, 'message')) as [Buffer]
    assert.equal((notice[2]! >> 3) & 0xf, 4)
    udp.close()
    const nonsense = connect(server.port, '127.0.0.1')
    nonsense.end(Buffer.alloc(5_000, 0xff))
    nonsense.resume()
    await once(nonsense, 'close')
    const closed = await ZoneServer.start(zone, { address: '127.0.0.1', port: 0 }, ['192.0.2.1'])
    const stranger = connect(closed.port, '127.0.0.1')
    stranger.on('error', () => {})
    stranger.resume()
    await once(stranger, 'close')
    await closed[Symbol.asyncDispose]()
  })
})
