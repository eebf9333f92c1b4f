/**
 * The ways in which exporters say the same thing differently: what is known of devices, from the
 * standards and from what users of other collectors complained about. Long because it is a table.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  EXPORT_SECONDS,
  ip4,
  ipfix,
  netflow9,
  set,
  type TestField,
  template,
  UPTIME_MS,
  u,
} from './testing/datagrams.ts'
import { TestCollector, type TestRow } from './testing/decoding.ts'

type Dialect = {
  readonly name: string
  readonly datagrams: readonly Uint8Array[]
  /** What is compared of each row. */
  readonly rows: readonly Partial<TestRow>[]
}

const ENDS: readonly TestField[] = [
  [8, 4],
  [12, 4],
]
const HOSTS = [...ip4('192.0.2.1'), ...ip4('198.51.100.2')]
const EXPORT_MS = EXPORT_SECONDS * 1000
const REVERSE = 29305

/** One message that announces both addresses with these fields, and one record of them. */
function v9(fields: readonly TestField[], ...values: readonly number[][]): Uint8Array {
  return netflow9([set(0, template(256, [...ENDS, ...fields])), set(256, HOSTS, ...values)])
}

function v10(fields: readonly TestField[], ...values: readonly number[][]): Uint8Array {
  return ipfix([set(2, template(256, [...ENDS, ...fields])), set(256, HOSTS, ...values)])
}

/** A NetFlow v9 options template with a scope of so many octets, and one record of it. */
function v9Options(
  scope: readonly [type: number, length: number],
  options: readonly TestField[],
  values: readonly number[],
  domain = 1,
): Uint8Array {
  const body = options.flatMap(([id, length]) => u(2, id, length))
  return netflow9(
    [set(1, [...u(2, 300, 4, body.length), ...u(2, ...scope), ...body]), set(300, [...values])],
    { domain },
  )
}

function v10Options(
  scopes: readonly TestField[],
  options: readonly TestField[],
  values: readonly number[],
  domain = 1,
): Uint8Array {
  const body = [...scopes, ...options].flatMap(([id, length]) => u(2, id, length))
  const count = scopes.length + options.length
  return ipfix([set(3, [...u(2, 300, count, scopes.length), ...body]), set(300, [...values])], {
    domain,
  })
}

/** One record without anything but addresses and an interface, in a domain. */
function plain(domain = 1, ingress = 7, egress = 9): Uint8Array {
  const fields: TestField[] = [...ENDS, [10, 4], [14, 4]]
  return netflow9([set(0, template(257, fields)), set(257, HOSTS, u(4, ingress, egress))], {
    domain,
  })
}

function sampled(id: number, domain = 1): Uint8Array {
  const fields: TestField[] = [...ENDS, [48, 1]]
  return netflow9([set(0, template(258, fields)), set(258, HOSTS, u(1, id))], { domain })
}

const interval = (samplingInterval: number) => [{ samplingInterval }]

