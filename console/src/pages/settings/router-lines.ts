/**
 * Lines to paste into a router or probe. Timeouts are 60 s active and 15 s inactive: longer ones
 * delay detection and blur the rhythm it looks at.
 */
export type RouterKind = 'cisco' | 'juniper' | 'mikrotik' | 'softflowd' | 'hsflowd'

/** @param samplingInterval one packet in so many; 1 = every packet */
export type RouterTarget = {
  readonly address: string
  readonly port: number
  readonly samplingInterval: number
}

type RouterEntry = {
  readonly kind: RouterKind
  readonly name: string
  readonly protocol: 'netflow' | 'ipfix' | 'sflow'
  readonly lines: (target: RouterTarget) => string
}

const CISCO_FIELDS = [
  'match ipv{v} source address',
  'match ipv{v} destination address',
  'match ipv{v} protocol',
  'match transport source-port',
  'match transport destination-port',
  'match interface input',
  'collect interface output',
  'collect transport tcp flags',
  'collect counter bytes long',
  'collect counter packets long',
  'collect timestamp absolute first',
  'collect timestamp absolute last',
]

const indent = (lines: readonly string[]): string[] => lines.map((line) => ` ${line}`)

function cisco({ address, port, samplingInterval }: RouterTarget): string {
  const versions = ['4', '6']
  const sampler = samplingInterval > 1
  return [
    ...versions.flatMap((version) => [
      `flow record NOROSHI-V${version}`,
      ...indent(CISCO_FIELDS.map((field) => field.replace('{v}', version))),
      '!',
    ]),
    'flow exporter NOROSHI',
    ...indent([
      `destination ${address}`,
      `transport udp ${port}`,
      'export-protocol netflow-v9',
      'template data timeout 60',
      'option sampler-table timeout 60',
    ]),
    '!',
    ...versions.flatMap((version) => [
      `flow monitor NOROSHI-V${version}`,
      ...indent([
        `record NOROSHI-V${version}`,
        'exporter NOROSHI',
        'cache timeout active 60',
        'cache timeout inactive 15',
      ]),
      '!',
    ]),
    ...(sampler
      ? ['sampler NOROSHI', ...indent([`mode random 1 out-of ${samplingInterval}`]), '!']
      : []),
    'interface GigabitEthernet0/0/0',
    ...indent([
      `ip flow monitor NOROSHI-V4 ${sampler ? 'sampler NOROSHI ' : ''}input`,
      `ipv6 flow monitor NOROSHI-V6 ${sampler ? 'sampler NOROSHI ' : ''}input`,
    ]),
  ].join('\n')
}

function juniper({ address, port, samplingInterval }: RouterTarget): string {
  const template = (name: string, version: string) => [
    `set services flow-monitoring version-ipfix template ${name} ${version}-template`,
    `set services flow-monitoring version-ipfix template ${name} flow-active-timeout 60`,
    `set services flow-monitoring version-ipfix template ${name} flow-inactive-timeout 15`,
    `set services flow-monitoring version-ipfix template ${name} template-refresh-rate seconds 60`,
    `set services flow-monitoring version-ipfix template ${name} option-refresh-rate seconds 60`,
  ]
  const instance = 'set forwarding-options sampling instance NOROSHI'
  const family = (name: string, template: string) => [
    `${instance} family ${name} output flow-server ${address} port ${port}`,
    `${instance} family ${name} output flow-server ${address} version-ipfix template ${template}`,
    `${instance} family ${name} output inline-jflow source-address 192.0.2.1`,
  ]
  return [
    ...template('NOROSHI-V4', 'ipv4'),
    ...template('NOROSHI-V6', 'ipv6'),
    `${instance} input rate ${samplingInterval}`,
    ...family('inet', 'NOROSHI-V4'),
    ...family('inet6', 'NOROSHI-V6'),
    'set chassis fpc 0 sampling-instance NOROSHI',
    'set interfaces ge-0/0/0 unit 0 family inet sampling input',
    'set interfaces ge-0/0/0 unit 0 family inet6 sampling input',
  ].join('\n')
}

function mikrotik({ address, port, samplingInterval }: RouterTarget): string {
  const sampling =
    samplingInterval > 1
      ? ` packet-sampling=yes sampling-interval=1 sampling-space=${samplingInterval - 1}`
      : ''
  return [
    `/ip traffic-flow set enabled=yes interfaces=all active-flow-timeout=1m inactive-flow-timeout=15s${sampling}`,
    `/ip traffic-flow target add dst-address=${address} port=${port} version=ipfix v9-template-timeout=1m`,
  ].join('\n')
}

function softflowd({ address, port, samplingInterval }: RouterTarget): string {
  const host = address.includes(':') ? `[${address}]` : address
  const sampling = samplingInterval > 1 ? ` -s ${samplingInterval}` : ''
  return `softflowd -i eth0 -v 10 -n ${host}:${port} -t maxlife=60 -t general=15${sampling}`
}

function hsflowd({ address, port, samplingInterval }: RouterTarget): string {
  return [
    '# /etc/hsflowd.conf',
    'sflow {',
    `  sampling = ${samplingInterval}`,
    `  collector { ip = ${address} UDPPort = ${port} }`,
    '  pcap { dev = eth0 }',
    '}',
  ].join('\n')
}

export const ROUTERS: readonly RouterEntry[] = [
  { kind: 'cisco', name: 'Cisco IOS XE', protocol: 'netflow', lines: cisco },
  { kind: 'juniper', name: 'Juniper Junos', protocol: 'ipfix', lines: juniper },
  { kind: 'mikrotik', name: 'MikroTik', protocol: 'ipfix', lines: mikrotik },
  { kind: 'softflowd', name: 'softflowd', protocol: 'ipfix', lines: softflowd },
  { kind: 'hsflowd', name: 'sFlow (hsflowd)', protocol: 'sflow', lines: hsflowd },
]

type Collector = { readonly port: number; readonly accepts: string }

/** The collector that names the protocol; any of them understands all. */
export function collectorFor<C extends Collector>(
  collectors: readonly C[],
  protocol: RouterEntry['protocol'],
): C | undefined {
  return collectors.find((one) => one.accepts.toLowerCase().includes(protocol)) ?? collectors.at(0)
}

export const isLoopback = (address: string): boolean =>
  address.startsWith('127.') || address === '::1' || address === 'localhost'

export const isAnyAddress = (address: string): boolean => address === '0.0.0.0' || address === '::'
