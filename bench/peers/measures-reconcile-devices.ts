import { type ChildProcess, spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { MeasuresConfiguration } from '../../src/measures/configuration.ts'

/** A device, and the process of somebody else's behind it. */
export type BenchDevice = {
  readonly configuration: MeasuresConfiguration['devices'][number]
  readonly daemon: ChildProcess | undefined
}

/** By name; the daemons run until they are killed. */
export async function startDevices(
  directory: string,
  pools: readonly string[],
  parse: (devices: unknown) => MeasuresConfiguration['devices'],
): Promise<BenchDevice[]> {
  const daemon = (program: string, name: string, text: string, ...words: string[]) => {
    const path = join(directory, name)
    writeFileSync(path, text)
    return spawn(program, [...words, path], { stdio: 'ignore' })
  }
  const included = join(directory, 'noroshi.conf')
  writeFileSync(included, '')
  const unbound = daemon('unbound', 'unbound.conf', unboundText(directory, included), '-d', '-c')
  const bgp = '[global.config]\n  as = 65001\n  router-id = "10.0.0.1"\n  port = -1\n'
  const gobgp = daemon('gobgpd', 'gobgp.toml', bgp, '-f')
  await delay(1_000)
  const flowspec = { kind: 'flowspec', pools, community: '65001:777' }
  const listen = { address: '127.0.0.1', port: 0 }
  const resolver = {
    kind: 'rpz',
    timeoutSeconds: 60,
    command: ['unbound-control', '-c', join(directory, 'unbound.conf')],
    resolver: { address: '127.0.0.1', port: 5355 },
    includeFile: included,
  }
  const configured = parse([
    { kind: 'nftables', name: 'nftables', timeoutSeconds: 60 },
    { ...resolver, name: 'unbound' },
    { ...resolver, name: 'unbound-socket', control: join(directory, 'control') },
    { ...flowspec, name: 'gobgp' },
    { ...flowspec, name: 'gobgp-100', rulesMax: 100 },
    // Words behind it: then each rule is a process.
    { ...flowspec, name: 'gobgp-command', command: ['gobgp', '-p', '50051'] },
    {
      kind: 'stream',
      name: 'stream',
      listen,
      enforcers: [{ name: 'edge', keyDigest: '0'.repeat(64), sources: ['100.64.0.0/17'] }],
    },
  ])
  const daemons = { nftables: undefined, rpz: unbound, flowspec: gobgp, stream: undefined }
  return configured.map((configuration) => ({
    configuration,
    daemon: daemons[configuration.kind],
  }))
}

const unboundText = (directory: string, included: string): string => `server:
  interface: 127.0.0.1
  port: 5355
  do-daemonize: no
  username: ""
  chroot: ""
  pidfile: ""
  directory: "${directory}"
  use-syslog: no
  module-config: "respip iterator"
remote-control:
  control-enable: yes
  control-use-cert: no
  control-interface: ${join(directory, 'control')}
include-toplevel: "${included}"
`
