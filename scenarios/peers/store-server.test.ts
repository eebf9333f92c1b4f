import { after, before } from 'node:test'
import { openServer } from '../../src/flows/store/server.ts'
import { activitySuite } from '../../src/flows/store/testing/activity-suite.ts'
import { cutSuite } from '../../src/flows/store/testing/cut-suite.ts'
import { parameterSuite } from '../../src/flows/store/testing/parameter-suite.ts'
import { storeSuite } from '../../src/flows/store/testing/store-suite.ts'
import { type ClickhouseServers, startClickhouse } from '../../tools/testing/clickhouse-server.ts'

let servers: ClickhouseServers
before(async () => {
  servers = await startClickhouse(1)
})
after(() => servers[Symbol.asyncDispose]())

/** One database for each suite that makes tables: it begins with empty ones. */
const open = (database: string) => async () => openServer({ url: servers.nodes[0]!.url, database })

storeSuite('one server', open('noroshi_store'))
parameterSuite('one server', open('default'))
activitySuite('one server', open('noroshi_activity'))
cutSuite('one server', open('noroshi_cut'))
