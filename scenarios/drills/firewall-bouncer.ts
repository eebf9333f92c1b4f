/** In a network of its own: a hub, Debian's firewall bouncer, and what the kernel's firewall holds at each step. */
import { execFileSync, spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pino from 'pino'
import { openDatabase } from '../../src/db/database.ts'
import { createHubServer } from '../../src/gate/hub/http/server.ts'
import { HubWorld, joined, ROOT_TEXT } from '../../src/gate/hub/hub.fixture.ts'
import { HUB_MIGRATIONS } from '../../src/gate/hub/migrations/index.ts'
import { until } from '../../tools/testing/until.ts'

const [directory] = process.argv.slice(2) as [string]
execFileSync('ip', ['link', 'set', 'lo', 'up'])
const world = new HubWorld()
const database = await openDatabase({ directory: join(directory, 'database') }, HUB_MIGRATIONS)
const hub = await world.open(database)
const { clock } = world
const logger = pino({ level: 'silent' })
const app = await createHubServer({ hub, clock, logger, roots: [ROOT_TEXT], tls: null })
const url = await app.listen({ host: '127.0.0.1', port: 0 })
await joined(hub, 'isp')
const token = await hub.tokens.make('isp', 'crowdsec', 30, 'Sato')
const configuration = join(directory, 'bouncer.yaml')
writeFileSync(
  configuration,
  `mode: nftables
pid_dir: ${directory}
update_frequency: 1s
daemonize: false
log_mode: stdout
log_dir: ${directory}
log_level: info
api_url: ${url}/
api_key: ${token}
disable_ipv6: false
deny_action: DROP
deny_log: false
nftables:
  ipv4: {enabled: true, set-only: false, table: crowdsec, chain: crowdsec-chain}
  ipv6: {enabled: true, set-only: false, table: crowdsec6, chain: crowdsec6-chain}
`,
  { mode: 0o600 },
)
const bouncer = spawn('crowdsec-firewall-bouncer', ['-c', configuration], { stdio: 'ignore' })
const rules = (): string => execFileSync('nft', ['list', 'ruleset']).toString()
const holds = (address: string): boolean => rules().includes(address)
try {
  const [kept, withdrawn] = [world.fresh(), world.fresh()]
  await world.take('isp', kept, withdrawn)
  await until(() => holds(kept.address) && holds(withdrawn.address))
  await world.take('isp', { ...withdrawn, version: 2, status: 'retracted' })
  await until(() => !holds(withdrawn.address))
  process.stdout.write(JSON.stringify({ isKept: holds(kept.address), isWithdrawnHeld: false }))
} finally {
  bouncer.kill('SIGKILL')
  await app.close()
  await database.destroy()
}
