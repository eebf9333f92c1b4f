import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { ListError } from './errors.ts'
import { LINE_LENGTH_MAX } from './limits.ts'
import type { ListedEntry } from './listed-entry.ts'
import { type DocumentOptions, readDocument } from './read-document.ts'

const RULES: DocumentOptions = {
  listKind: 'reputation',
  defaultKind: 'unknown',
  isSubscriber: (address) => address.startsWith('198.51.100.'),
}
const read = (text: string, options: Partial<DocumentOptions> = {}) =>
  readDocument(Buffer.from(text), { ...RULES, ...options })
const short = ({ network, port, kind }: ListedEntry) => `${network} ${port ?? '*'} ${kind}`
const refusal = (code: string) => (error: unknown) =>
  error instanceof ListError && error.code === code

describe('plain text', () => {
  it('is addresses, addresses with ports, and prefixes, with comments', () => {
    const { format, list } = read(`# a list
203.0.113.7
203.0.113.8:8443   # Cobalt Strike C2
[2001:db8::5]:443
203.0.113.0/24 ; SBL1
192[.]0[.]2[.]9:6667
c2.example.org
/gate.php
hxxp://203.0.113.9/x
`)
    assert.equal(format, 'plain')
    assert.deepEqual(list.entries.map(short), [
      '203.0.113.7/32 * unknown',
      '203.0.113.8/32 8443 controller',
      '2001:db8::5/128 443 unknown',
      '203.0.113.0/24 * unknown',
      '192.0.2.9/32 6667 unknown',
    ])
    assert.deepEqual(list.skipped, { hostname: 1, url: 2 })
    assert.equal(list.entries[1]?.line, 3)
  })

  it('a hosts file names hosts, not 0.0.0.0', () => {
    const { list } = read('0.0.0.0 bad.example\n0.0.0.0 worse.example\n203.0.113.7 own.example\n')
    assert.deepEqual(list.entries.map(short), ['203.0.113.7/32 * unknown'])
    assert.deepEqual(list.skipped, { hostname: 2 })
  })

  it('bad lines are counted and named, and stop nothing', () => {
    const { list } = read(
      '203.0.113.1\n203.0.113.999\n203.0.113.2:70000\n203.0.113.3\n203.0.113.4\n',
    )
    assert.equal(list.entries.length, 3)
    assert.deepEqual(list.badLines, [
      { line: 2, reason: 'ADDRESS_INVALID' },
      { line: 3, reason: 'PORT_INVALID' },
    ])
  })

  it('an error page is refused and not taken for a list of nothing', () => {
    const page = '<!doctype html>\n<html>\n<body>503 Service Unavailable</body>\n</html>\n'
    assert.throws(() => read(page), refusal('LIST_FORMAT_UNKNOWN'))
    assert.throws(() => read(page, { format: 'plain' }), refusal('LIST_FORMAT_DOUBTFUL'))
    assert.throws(() => read(''), refusal('LIST_EMPTY'))
    assert.throws(() => read('# nothing today\n', { format: 'plain' }), refusal('LIST_EMPTY'))
  })

  it('nobody’s address, half the Internet and our own subscribers are not taken', () => {
    const { list } = read(
      '10.1.2.3\n127.0.0.1:80\n224.0.0.5\n0.0.0.0/0\n11.0.0.0/8\n198.51.100.4\n203.0.113.7\n',
    )
    assert.deepEqual(list.entries.map(short), ['203.0.113.7/32 * unknown'])
    assert.deepEqual(list.skipped, { reserved: 3, 'too-broad': 2, 'own-subscriber': 1 })
  })

  it('a known-good list may name private prefixes', () => {
    const { list } = read('10.0.0.0/8\n198.51.100.4\n', { listKind: 'known-good' })
    assert.equal(list.entries.length, 2)
  })
})

