import { after, before } from 'node:test'
import { openServer } from '../../src/flows/store/server.ts'
import { activitySuite } from '../../src/flows/store/testing/activity-suite.ts'
import { cutSuite } from '../../src/flows/store/testing/cut-suite.ts'
import { parameterSuite } from '../../src/flows/store/testing/parameter-suite.ts'
import { storeSuite } from '../../src/flows/store/testing/store-suite.ts'
import { type ClickhouseServers, startClickhouse } from '../../tools/testing/clickhouse-server.ts'

let servers: ClickhouseServers
before(async () => {
  servers = await startClickhouse(2, { pair: 2 })
})
after(() => servers[Symbol.asyncDispose]())

/** One database for each suite that makes tables: it begins with empty ones. */
const open = (database: string) => async () =>
  openServer({
    url: servers.nodes[0]!.url,
    database,
    cluster: { name: 'pair', nodes: servers.nodes.map((node) => node.url) },
  })

storeSuite('a cluster of two shards', open('noroshi_store'))
parameterSuite('a cluster of two shards', open('default'))
activitySuite('a cluster of two shards', open('noroshi_activity'))
cutSuite('a cluster of two shards', open('noroshi_cut'))