const SAMPLING: readonly Dialect[] = [
  {
    name: 'samplingInterval in the record (a switch that announces no options)',
    datagrams: [v9([[34, 4]], u(4, 2048))],
    rows: interval(2048),
  },
  {
    name: 'space and interval: one packet, then 999 skipped, is 1 in 1000 (not 1)',
    datagrams: [
      v10(
        [
          [305, 4],
          [306, 4],
        ],
        u(4, 1, 999),
      ),
    ],
    rows: interval(1000),
  },
  {
    name: 'the same in options',
    datagrams: [
      v10Options(
        [[149, 4]],
        [
          [304, 2],
          [305, 4],
          [306, 4],
        ],
        [...u(4, 1), ...u(2, 1), ...u(4, 1, 999)],
      ),
      v10([], []),
    ],
    rows: interval(1000),
  },
  {
    name: 'ten packets in a row, then 990 skipped, is 1 in 100',
    datagrams: [
      v10(
        [
          [305, 4],
          [306, 4],
        ],
        u(4, 10, 990),
      ),
    ],
    rows: interval(100),
  },
  {
    name: 'a space of zero means that every packet was taken',
    datagrams: [
      v10(
        [
          [305, 4],
          [306, 4],
        ],
        u(4, 100, 0),
      ),
    ],
    rows: interval(1),
  },
  {
    name: 'a packet interval without any space is the interval itself',
    datagrams: [v10([[305, 4]], u(4, 500))],
    rows: interval(500),
  },
  {
    name: 'so many out of a population',
    datagrams: [
      v10(
        [
          [309, 4],
          [310, 4],
        ],
        u(4, 2, 4096),
      ),
    ],
    rows: interval(2048),
  },
  {
    name: 'a probability as a floating point number',
    datagrams: [
      v10Options(
        [[302, 8]],
        [[311, 8]],
        [...u(8, 5), ...new Uint8Array(Float64Array.of(0.001).buffer).reverse()],
      ),
      v10([[302, 2]], u(2, 5)),
    ],
    rows: interval(1000),
  },
  {
    name: 'a selector of 64 bits is the same selector in 32',
    datagrams: [
      v10Options([[302, 8]], [[34, 4]], [...u(8, 0xabcdef0123456789n), ...u(4, 700)]),
      v10Options([[302, 8]], [[34, 4]], [...u(8, 0xabcdef0123456788n), ...u(4, 800)]),
      v10([[302, 4]], u(4, 0x23456789)),
    ],
    rows: interval(700),
  },
  {
    name: 'algorithm and interval in options about the system, with a scope of no length',
    datagrams: [
      v9Options(
        [1, 0],
        [
          [34, 4],
          [35, 1],
        ],
        [...u(4, 512), 2],
      ),
      plain(),
    ],
    rows: interval(512),
  },
  {
    name: 'samplers by id, with mode and random interval; each record by its own',
    datagrams: [
      netflow9([
        set(1, [...u(2, 300, 4, 12), ...u(2, 1, 4), ...u(2, 48, 1, 49, 1, 50, 4)]),
        set(300, u(4, 9), [1, 2], u(4, 2000), u(4, 9), [2, 2], u(4, 4000)),
      ]),
      sampled(1),
      sampled(2),
    ],
    rows: [...interval(2000), ...interval(4000)],
  },
  {
    name: 'a sampler that nobody announced is not another one',
    datagrams: [
      v9Options(
        [1, 4],
        [
          [48, 1],
          [50, 4],
        ],
        [...u(4, 9), 1, ...u(4, 2000)],
      ),
      sampled(3),
    ],
    rows: interval(1),
  },
  {
    name: 'options in one domain, flows in another (a campus switch)',
    datagrams: [
      v9Options(
        [1, 4],
        [
          [48, 1],
          [50, 4],
        ],
        [...u(4, 9), 1, ...u(4, 100)],
        6,
      ),
      sampled(1, 0),
      plain(0),
    ],
    rows: [...interval(100), ...interval(100)],
  },
  {
    name: 'domains that announce different intervals say nothing of a third',
    datagrams: [
      v9Options([1, 0], [[34, 4]], u(4, 100), 6),
      v9Options([1, 0], [[34, 4]], u(4, 200), 7),
      plain(6),
      plain(7),
      plain(8),
    ],
    rows: [...interval(100), ...interval(200), ...interval(1)],
  },
  {
    name: 'domains that announce the same interval say it of a third',
    datagrams: [
      v9Options([1, 0], [[34, 4]], u(4, 100), 6),
      v9Options([1, 0], [[34, 4]], u(4, 100), 7),
      plain(8),
      v9Options([1, 0], [[34, 4]], u(4, 200), 7),
      plain(8),
    ],
    rows: [...interval(100), ...interval(1)],
  },
  {
    name: 'domain 0 of IPFIX speaks for the exporter',
    datagrams: [
      v10Options([[144, 4]], [[34, 4]], u(4, 1, 250), 0),
      v10Options([[144, 4]], [[34, 4]], u(4, 1, 300), 5),
      v10([], []),
    ],
    rows: interval(250),
  },
  {
    name: 'by interface: that of arrival, else that of departure',
    datagrams: [
      v9Options([2, 4], [[34, 4]], u(4, 7, 100)),
      v9Options([2, 4], [[34, 4]], u(4, 8, 200)),
      plain(1, 7, 8),
      plain(1, 5, 8),
      plain(1, 5, 6),
    ],
    rows: [...interval(100), ...interval(200), ...interval(1)],
  },
  {
    name: 'by interface where the interface is a field and not the scope',
    datagrams: [
      v10Options(
        [[144, 4]],
        [
          [10, 4],
          [34, 4],
        ],
        u(4, 1, 7, 640),
      ),
      netflow9([]),
      ipfix([set(2, template(257, [...ENDS, [10, 4]])), set(257, HOSTS, u(4, 7), HOSTS, u(4, 8))]),
    ],
    rows: [...interval(640), ...interval(1)],
  },
  {
    name: 'options behind the data they are about, in one message, count from the next set on',
    datagrams: [
      netflow9([
        set(0, template(257, ENDS)),
        set(257, HOSTS),
        set(1, [...u(2, 300, 4, 4), ...u(2, 1, 0), ...u(2, 34, 4)]),
        set(300, u(4, 64)),
        set(257, HOSTS),
      ]),
    ],
    rows: [...interval(1), ...interval(64)],
  },
]

