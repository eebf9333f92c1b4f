import { execFile } from 'node:child_process'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { spawnNfcapd } from './nfcapd.ts'

const execute = promisify(execFile)
/** All of them need seconds; softflowd has been seen to wait for ever. */
const WITHIN_MS = 60_000

/** One way of making a real exporter meter a capture and send what it counted to a port. */
export type RealExporter = {
  /** Also the folder of its capture in corpus/. */
  readonly name: string
  readonly debianPackage: string
  /** How a person would run it; `PCAP` and `PORT` stand for the two. */
  readonly command: string
  readonly protocol: 'cflow' | 'sflow'
  /** Whether it can say anything about IPv6. */
  readonly hasIpv6: boolean
  /** sFlow: a record for each packet; every other: one for each flow. */
  readonly isPerPacket?: true
  /** It forgets which ICMPv6 message it saw. */
  readonly losesIcmpv6Type?: true
  /** Its sequence numbers are not those of the standard, so a collector sees losses that are none. */
  readonly miscountsSequence?: true
  /** It ends without sending the samples that would not fill a datagram. */
  readonly keepsLastSamples?: true
  /** Meters `traffic` and exports to loopback; ends when it has. `place` is a directory of its own. */
  export(traffic: string, port: number, place: string): Promise<void>
}

export const REAL_EXPORTERS: readonly RealExporter[] = [
  softflowd('netflow5', '5', false),
  softflowd('netflow9', '9', true),
  // Its number counts the message's own records in, and no options (RFC 7011 §3.1 says otherwise).
  { ...softflowd('ipfix', '10', true), miscountsSequence: true },
  {
    ...softflowd('ipfix-biflow', '10', true, ['-b']),
    losesIcmpv6Type: true,
    miscountsSequence: true,
  },
  nfreplay('netflow5', '5', false),
  { ...nfreplay('netflow9', '9', true), losesIcmpv6Type: true },
  pmacct('netflow5', 'nfprobe', '5', false),
  pmacct('netflow9', 'nfprobe', '9', true),
  pmacct('ipfix', 'nfprobe', '10', true),
  {
    ...pmacct('sflow5', 'sfprobe', undefined, true),
    protocol: 'sflow',
    isPerPacket: true,
    keepsLastSamples: true,
  },
]

/** What was looked for and cannot be had: each becomes a skipped test with its reason. */
export const ABSENT_EXPORTERS: readonly { readonly name: string; readonly reason: string }[] = [
  { name: 'nfreplay-ipfix', reason: 'nfreplay 1.7.1 sends NetFlow v5 and v9 only' },
  { name: 'hsflowd-sflow5', reason: 'hsflowd is not packaged in Debian' },
]

function softflowd(
  protocol: string,
  version: string,
  hasIpv6: boolean,
  extraArgs: readonly string[] = [],
): RealExporter {
  const argsFor = (traffic: string, receiver: string): string[] => [
    ...['-d', '-r', traffic, '-n', receiver, '-v', version, ...extraArgs],
    // Reading a file, version 1.1.0 takes an unset variable for a caller on its control socket and
    // waits for it for ever; so it gets none.
    ...['-c', 'none'],
  ]
  return {
    name: `softflowd-${protocol}`,
    debianPackage: 'softflowd',
    command: `softflowd ${argsFor('PCAP', '127.0.0.1:PORT').join(' ')} -p PIDFILE`,
    protocol: 'cflow',
    hasIpv6,
    export: async (traffic, port, place) => {
      const args = [...argsFor(traffic, `127.0.0.1:${port}`), '-p', join(place, 'pid')]
      await execute('softflowd', args, { timeout: WITHIN_MS })
    },
  }
}

/**
 * nfreplay sends what nfcapd stored; nfcapd gets it from softflowd, with absolute times because it
 * does not understand that softflowd's uptime began after the flows of a file.
 */
function nfreplay(protocol: string, version: string, hasIpv6: boolean): RealExporter {
  const source = softflowd('netflow9', '9', true, ['-A', 'milli'])
  return {
    name: `nfreplay-${protocol}`,
    debianPackage: 'nfdump',
    command: `nfcapd -l STORE -p PORT -b 127.0.0.1 -t 3600 &  ${source.command};  nfreplay -r STORE/nfcapd.* -H 127.0.0.1 -p PORT -v ${version}`,
    protocol: 'cflow',
    hasIpv6,
    export: async (traffic, port, place) => {
      const store = join(place, 'store')
      await mkdir(store)
      {
        await using nfcapd = await spawnNfcapd(store)
        await source.export(traffic, nfcapd.port, place)
      }
      const [file] = (await readdir(store)).filter((name) => /^nfcapd\.\d+$/.test(name))
      if (!file) throw new Error('nfcapd stored nothing')
      const target = ['-H', '127.0.0.1', '-p', String(port), '-v', version]
      await execute('nfreplay', ['-r', join(store, file), ...target], { timeout: WITHIN_MS })
    },
  }
}

function pmacct(
  protocol: string,
  plugin: 'nfprobe' | 'sfprobe',
  version: string | undefined,
  hasIpv6: boolean,
): RealExporter {
  const configuration = (traffic: string, receiver: string): string =>
    [
      'daemonize: false',
      `pcap_savefile: ${traffic}`,
      `plugins: ${plugin}`,
      `${plugin}_receiver: ${receiver}`,
      ...(version === undefined
        ? ['sampling_rate: 1']
        : [
            `nfprobe_version: ${version}`,
            'aggregate: src_host, dst_host, src_port, dst_port, proto, tos, tcpflags',
          ]),
      // The file is read faster than the plugin's customary queue is emptied.
      'plugin_pipe_size: 10240000',
      'plugin_buffer_size: 102400',
      '',
    ].join('\n')
  return {
    name: `pmacct-${protocol}`,
    debianPackage: 'pmacct',
    command: `pmacctd -f CONFIGURATION  (${configuration('PCAP', '127.0.0.1:PORT').trim().split('\n').join('; ')})`,
    protocol: 'cflow',
    hasIpv6,
    export: async (traffic, port, place) => {
      const path = join(place, 'pmacctd.conf')
      await writeFile(path, configuration(traffic, `127.0.0.1:${port}`))
      await execute('pmacctd', ['-f', path], { timeout: WITHIN_MS }).catch(excuseEarlyPlugin)
    },
  }
}

/**
 * At the end of the file pmacctd tells its plugin to stop. When the plugin is quicker than pmacctd
 * expects, it takes that for a lost plugin and answers 1, with everything sent.
 */
function excuseEarlyPlugin(error: Error & { code?: number; stderr?: string }): void {
  if (error.code !== 1 || !error.stderr?.includes('Shutting down on user request')) throw error
}
