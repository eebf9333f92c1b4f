import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, it } from 'node:test'
import fc from 'fast-check'
import { inEveryHome } from '../../../tools/testing/database-homes.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../core/time-span.ts'
import { type Database, openDatabase } from '../../db/database.ts'
import { Tally } from '../files/tally.ts'
import { ALERT_MIGRATIONS } from '../migrations/index.ts'
import type { AlertTables } from '../tables.ts'
import { clearSpans } from './clear-spans.ts'
import { importSessions } from './import-sessions.ts'
import { LineMap } from './line-map.ts'
import { radiusAccounting } from './radius-accounting.ts'

const AT = Date.UTC(2026, 10, 21, 3)

/** As FreeRADIUS 3.2 writes it. */
function packet(status: string, minute: number, lines: readonly string[]): string {
  const seconds = AT / 1000 + minute * 60
  const written = new Date(AT + 9 * HOUR_MS + minute * MINUTE_MS)
    .toUTCString()
    .replace(/^\w+, (\d+) (\w+) (\d+) ([\d:]+) GMT$/, '$2 $1 $3 $4 JST')
  return [
    'Sat Nov 21 12:00:00 2026',
    `\tAcct-Status-Type = ${status}`,
    '\tNAS-IP-Address = 192.0.2.1',
    ...lines.map((line) => `\t${line}`),
    `\tEvent-Timestamp = "${written}"`,
    '\tTunnel-Client-Endpoint:0 = "203.0.113.99"',
    `\tTimestamp = ${seconds + 1}`,
    '',
    '',
  ].join('\n')
}
const session = (user: string, id: string, address: string): string[] => [
  `User-Name = "${user}"`,
  `Acct-Session-Id = "${id}"`,
  `Framed-IP-Address = ${address}`,
]

inEveryHome('whose an address was', (home) => {
  const directory = mkdtempSync(join(tmpdir(), 'noroshi-lines-'))
  let database: Database
  let lines: LineMap
  const take = (text: string, nowMs = AT) => {
    const path = join(directory, 'file')
    writeFileSync(path, text)
    return importSessions(database.$extendTables<AlertTables>(), { path }, nowMs)
  }
  const whose = async (address: string, minute: number, port?: number): Promise<string> => {
    const found = await lines.resolve(address, AT + minute * MINUTE_MS, port)
    return found.kind === 'line' ? found.subscriber : found.kind
  }

  before(async () => {
    database = await openDatabase(await home.create(), ALERT_MIGRATIONS)
    lines = new LineMap(database.$extendTables<AlertTables>(), {
      graceMinutes: 60,
      sessionDays: 14,
    })
  })
  after(async () => {
    await database.destroy()
    await home.remove()
    rmSync(directory, { recursive: true, force: true })
  })

  it('from start to stop an address is one line’s, then another’s', async () => {
    const hanako = session('hanako@isp.example', 's1', '100.64.0.1')
    const counts = await take(
      packet('Start', 0, [...hanako, 'Delegated-IPv6-Prefix = 2001:db8:1:100::/56']) +
        packet('Interim-Update', 30, [...hanako, 'Acct-Session-Time = 1800']) +
        packet('Stop', 50, [...hanako, 'Acct-Session-Time = 3000']) +
        packet('Start', 55, session('taro@isp.example', 's2', '100.64.0.1')),
    )
    assert.deepEqual(counts, { taken: 5 })
    const answers = await Promise.all([-1, 0, 49, 52, 55, 100].map((at) => whose('100.64.0.1', at)))
    assert.deepEqual(answers, [
      'unmapped',
      'hanako@isp.example',
      'hanako@isp.example',
      'unmapped',
      'taro@isp.example',
      'taro@isp.example',
    ])
    assert.equal(await whose('2001:db8:1:1ff::9', 10), 'hanako@isp.example')
    assert.equal(await whose('2001:db8:1:200::9', 10), 'unmapped')
  })

  it('a session nobody ended is believed for its grace, and not while another has the address', async () => {
    await take(packet('Start', 0, session('lost', 's3', '100.64.0.2')))
    assert.deepEqual(
      [await whose('100.64.0.2', 59), await whose('100.64.0.2', 61)],
      ['lost', 'unmapped'],
    )
    await take(packet('Start', 40, session('next', 's4', '100.64.0.2')))
    assert.deepEqual(
      [await whose('100.64.0.2', 30), await whose('100.64.0.2', 50), await whose('100.64.0.2', 70)],
      ['lost', 'ambiguous', 'next'],
    )
    const window = { startMs: AT - DAY_MS, endMs: AT + DAY_MS }
    const { lines: clear } = await lines.lines(['lost', 'next'], window)
    assert.deepEqual(
      clear.map(({ subscriber, span }) => [
        subscriber,
        (span.startMs - AT) / MINUTE_MS,
        (span.endMs - AT) / MINUTE_MS,
      ]),
      [
        ['lost', 0, 40],
        ['next', 60, 100],
      ],
    )
  })

  it('an access server that starts anew has ended all its sessions', async () => {
    await take(
      packet('Start', 0, session('early', 's5', '100.64.0.3')) +
        packet('Accounting-On', 10, []) +
        packet('Start', 20, session('late', 's5', '100.64.0.3')),
    )
    assert.deepEqual(
      [await whose('100.64.0.3', 5), await whose('100.64.0.3', 15), await whose('100.64.0.3', 25)],
      ['early', 'unmapped', 'late'],
    )
  })

  it('behind a NAT only a port tells', async () => {
    const [from, until] = [new Date(AT).toISOString(), new Date(AT + HOUR_MS).toISOString()]
    const table = [
      'prefix,subscriber,from,until,port_first,port_last',
      `198.51.100.1/32,nat-a,${from},${until},1024,2047`,
      `198.51.100.1/32,nat-b,${from},${until},2048,3071`,
    ].join('\r\n')
    assert.deepEqual(await take(table), { taken: 2 })
    assert.deepEqual(await take(table), { taken: 2 }, 'the same file again changes nothing')
    assert.deepEqual(
      [
        await whose('198.51.100.1', 5, 1500),
        await whose('198.51.100.1', 5, 3071),
        await whose('198.51.100.1', 5, 9),
        await whose('198.51.100.1', 5),
      ],
      ['nat-a', 'nat-b', 'unmapped', 'ambiguous'],
    )
    assert.deepEqual(
      (await lines.lines(['nat-a', 'nat-b'], { startMs: AT, endMs: AT + HOUR_MS })).ambiguous,
      0,
    )
  })

  it('a file in Shift_JIS is read; what is no line is refused and counted', async () => {
    const bad = [
      'subscriber,prefix,from,until',
      'town,10.0.0.0/8,2026-11-21T00:00:00Z,',
      'zone,100.64.9.1,2026-11-21 00:00:00,',
      'backwards,100.64.9.1,2026-11-21T02:00:00Z,2026-11-21T01:00:00Z',
      '"line\u0000break",100.64.9.1,2026-11-21T00:00:00Z,',
      'too,many,cells,in,this,row',
      `${'x'.repeat(9_000)},100.64.9.1,2026-11-21T00:00:00Z,`,
    ].join('\n')
    assert.deepEqual(await take(bad), {
      'prefix-invalid': 1,
      'row-malformed': 1,
      'subscriber-invalid': 2,
      'time-invalid': 2,
    })
    await assert.rejects(take('subscriber;prefix\na;b'), { code: 'ALERT_FILE_UNREADABLE' })
    await assert.rejects(take('\u0000\uFFFE'.repeat(3)), { code: 'ALERT_FILE_UNREADABLE' })
  })
})

