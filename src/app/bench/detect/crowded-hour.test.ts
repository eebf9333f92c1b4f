import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openChdb } from '../../../flows/store/chdb.ts'
import { createSchema } from '../../../flows/store/schema.ts'
import { makeBase, partsOf, storePart } from './crowded-hour.ts'

test('a crowd is so many populations: clients of their own, servers half their own, nothing else changed', async () => {
  const engine = await openChdb()
  try {
    await createSchema(engine)
    const hour = await makeBase(engine, {
      flowsPerSecond: 100,
      minutes: 60,
      sampling: 1,
      subscribers: 150,
    })
    assert.ok(hour.copies >= 4, `${hour.copies}`)
    const parts = partsOf(hour, 60, 100_000)
    assert.ok(parts.length > 2)
    for (const part of parts) await storePart(engine, hour, part)
    const isInside = `arrayExists(prefix -> isIPAddressInRange(replaceOne(toString(src_address), '::ffff:', ''), prefix), ['100.0.0.0/6', '2001:db8::/33'])`
    const ask = async (table: string) =>
      (
        await engine.rows<Record<'flows' | 'octets' | 'clients' | 'servers', number>>(
          `SELECT count() AS flows, sum(octets) AS octets, uniqExactIf(src_address, ${isInside}) AS clients,
             uniqExactIf(dst_address, ${isInside}) AS servers FROM ${table}
           SETTINGS output_format_json_quote_64bit_integers = 0`,
        )
      )[0]!
    const [base, crowd] = [await ask('base'), await ask('flows')]
    assert.equal(crowd.flows, hour.copies * base.flows)
    assert.equal(crowd.octets, hour.copies * base.octets)
    assert.equal(crowd.clients, hour.copies * base.clients)
    const ratio = crowd.servers / base.servers
    assert.ok(ratio > 0.3 * hour.copies && ratio < 0.8 * hour.copies, `${ratio}`)
  } finally {
    await engine.close()
  }
})
