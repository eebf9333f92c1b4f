import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  EXPORT_SECONDS,
  ip4,
  ipfix,
  set,
  type TestField,
  template,
  u,
} from '../testing/datagrams.ts'
import { decode } from '../testing/decoding.ts'

const SOURCE: TestField = [8, 4]
const DESTINATION: TestField = [12, 4]
const ENDS = [...ip4('192.0.2.1'), ...ip4('198.51.100.2')]

/** Decodes one record of both addresses and these fields. */
function one(list: readonly TestField[], ...values: readonly number[][]) {
  const announced = set(2, template(256, [SOURCE, DESTINATION, ...list]))
  return decode(ipfix([announced, set(256, ENDS, ...values)]))
}

test('every dialect of time gives the same flow', () => {
  const ms = EXPORT_SECONDS * 1000
  const start = ms - 5000
  const end = ms - 3000
  const ntp = (at: number) => [...u(4, Math.floor(at / 1000) + 2208988800), ...u(4, 0)]
  const dialects: [string, TestField[], number[]][] = [
    [
      'seconds',
      [
        [150, 4],
        [151, 4],
      ],
      u(4, start / 1000, end / 1000),
    ],
    [
      'milliseconds',
      [
        [152, 8],
        [153, 8],
      ],
      u(8, start, end),
    ],
    [
      'microseconds',
      [
        [154, 8],
        [155, 8],
      ],
      [...ntp(start), ...ntp(end)],
    ],
    [
      'nanoseconds',
      [
        [156, 8],
        [157, 8],
      ],
      [...ntp(start), ...ntp(end)],
    ],
    [
      'plain microseconds',
      [
        [154, 8],
        [155, 8],
      ],
      u(8, start * 1000, end * 1000),
    ],
    [
      'plain nanoseconds',
      [
        [156, 8],
        [157, 8],
      ],
      u(8, BigInt(start) * 10n ** 6n, BigInt(end) * 10n ** 6n),
    ],
    [
      'delta microseconds',
      [
        [158, 4],
        [159, 4],
      ],
      u(4, 5_000_000, 3_000_000),
    ],
    [
      'start and duration',
      [
        [152, 8],
        [161, 4],
      ],
      [...u(8, start), ...u(4, 2000)],
    ],
    [
      'end and duration',
      [
        [162, 4],
        [153, 8],
      ],
      [...u(4, 2_000_000), ...u(8, end)],
    ],
    [
      'uptime',
      [
        [160, 8],
        [22, 4],
        [21, 4],
      ],
      [...u(8, ms - 90_000), ...u(4, 85_000, 87_000)],
    ],
  ]
  for (const [name, list, values] of dialects) {
    const { startAt, durationMs } = one(list, values).rows[0]!
    assert.deepEqual([startAt, durationMs], [start, 2000], name)
  }
})

test('a flow without time, or with an impossible one, starts when it was exported', () => {
  const ms = EXPORT_SECONDS * 1000
  for (const [list, values] of [
    [[[11, 2]], u(2, 1)],
    [
      [
        [152, 8],
        [153, 8],
      ],
      u(8, 0, ms),
    ],
    [[[152, 8]], u(8, 2n ** 64n - 1n)],
  ] as [TestField[], number[]][]) {
    const { startAt, durationMs } = one(list, values).rows[0]!
    assert.deepEqual([startAt, durationMs], [ms, 0])
  }
})

test('an exporter without a clock gets the time of receipt', () => {
  const announced = set(2, template(256, [SOURCE, DESTINATION]))
  const { rows } = decode(ipfix([announced, set(256, ENDS)], { seconds: 0 }))
  assert.equal(rows[0]!.startAt, 1_760_000_000_500)
})

test('systemInitTimeMilliseconds of an options record gives uptimes a meaning', () => {
  const announced = set(2, template(256, [SOURCE, DESTINATION, [22, 4], [21, 4]]))
  const options = set(3, u(2, 300, 2, 1), u(2, 149, 4), u(2, 160, 8))
  const told = set(300, u(4, 1), u(8, EXPORT_SECONDS * 1000 - 60_000))
  const { rows } = decode(ipfix([announced, options, told, set(256, ENDS, u(4, 50_000, 51_000))]))
  assert.deepEqual(
    [rows[0]!.startAt, rows[0]!.durationMs],
    [EXPORT_SECONDS * 1000 - 10_000, 1000],
    'already in the same message',
  )
})

test('the first message after an exporter’s restart is dated by its new life, not by the former', () => {
  const announced = set(2, template(256, [SOURCE, DESTINATION, [22, 4], [21, 4]]))
  const options = set(3, u(2, 300, 2, 1), u(2, 149, 4), u(2, 160, 8))
  const bootedAt = (ms: number): number[] => set(300, u(4, 1), u(8, ms))
  const daysAgo = EXPORT_SECONDS * 1000 - 5 * 86_400_000
  const minuteAgo = EXPORT_SECONDS * 1000 - 60_000
  const { rows } = decode(
    ipfix([announced, options, bootedAt(daysAgo), set(256, ENDS, u(4, 0, 1000))]),
    ipfix([options, bootedAt(minuteAgo), set(256, ENDS, u(4, 50_000, 51_000))]),
  )
  assert.deepEqual(
    rows.map(({ startAt }) => startAt),
    [daysAgo, minuteAgo + 50_000],
  )
})