it('accounting without an address, a time that is known or a name is counted, and only what is needed is held', () => {
  const tally = new Tally()
  const events = [
    ...radiusAccounting(
      packet('Start', 0, [
        'User-Name = "a"',
        'Acct-Session-Id = "1"',
        'Framed-IP-Address = 255.255.255.254',
      ]) +
        packet('Start', 0, session('bad\\nname\u0007', '2', '100.64.0.1')) +
        packet('Start', 0, session('ok', '', '100.64.0.1')) +
        packet('Failed', 0, session('ok', '3', '100.64.0.1')) +
        'Sat Nov 21 12:00:00 2026\n\tAcct-Status-Type = Start\n\tNAS-Identifier = "x"\n\tEvent-Timestamp = "Nov 21 2026 12:00:00 CST"\n\n' +
        packet('Start', 0, session('quo\\"ted', '4', '100.64.0.1')),
      tally,
    ),
  ]
  assert.deepEqual(tally.counts(), {
    'address-missing': 1,
    'session-missing': 1,
    'status-other': 1,
    'subscriber-invalid': 1,
    'time-invalid': 1,
  })
  assert.deepEqual(
    events.map((event) => event.kind === 'session' && event.session.subscriber),
    ['quo"ted'],
  )
  assert.doesNotMatch(JSON.stringify(events), /203\.0\.113\.99/)
})

it('any text is sessions and counts, never a crash', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (noise) => {
      const text = packet('Start', 0, session(noise, noise, '100.64.0.1')) + noise
      for (const event of radiusAccounting(text, new Tally()))
        if (event.kind === 'session') assert.doesNotMatch(event.session.subscriber, /[\n\r\0]/)
    }),
    { numRuns: 300 },
  )
})

it('what two had at once is cut out of both', () => {
  const span = { startMs: 0, endMs: 100 }
  const cut = (...others: [number, number][]) =>
    clearSpans(
      span,
      others.map(([startMs, endMs]) => ({ startMs, endMs })),
    ).map(({ startMs, endMs }) => [startMs, endMs])
  assert.deepEqual(cut(), [[0, 100]])
  assert.deepEqual(cut([20, 30], [25, 40]), [
    [0, 20],
    [40, 100],
  ])
  assert.deepEqual(cut([-5, 10], [90, 200]), [[10, 90]])
  assert.deepEqual(cut([-5, 200]), [])
})
