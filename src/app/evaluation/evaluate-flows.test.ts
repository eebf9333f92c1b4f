import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { noroshiJson } from '../../../tools/testing/noroshi-process.ts'
import { openChdb } from '../../flows/store/chdb.ts'
import { baselines, type JudgedEndpoint, judgeRun } from '../../verdicts/evaluate/index.ts'
import { loadShippedModel } from '../detection.ts'
import { ProgressLine } from '../progress.ts'
import { evaluateFlows } from './evaluate-flows.ts'
import type { runDocument } from './run-document.ts'

const HEADER =
  'ts,dur,proto,src_ip,src_port,dst_ip,dst_port,state,pkts_fwd,pkts_bwd,bytes_fwd,bytes_bwd,capture,is_c2,kind'

type Line = { at: number; from: string; to: string; port: number; capture: string; truth: string }

const line = ({ at, from, to, port, capture, truth }: Line, i: number): string =>
  `${at},1.5,tcp,${from},${40_000 + i},${to},${port},SF,5,4,400,300,${capture},${truth},made`

const beats = (count: number, more: Omit<Line, 'at'>, gap: number, start: number): Line[] =>
  Array.from({ length: count }, (_, i) => ({ ...more, at: start + i * gap }))

/** Two captures, one with a clock that was never set: a controller, benign servers, one nobody knows. */
const LINES = [0, 1_760_000_000].flatMap((start, i) => {
  const capture = `c${i}`
  const from = '10.0.0.5'
  return [
    ...beats(30, { from, to: '192.0.2.66', port: 4444, capture, truth: 'true' }, 60, start),
    ...beats(12, { from, to: '192.0.2.80', port: 443, capture, truth: 'False' }, 7, start + 50),
    ...beats(15, { from, to: '192.0.2.81', port: 80, capture, truth: '0' }, 11, start + 90),
    ...beats(20, { from, to: '192.0.2.99', port: 8080, capture, truth: '' }, 30, start + 5),
    ...beats(9, { from, to: '192.0.2.82', port: 22, capture, truth: '0' }, 30, start + 5),
  ]
})

async function evaluate(name: string, content: string, truth: string, group = 'capture') {
  const directory = await mkdtemp(join(tmpdir(), 'noroshi-test-'))
  try {
    const path = join(directory, name)
    await writeFile(path, content)
    return await evaluateFile(path, truth, group)
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

const evaluateFile = (path: string, truth: string, group = 'capture') =>
  evaluateFlows(
    {
      path,
      truth,
      capture: group,
      flowsMin: 10,
      view: { minClients: 1, subscriberPrefixes: [], upstreamInterfaces: [] },
      model: loadShippedModel(),
      baselines: baselines({ hasLists: false }),
    },
    new ProgressLine({ isQuiet: true }),
  )

const named = (rows: readonly JudgedEndpoint[]) =>
  rows.map((row) => `${row.capture} ${row.address}:${row.port} ${row.truth} ${row.flows}`).sort()

const EXPECTED = ['c0', 'c1'].flatMap((capture) => [
  `${capture} 192.0.2.66:4444 1 30`,
  `${capture} 192.0.2.80:443 0 12`,
  `${capture} 192.0.2.81:80 0 15`,
  `${capture} 192.0.2.99:8080 null 20`,
])

test('each capture of a CSV file is a site of its own, and truth may be written in words', async () => {
  const { endpoints, captures } = await evaluate(
    'flows.csv',
    [HEADER, ...LINES.map(line)].join('\n'),
    'is_c2',
  )
  assert.deepEqual(named(endpoints), EXPECTED)
  assert.deepEqual(
    captures.map(({ name, records }) => [name, records]),
    [
      ['c0', 86],
      ['c1', 86],
    ],
  )
  const run = judgeRun(endpoints, { seed: 1 })
  assert.deepEqual([run.positives, run.negatives, run.unknown], [2, 4, 2])
  assert.ok(run.servers.every(({ rank }) => rank >= 1 && rank <= 3))
  const [early, late] = endpoints.filter(({ truth }) => truth === 1)
  assert.ok(
    early && late && Number.isFinite(early.score) && Number.isFinite(late.score),
    'a clock that starts at zero is no reason to see nothing',
  )
})

test('Parquet with a boolean truth, nulls and without any optional column', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'noroshi-test-'))
  try {
    const csv = join(directory, 'flows.csv')
    const parquet = join(directory, 'flows.parquet')
    await writeFile(csv, [HEADER, ...LINES.map(line)].join('\n'))
    const engine = await openChdb()
    await engine.run(
      `INSERT INTO FUNCTION file('${parquet}', Parquet)
       SELECT ts + 1, dur, proto, src_ip, src_port, dst_ip, dst_port, state, pkts_fwd, pkts_bwd, bytes_fwd, bytes_bwd,
         multiIf(toString(is_c2) = '', NULL, lower(toString(is_c2)) = 'true', true, false) AS answer
       FROM file('${csv}', CSVWithNames, 'ts Float64, dur Float64, proto String, src_ip String, src_port Int32, dst_ip String, dst_port Int32, state String, pkts_fwd Int64, pkts_bwd Nullable(Int64), bytes_fwd Int64, bytes_bwd Int64, capture String, is_c2 String, kind String')
       WHERE capture = 'c1'`,
    )
    await engine.run(
      `INSERT INTO FUNCTION file('${join(directory, 'named.parquet')}', Parquet)
       SELECT * EXCEPT (\`plus(ts, 1)\`), \`plus(ts, 1)\` AS ts FROM file('${parquet}', Parquet)`,
    )
    await engine.close()
    const { endpoints } = await evaluateFile(join(directory, 'named.parquet'), 'answer')
    assert.deepEqual(
      named(endpoints),
      EXPECTED.filter((text) => text.startsWith('c1')).map((text) => text.replace('c1', 'all')),
    )
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
})