describe('CSV', () => {
  it('of abuse.ch: a commented header, quotes, a blank after the comma', () => {
    const { format, list } = read(
      `################
# Threatfox IOCs: recent
# "first_seen_utc","ioc_id","ioc_value","ioc_type","threat_type","fk_malware","malware_printable","last_seen_utc"
"2026-11-20 10:00:00", "1", "203.0.113.7:8443", "ip:port", "botnet_cc", "win.x", "X, \\"the\\" rat", ""
"2026-11-20 10:00:00", "2", "d41d8cd98f00b204e9800998ecf8427e", "md5_hash", "payload", "win.x", "X", ""
"2026-11-20 11:00:00", "3", "203.0.113.8:80", "ip:port", "payload_delivery", "win.x", "X", "2026-11-20 12:00:00"
`.replaceAll('\\"', '""'),
    )
    assert.equal(format, 'csv')
    assert.deepEqual(list.entries.map(short), [
      '203.0.113.7/32 8443 controller',
      '203.0.113.8/32 80 downloader',
    ])
    assert.deepEqual(list.skipped, { 'other-type': 1 })
    assert.equal(list.entries[0]?.firstListedAtMs, Date.UTC(2026, 10, 20, 10))
    assert.equal(list.entries[1]?.lastVerifiedAtMs, Date.UTC(2026, 10, 20, 12))
    assert.match(list.entries[0]?.tag ?? '', /X, "the" rat/)
  })

  it('of a history: each stay is an entry', () => {
    const { list } = read(`list,ip,port,first_listed,last_removed
x,203.0.113.7,443,2025-01-01 00:00:00.000000,2025-02-01 00:00:00
x,203.0.113.7,443,2025-06-01,
x,203.0.113.7,443.0,2025-07-01,\\N
`)
    assert.deepEqual(
      list.entries.map(({ firstListedAtMs, lastRemovedAtMs }) => [
        firstListedAtMs,
        lastRemovedAtMs,
      ]),
      [
        [Date.UTC(2025, 0, 1), Date.UTC(2025, 1, 1)],
        [Date.UTC(2025, 5, 1), null],
      ],
    )
  })

  it('columns of any name or number are told', () => {
    const named = read('Ziel;Tor\n203.0.113.7;443\n', {
      columns: { address: 'Ziel', port: 'Tor' },
      format: 'csv',
    })
    assert.deepEqual(named.list.entries.map(short), ['203.0.113.7/32 443 unknown'])
    const numbered = read('x,203.0.113.7,443\ny,203.0.113.8,80\n', {
      columns: { address: '2', port: '3' },
      format: 'csv',
    })
    assert.deepEqual(numbered.list.entries.map(short), [
      '203.0.113.7/32 443 unknown',
      '203.0.113.8/32 80 unknown',
    ])
    assert.throws(() => read('a,b\n1,2\n', { format: 'csv' }), refusal('LIST_FORMAT_UNKNOWN'))
  })

  it('rows of another width, bad dates and open quotes are bad lines', () => {
    const { list } = read(`ip,port,first_seen
203.0.113.1,1,2026-01-01
203.0.113.2,1
203.0.113.3,1,soon
"203.0.113.4,1,2026-01-01
203.0.113.5,1,2026-01-01
203.0.113.6,1,1767225600
`)
    assert.deepEqual(
      list.badLines.map(({ line, reason }) => `${line} ${reason}`),
      ['3 FIELD_COUNT', '4 DATE_INVALID', '5 FIELD_COUNT'],
    )
    assert.equal(list.entries.at(-1)?.firstListedAtMs, Date.UTC(2026, 0, 1))
  })
})

describe('JSON', () => {
  it('an array of objects, an array in an object, ThreatFox’s numbered arrays, an array of texts', () => {
    const feodo = [
      {
        ip_address: '203.0.113.7',
        port: 443,
        first_seen: '2026-01-01 00:00:00',
        malware: 'Emotet C2',
      },
    ]
    for (const document of [feodo, { query_status: 'ok', data: feodo }, { '17': feodo }]) {
      const { format, list } = read(JSON.stringify(document))
      assert.equal(format, 'json')
      assert.deepEqual(list.entries.map(short), ['203.0.113.7/32 443 controller'])
    }
    assert.deepEqual(read('["203.0.113.7:80","a.example"]').list.entries.map(short), [
      '203.0.113.7/32 80 unknown',
    ])
  })

  it('lines of objects', () => {
    const { format, list } = read(
      '{"ip":"203.0.113.7"}\n{"ip":"203.0.113.8","port":"1"}\n{"ip":\n{"ip":"203.0.113.9"}\n',
    )
    assert.equal(format, 'json-lines')
    assert.equal(list.entries.length, 3)
    assert.deepEqual(list.badLines, [{ line: 3, reason: 'NOT_AN_OBJECT' }])
  })
})

describe('any list', () => {
  it('lines that say the same are one entry, and what accuses least counts', () => {
    const { list } = read(
      'ip,port,tag\n203.0.113.7,443,emotet c2\n203.0.113.7,443,sinkhole\n203.0.113.7,80,emotet c2\n',
    )
    assert.deepEqual(list.entries.map(short), [
      '203.0.113.7/32 443 sinkhole',
      '203.0.113.7/32 80 controller',
    ])
    assert.equal(list.entries[0]?.tag, 'emotet c2; sinkhole')
  })

  it('may come as gzip, and a bomb is refused', () => {
    const { list } = readDocument(gzipSync('203.0.113.7\n'), RULES)
    assert.equal(list.entries.length, 1)
    const bomb = gzipSync(Buffer.alloc(260 * 2 ** 20, '#'), { level: 1 })
    assert.throws(() => readDocument(bomb, RULES), refusal('LIST_TOO_LARGE'))
    assert.throws(
      () => readDocument(Buffer.from([0x1f, 0x8b, 1, 2]), RULES),
      refusal('LIST_UNREADABLE'),
    )
    assert.throws(
      () => readDocument(Buffer.from([0xff, 0xfe, 65]), RULES),
      refusal('LIST_UNREADABLE'),
    )
  })

  it('has a largest line and a largest number of entries', () => {
    assert.throws(
      () => read(`203.0.113.7 ${'x'.repeat(LINE_LENGTH_MAX)}`),
      refusal('LIST_TOO_LARGE'),
    )
    assert.throws(
      () => read('203.0.113.1\n203.0.113.2\n203.0.113.3\n', { entryCountMax: 2 }),
      refusal('LIST_TOO_LARGE'),
    )
  })

  it('whatever the octets, an answer or a ListError', () => {
    const piece = fc.constantFrom(
      '203.0.113.7',
      ':443',
      '\n',
      ',',
      '"',
      '{',
      '}',
      '[',
      ']',
      "'",
      'ip',
      '#',
      ' AND ',
      '"ip":',
      'null',
      '\0',
      '2001:db8::1',
    )
    const formats = fc.constantFrom(
      undefined,
      'plain',
      'csv',
      'json',
      'json-lines',
      'stix',
      'misp-event',
      'misp-warninglist',
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join('')),
        ),
        formats,
        (text, format) => {
          try {
            read(text, format === undefined ? {} : { format: format as 'plain' })
          } catch (error) {
            assert.ok(error instanceof ListError, String(error))
          }
        },
      ),
      { numRuns: 500 },
    )
  })
})