const time = (startAt: number, durationMs: number) => [{ startAt, durationMs }]
const ntp = (ms: number) => [
  ...u(4, Math.floor(ms / 1000) + 2_208_988_800, Math.ceil(((ms % 1000) * 2 ** 32) / 1000)),
]

const TIMES: readonly Dialect[] = [
  {
    name: 'uptimes of eight octets, the upper four zero (a data centre switch)',
    datagrams: [
      v9(
        [
          [22, 8],
          [21, 8],
        ],
        u(8, UPTIME_MS - 5000, UPTIME_MS - 3000),
      ),
    ],
    rows: time(EXPORT_MS - 5000, 2000),
  },
  {
    name: 'a flow that ends a moment after its export',
    datagrams: [
      v9(
        [
          [22, 4],
          [21, 4],
        ],
        u(4, UPTIME_MS - 10, UPTIME_MS + 160),
      ),
    ],
    rows: time(EXPORT_MS - 10, 170),
  },
  {
    name: 'an end before its start has no duration, and not 49 days',
    datagrams: [
      v9(
        [
          [22, 4],
          [21, 4],
        ],
        u(4, UPTIME_MS - 100, UPTIME_MS - 3200),
      ),
    ],
    rows: time(EXPORT_MS - 100, 0),
  },
  {
    name: 'a flow across the wrap of the uptime',
    datagrams: [
      v9(
        [
          [22, 4],
          [21, 4],
        ],
        u(4, 2 ** 32 - 1000, UPTIME_MS),
      ),
    ],
    rows: time(EXPORT_MS - UPTIME_MS - 1000, UPTIME_MS + 1000),
  },
  {
    name: 'seconds in NetFlow v9',
    datagrams: [
      v9(
        [
          [150, 4],
          [151, 4],
        ],
        u(4, EXPORT_SECONDS - 9, EXPORT_SECONDS - 2),
      ),
    ],
    rows: time(EXPORT_MS - 9000, 7000),
  },
  {
    name: 'an event and when its flow began (a firewall): the event is the end',
    datagrams: [
      v9(
        [
          [152, 8],
          [323, 8],
        ],
        u(8, EXPORT_MS - 4010, EXPORT_MS - 2000),
      ),
    ],
    rows: time(EXPORT_MS - 4010, 2010),
  },
  {
    name: 'an event alone is its own time',
    datagrams: [v9([[323, 8]], u(8, EXPORT_MS - 2000))],
    rows: time(EXPORT_MS - 2000, 0),
  },
  {
    name: 'milliseconds left at zero beside uptimes that are filled',
    datagrams: [
      v9(
        [
          [152, 8],
          [153, 8],
          [22, 4],
          [21, 4],
        ],
        u(8, 0, 0),
        u(4, UPTIME_MS - 5000, UPTIME_MS - 3000),
      ),
    ],
    rows: time(EXPORT_MS - 5000, 2000),
  },
  {
    name: 'a start left at zero: the end less the duration',
    datagrams: [
      v10(
        [
          [152, 8],
          [153, 8],
          [161, 4],
        ],
        u(8, 0, EXPORT_MS - 1000),
        u(4, 400),
      ),
    ],
    rows: time(EXPORT_MS - 1400, 400),
  },
  {
    name: 'start and end left at zero: the time of export',
    datagrams: [
      v10(
        [
          [150, 4],
          [151, 4],
        ],
        u(4, 0, 0),
      ),
    ],
    rows: time(EXPORT_MS, 0),
  },
  {
    name: 'start in milliseconds and a duration in microseconds',
    datagrams: [
      v10(
        [
          [152, 8],
          [162, 4],
        ],
        u(8, EXPORT_MS - 4000),
        u(4, 1_234_567),
      ),
    ],
    rows: time(EXPORT_MS - 4000, 1234),
  },
  {
    name: 'microseconds as NTP timestamps, the duration rounded as each end is',
    datagrams: [
      v10(
        [
          [154, 8],
          [155, 8],
        ],
        ntp(EXPORT_MS - 4000),
        ntp(EXPORT_MS - 3500),
      ),
    ],
    rows: time(EXPORT_MS - 4000, 500),
  },
  {
    name: 'microseconds as a plain count since 1970',
    datagrams: [
      v10(
        [
          [154, 8],
          [155, 8],
        ],
        u(8, (EXPORT_MS - 4000) * 1000, (EXPORT_MS - 3500) * 1000),
      ),
    ],
    rows: time(EXPORT_MS - 4000, 500),
  },
  {
    name: 'differences to the export in microseconds',
    datagrams: [
      v10(
        [
          [158, 4],
          [159, 4],
        ],
        u(4, 4_000_000, 1_000_000),
      ),
    ],
    rows: time(EXPORT_MS - 4000, 3000),
  },
  {
    name: 'uptimes in IPFIX with the start of the exporter in the record',
    datagrams: [
      v10(
        [
          [160, 8],
          [22, 4],
          [21, 4],
        ],
        u(8, EXPORT_MS - 100_000),
        u(4, 95_000, 96_000),
      ),
    ],
    rows: time(EXPORT_MS - 5000, 1000),
  },
  {
    name: 'uptimes in IPFIX and nobody told when the exporter started: the flow ends at export',
    datagrams: [
      v10(
        [
          [22, 4],
          [21, 4],
        ],
        u(4, 95_000, 96_000),
      ),
    ],
    rows: time(EXPORT_MS - 1000, 1000),
  },
]