test('in CTU-13 only the channel to a controller is positive, and background is unknown', async () => {
  const header =
    'StartTime,Dur,Proto,SrcAddr,Sport,Dir,DstAddr,Dport,State,sTos,dTos,TotPkts,TotBytes,SrcBytes,Label'
  const row = (i: number, to: string, port: number, label: string): string =>
    `2011/08/10 09:${String(10 + Math.floor(i / 60)).padStart(2, '0')}:${String(i % 60).padStart(2, '0')}.000000,1.0,tcp,147.32.84.165,${1025 + i},   ->,${to},${port},FSPA_FSPA,0,0,9,900,400,${label}`
  const rows = [
    ...Array.from({ length: 12 }, (_, i) =>
      row(i * 30, '192.0.2.1', 65500, 'flow=From-Botnet-V42-TCP-CC73-Not-Encrypted'),
    ),
    ...Array.from({ length: 12 }, (_, i) =>
      row(i * 5, '192.0.2.2', 25, 'flow=From-Botnet-V42-TCP-Attempt-SPAM'),
    ),
    ...Array.from({ length: 12 }, (_, i) =>
      row(i * 7, '192.0.2.3', 443, 'flow=From-Normal-V42-Stribrek'),
    ),
    ...Array.from({ length: 12 }, (_, i) => row(i * 9, '192.0.2.4', 80, 'flow=Background')),
  ]
  const { endpoints } = await evaluate('a.binetflow', [header, ...rows].join('\n'), 'Label')
  assert.deepEqual(named(endpoints), [
    'all 192.0.2.1:65500 1 12',
    'all 192.0.2.2:25 null 12',
    'all 192.0.2.3:443 0 12',
    'all 192.0.2.4:80 null 12',
  ])
})

test('the document of the command holds what others read, and ranks count within the capture', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'noroshi-test-'))
  try {
    const path = join(directory, 'flows.csv')
    await writeFile(path, [HEADER, ...LINES.map(line)].join('\n'))
    const document = await noroshiJson<ReturnType<typeof runDocument>>(
      ...['evaluate', '--flows', path, '--truth', 'is_c2'],
    )
    assert.equal(document.endpointCount, 6)
    assert.equal(typeof document.prAuc, 'number')
    assert.ok(Object.keys(document.baselines).length >= 5)
    for (const { prAuc } of Object.values(document.baselines)) assert.equal(typeof prAuc, 'number')
    assert.deepEqual(Object.keys(document.recallAtFalse), ['0', '1', '10'])
    assert.match(document.baseRate.text.ja, /1日100,000件/)
    assert.deepEqual(
      document.servers.map(({ capture, address, protocol, port, flows }) =>
        [capture, address, protocol, port, flows].join(' '),
      ),
      ['c0 192.0.2.66 tcp 4444 30', 'c1 192.0.2.66 tcp 4444 30'],
    )
    // Three known endpoints a capture: over the whole file the second could not stand within three.
    for (const { rank, probability, benignAbove } of document.servers) {
      assert.ok(rank >= 1 && rank <= 3 && rank === benignAbove + 1)
      assert.ok(probability >= 0 && probability <= 1)
    }
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
})

test('a column that is not there is named, with those that are', async () => {
  await assert.rejects(
    evaluate('flows.csv', [HEADER, ...LINES.map(line)].join('\n'), 'label'),
    /no column label .*is_c2/s,
  )
})
