import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { FlowAccess } from '../../../core/flow-access.ts'
import { endpointCuts } from '../endpoint-cut.ts'
import type { FlowEngine } from '../flow-engine.ts'
import type { FlowReader } from '../flow-reader.ts'
import { createSchema } from '../schema.ts'

const ACCESS: FlowAccess = { purpose: 'case-review', actor: 'test', reason: 'what would be cut' }
const START_MS = 1_700_000_000_000
const SERVER = '203.0.113.7'
const NAMED = { address: SERVER, protocol: 'tcp', port: 6667 }
const IPV6 = { address: '2001:db8:9::7', protocol: 'udp', port: 53 }

/** What a block would have cut, whichever engine the flows are in. */
export function cutSuite(name: string, open: () => Promise<FlowEngine>): void {
  describe(`what a block would have cut, on ${name}`, () => {
    let engine: FlowEngine
    let reader: FlowReader

    before(async () => {
      engine = await open()
      await createSchema(engine)
      reader = { query: (_access, sql, parameters) => engine.rows(sql, parameters) }
      const insert = (
        [source, sourcePort]: readonly [string, number],
        [target, targetPort]: readonly [string, number],
        octets: number,
        { atMs = START_MS, protocol = 6 } = {},
      ) =>
        engine.run(
          `INSERT INTO flows (received_at, start_at, src_address, dst_address, src_port, dst_port, protocol, octets, sampling_interval)
           SELECT now(), fromUnixTimestamp64Milli({at:Int64}), toIPv6({source:String}), toIPv6({target:String}),
             {sourcePort:UInt16}, {targetPort:UInt16}, {protocol:UInt8}, {octets:UInt64}, 1`,
          { at: atMs, source, target, sourcePort, targetPort, octets, protocol },
        )
      // Agreed: both directions with the endpoint, and as much again with another port of the address.
      await insert(['100.64.0.1', 40_000], [SERVER, 6667], 300)
      await insert([SERVER, 6667], ['100.64.0.1', 40_000], 100)
      await insert(['100.64.0.1', 40_001], [SERVER, 443], 400)
      // Did not agree; not ours; too early; another server.
      await insert(['100.64.7.7', 40_000], [SERVER, 6667], 999)
      await insert(['192.0.2.1', 40_000], [SERVER, 6667], 999)
      await insert(['100.64.0.2', 40_000], [SERVER, 6667], 999, { atMs: START_MS - 1 })
      await insert(['100.64.0.2', 40_000], ['203.0.113.8', 6667], 999)
      await insert(['100.64.0.2', 40_000], [IPV6.address, 53], 50, { protocol: 17 })
    })
    after(() => engine.close())

    const asked = {
      endpoints: [NAMED, IPV6, { ...NAMED, port: 1 }],
      sources: ['100.64.0.0/24'],
      window: { startMs: START_MS, endMs: START_MS + 1 },
      subscriberPrefixes: ['100.64.0.0/10', '2001:db8::/32'],
    }

    test('who agreed is cut, who did not goes on, and what else the address serves is weighed', async () => {
      const cuts = await endpointCuts(reader, ACCESS, asked)
      assert.deepEqual(
        [...cuts],
        [
          ['203.0.113.7:6667/tcp', { flows: 2, consenting: 1, others: 1, share: 0.5 }],
          ['[2001:db8:9::7]:53/udp', { flows: 1, consenting: 1, others: 0, share: 1 }],
        ],
      )
    })

    test('where no prefix is known, everybody counts', async () => {
      const cuts = await endpointCuts(reader, ACCESS, { ...asked, subscriberPrefixes: [] })
      assert.equal(cuts.get('203.0.113.7:6667/tcp')?.others, 2)
    })

    test('without grants nothing is cut, and nobody is named', async () => {
      const cuts = await endpointCuts(reader, ACCESS, { ...asked, sources: [] })
      assert.deepEqual(cuts.get('203.0.113.7:6667/tcp'), {
        flows: 0,
        consenting: 0,
        others: 2,
        share: 0,
      })
      assert.doesNotMatch(JSON.stringify([...cuts]), /100\.64/)
    })
  })
}
