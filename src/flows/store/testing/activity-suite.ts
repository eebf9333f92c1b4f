import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { FlowAccess } from '../../../core/flow-access.ts'
import { endpointActivity } from '../endpoint-activity.ts'
import type { FlowEngine } from '../flow-engine.ts'
import type { FlowReader } from '../flow-reader.ts'
import { createSchema } from '../schema.ts'

const ACCESS: FlowAccess = { purpose: 'case-review', actor: 'test', reason: 'pictures' }
const START_S = 1_700_000_000 - (1_700_000_000 % 3600)
const SERVER = { address: '203.0.113.7', protocol: 'tcp', port: 6667 }

/** Pictures of one endpoint's traffic, whichever engine the flows are in. */
export function activitySuite(name: string, open: () => Promise<FlowEngine>): void {
  describe(`endpoint activity on ${name}`, () => {
    let engine: FlowEngine
    let reader: FlowReader

    before(async () => {
      engine = await open()
      await createSchema(engine)
      reader = { query: (_access, sql, parameters) => engine.rows(sql, parameters) }
      const insert = (client: string, second: number, isAnswer: boolean, octets: number) =>
        engine.run(
          `INSERT INTO flows (received_at, start_at, src_address, dst_address, src_port, dst_port, protocol, octets, sampling_interval)
       SELECT now(), fromUnixTimestamp64Milli({at:Int64}), toIPv6({source:String}), toIPv6({target:String}),
              {sourcePort:UInt16}, {targetPort:UInt16}, 6, {octets:UInt64}, 10`,
          {
            at: (START_S + second) * 1000,
            source: isAnswer ? SERVER.address : client,
            target: isAnswer ? client : SERVER.address,
            sourcePort: isAnswer ? SERVER.port : 40_000,
            targetPort: isAnswer ? 40_000 : SERVER.port,
            octets,
          },
        )
      for (const second of [10, 70, 7210]) {
        await insert('100.64.0.1', second, false, 100)
        await insert('100.64.0.1', second + 1, true, 40)
      }
      await insert('100.64.0.2', 20, false, 100)
    })

    after(() => engine.close())

    test('an endpoint is pictured by hours, sizes and rhythm, and quiet hours are there as zeros', async () => {
      const window = { startMs: START_S * 1000, endMs: (START_S + 3 * 3600) * 1000 }
      const activity = await endpointActivity(reader, ACCESS, SERVER, window)
      assert.deepEqual(activity.hours, [
        { at: START_S, contacts: 3, clients: 2, octetsToServer: 3000, octetsFromServer: 800 },
        { at: START_S + 3600, contacts: 0, clients: 0, octetsToServer: 0, octetsFromServer: 0 },
        {
          at: START_S + 7200,
          contacts: 1,
          clients: 1,
          octetsToServer: 1000,
          octetsFromServer: 400,
        },
      ])
      assert.deepEqual(activity.sizes, [
        { log2Octets: 5, toServer: 0, fromServer: 3 },
        { log2Octets: 6, toServer: 4, fromServer: 0 },
      ])
      assert.deepEqual(activity.rhythm, [
        [10, 70, 7210].map((second) => (START_S + second) * 1000),
        [(START_S + 20) * 1000],
      ])
    })

    test('no client address is in the pictures', async () => {
      const window = { startMs: START_S * 1000, endMs: (START_S + 3600) * 1000 }
      const text = JSON.stringify(await endpointActivity(reader, ACCESS, SERVER, window))
      assert.doesNotMatch(text, /100\.64|::/)
    })
  })
}
