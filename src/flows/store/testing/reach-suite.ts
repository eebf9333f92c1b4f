import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { FlowAccess } from '../../../core/flow-access.ts'
import { DAY_MS, HOUR_MS } from '../../../core/time-span.ts'
import { endpointReach } from '../endpoint-reach.ts'
import type { FlowEngine } from '../flow-engine.ts'
import type { FlowReader } from '../flow-reader.ts'
import { createSchema } from '../schema.ts'

const ACCESS: FlowAccess = { purpose: 'case-review', actor: 'test', reason: 'who would be hurt' }
const START_MS = Date.UTC(2026, 10, 19)
const SERVER = { address: '203.0.113.7', protocol: 'tcp', port: 6667 }
const window = { startMs: START_MS, endMs: START_MS + 2 * DAY_MS }

/** Who uses an endpoint and its address, whichever engine the flows are in. */
export function reachSuite(name: string, open: () => Promise<FlowEngine>): void {
  describe(`endpoint reach on ${name}`, () => {
    let engine: FlowEngine
    let reader: FlowReader
    const insert = (client: string, hour: number, port: number, flags: number, isAnswer = false) =>
      engine.run(
        `INSERT INTO flows (received_at, start_at, src_address, dst_address, src_port, dst_port, protocol, tcp_flags, packets)
         SELECT now(), fromUnixTimestamp64Milli({at:Int64}), toIPv6({source:String}), toIPv6({target:String}),
                {sourcePort:UInt16}, {targetPort:UInt16}, 6, {flags:UInt8}, 3`,
        {
          at: START_MS + hour * HOUR_MS,
          source: isAnswer ? SERVER.address : client,
          target: isAnswer ? client : SERVER.address,
          sourcePort: isAnswer ? port : 40_000,
          targetPort: isAnswer ? 40_000 : port,
          flags,
        },
      )

    before(async () => {
      engine = await open()
      await createSchema(engine)
      reader = { query: (_access, sql, parameters) => engine.rows(sql, parameters) }
      // Two subscribers on both days, one of them only knocking; a stranger from elsewhere.
      for (const hour of [1, 25]) {
        await insert('100.64.0.1', hour, SERVER.port, 0x1a)
        await insert('100.64.0.2', hour, SERVER.port, 0x02)
        await insert('100.64.0.2', hour, SERVER.port, 0x14, true)
        await insert('198.51.100.9', hour, SERVER.port, 0x1a)
      }
      // A web shop on the same address with four customers on one day, and a port with one peer.
      for (const client of [1, 2, 3, 4]) await insert(`100.64.1.${client}`, 3, 443, 0x1a)
      await insert('100.64.1.1', 3, 50_001, 0x10)
    })
    after(() => engine.close())

    test('clients are counted by day, and refused knocking is not an answer', async () => {
      const reach = await endpointReach(reader, ACCESS, SERVER, window, ['100.64.0.0/10'])
      assert.deepEqual(reach, {
        clientsPerDay: 2,
        answeredPerDay: 1,
        otherServices: 1,
        otherClientsPerDay: 2,
        firstSeenMs: START_MS + HOUR_MS,
      })
    })

    test('without prefixes everybody counts', async () => {
      const reach = await endpointReach(reader, ACCESS, SERVER, window, [])
      assert.deepEqual([reach.clientsPerDay, reach.answeredPerDay], [3, 2])
    })

    test('an address that nobody talked to has no age and no users', async () => {
      const nobody = { ...SERVER, address: '2001:db8::1' }
      const reach = await endpointReach(reader, ACCESS, nobody, window, [])
      assert.deepEqual([reach.clientsPerDay, reach.otherServices], [0, 0])
      assert.equal(reach.firstSeenMs, undefined)
    })
  })
}