const icmp = (dstPort: number, protocol = 1) => [{ protocol, dstPort }]

const FIELDS: readonly Dialect[] = [
  {
    name: 'ICMP type and code joined, the ports zero',
    datagrams: [
      v9(
        [
          [4, 1],
          [11, 2],
          [32, 2],
        ],
        [1],
        u(2, 0, 0x0303),
      ),
    ],
    rows: icmp(0x0303),
  },
  {
    name: 'ICMP in the destination port, the joint element left at zero',
    datagrams: [
      v9(
        [
          [4, 1],
          [11, 2],
          [32, 2],
        ],
        [1],
        u(2, 0x0800, 0),
      ),
    ],
    rows: icmp(0x0800),
  },
  {
    name: 'ICMP type and code apart: zero is an echo reply, whatever the port holds (a firewall)',
    datagrams: [
      v9(
        [
          [4, 1],
          [11, 2],
          [176, 1],
          [177, 1],
        ],
        [1],
        u(2, 4711),
        [0, 0],
      ),
    ],
    rows: icmp(0),
  },
  {
    name: 'ICMPv6 type and code apart',
    datagrams: [
      v10(
        [
          [4, 1],
          [178, 1],
          [179, 1],
        ],
        [58, 135, 0],
      ),
    ],
    rows: icmp(135 * 256, 58),
  },
  {
    name: 'ICMP elements beside a TCP flow are not its port',
    datagrams: [
      v9(
        [
          [4, 1],
          [11, 2],
          [176, 1],
          [177, 1],
        ],
        [6],
        u(2, 443),
        [8, 0],
      ),
    ],
    rows: icmp(443, 6),
  },
  {
    name: 'the protocol as next header of IPv6',
    datagrams: [v10([[193, 1]], [17])],
    rows: [{ protocol: 17 }],
  },
  {
    name: 'ports by protocol',
    datagrams: [
      v10(
        [
          [4, 1],
          [180, 2],
          [181, 2],
          [182, 2],
          [183, 2],
        ],
        [6],
        u(2, 0, 0, 50_000, 443),
      ),
    ],
    rows: [{ srcPort: 50_000, dstPort: 443 }],
  },
  {
    name: 'TCP flags of two octets keep the lower eight',
    datagrams: [v10([[6, 2]], u(2, 0x0112))],
    rows: [{ tcpFlags: 0x12 }],
  },
  {
    name: 'counters of eight octets, and of three',
    datagrams: [
      v10(
        [
          [1, 8],
          [2, 3],
        ],
        u(8, 2 ** 40 + 1),
        u(3, 70_000),
      ),
    ],
    rows: [{ octets: 2 ** 40 + 1, packets: 70_000 }],
  },
  {
    name: 'counts of what left, where the counts of what came are zero',
    datagrams: [
      v9(
        [
          [1, 4],
          [2, 4],
          [23, 4],
          [24, 4],
        ],
        u(4, 0, 0, 900, 3),
      ),
    ],
    rows: [{ octets: 900, packets: 3 }],
  },
  {
    name: 'only octets of layer 2',
    datagrams: [v10([[352, 8]], u(8, 1514)), v10([[353, 8]], u(8, 3028))],
    rows: [{ octets: 1514 }, { octets: 3028 }],
  },
  {
    name: 'initiator and responder: both directions, and who began',
    datagrams: [
      v9(
        [
          [231, 4],
          [232, 4],
          [298, 4],
          [299, 4],
        ],
        u(4, 69, 14_178, 2, 12),
      ),
    ],
    rows: [
      { octets: 69, reverseOctets: 14_178, packets: 2, reversePackets: 12, biflowDirection: 1 },
    ],
  },
  {
    name: 'a responder counter alone, always zero, does not say who began (a router)',
    datagrams: [
      v9(
        [
          [1, 4],
          [2, 4],
          [232, 4],
        ],
        u(4, 200, 4, 0),
      ),
    ],
    rows: [{ octets: 200, packets: 4, reverseOctets: 0, biflowDirection: 0 }],
  },
  {
    name: 'reverse elements (RFC 5103), totals and flags too',
    datagrams: [
      v10(
        [
          [85, 8],
          [86, 8],
          [6, 1],
          [85, 8, REVERSE],
          [86, 8, REVERSE],
          [6, 1, REVERSE],
        ],
        u(8, 500, 5),
        [0x1b],
        u(8, 600, 6),
        [0x13],
      ),
    ],
    rows: [
      {
        octets: 500,
        packets: 5,
        tcpFlags: 0x1b,
        reverseOctets: 600,
        reversePackets: 6,
        reverseTcpFlags: 0x13,
      },
    ],
  },
  {
    name: 'reverse counters in elements of the vendor',
    datagrams: [
      v10(
        [
          [1, 4],
          [2, 4],
          [176, 8, 3054],
          [177, 8, 3054],
        ],
        u(4, 500, 5),
        u(8, 600, 6),
      ),
    ],
    rows: [{ octets: 500, packets: 5, reverseOctets: 600, reversePackets: 6 }],
  },
  {
    name: 'addresses after translation are not the flow: the ones before it count',
    datagrams: [
      v9(
        [
          [7, 2],
          [11, 2],
          [225, 4],
          [226, 4],
          [227, 2],
          [228, 2],
        ],
        u(2, 50_000, 443),
        [...ip4('203.0.113.9'), ...ip4('203.0.113.8')],
        u(2, 1024, 8443),
      ),
    ],
    rows: [{ source: '192.0.2.1', destination: '198.51.100.2', srcPort: 50_000, dstPort: 443 }],
  },
  {
    name: 'vendor elements with the enterprise bit set in NetFlow v9 have no enterprise number',
    datagrams: [
      v9(
        [
          [40_005, 1],
          [57_590, 2],
          [11, 2],
        ],
        [2],
        u(2, 7, 443),
      ),
    ],
    rows: [{ dstPort: 443 }],
  },
  {
    name: 'physical interfaces where the logical ones are zero',
    datagrams: [
      v10(
        [
          [10, 4],
          [14, 4],
          [252, 4],
          [253, 4],
        ],
        u(4, 0, 0, 21, 22),
      ),
    ],
    rows: [{ ingressInterface: 21, egressInterface: 22 }],
  },
]

for (const [kind, dialects] of Object.entries({ SAMPLING, TIMES, FIELDS }))
  describe(`dialects of ${kind.toLowerCase()}`, () => {
    for (const { name, datagrams, rows } of dialects)
      test(name, () => {
        const collector = new TestCollector()
        for (const datagram of datagrams) collector.feed(datagram)
        const { result } = collector
        assert.deepEqual(result.refused, {})
        assert.deepEqual(
          result.rows.map((row, index) => picked(row, rows[index] ?? {})),
          rows,
        )
      })
  })

function picked(row: TestRow, like: Partial<TestRow>): Partial<TestRow> {
  return Object.fromEntries(Object.keys(like).map((key) => [key, row[key as keyof TestRow]]))
}
