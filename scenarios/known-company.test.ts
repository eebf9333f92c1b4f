import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, it } from 'node:test'
import { SeededRandom } from '../src/core/random.ts'
import {
  listController,
  noroshi,
  noroshiJson,
  temporaryDirectory,
} from '../tools/testing/noroshi-process.ts'

/** A list knows one controller; a second one, which nobody knows, has the same bots. */
const KNOWN = '203.0.113.7'
const UNKNOWN = '198.51.100.50'
const START_S = Date.UTC(2026, 0, 5) / 1000
const BOTS = [1, 2, 3, 4]

let directory: Awaited<ReturnType<typeof temporaryDirectory>>
let data: string

before(async () => {
  directory = await temporaryDirectory()
  data = join(directory.path, 'isp')
  const flows = join(directory.path, 'flows.csv')
  writeFileSync(flows, csv())
  const { status, stderr } = await noroshi('ingest', flows, '--data', data)
  assert.equal(status, 0, stderr)
})
after(() => directory[Symbol.asyncDispose]())

type Told = {
  readonly group: string
  readonly en: string
  readonly ja: string
  readonly weight: number
}
type Found = {
  readonly address: string
  readonly probability: number
  readonly reasons: readonly Told[]
  readonly against: readonly Told[]
}

const detect = async (): Promise<readonly Found[]> =>
  (
    await noroshiJson<{ candidates: readonly Found[] }>(
      ...['detect', '--window', 'all', '--min-clients', '3', '--data', data],
    )
  ).candidates
const find = (candidates: readonly Found[], address: string): Found =>
  candidates.find((one) => one.address === address)!
const ofLists = ({ reasons, against }: Found): readonly Told[] =>
  [...reasons, ...against].filter(({ group }) => group === 'lists')

it('whoever shares clients with a controller that a list knows is told with it', async () => {
  const before = await detect()
  assert.ok(before.length > 20)
  assert.deepEqual(before.flatMap(ofLists), [], 'no list is held')

  await listController(
    { directory: directory.path, data },
    { address: KNOWN, port: 8443, firstSeen: '2026-01-04 12:00:00' },
  )

  const after = await detect()
  const unknown = find(after, UNKNOWN)
  assert.ok(
    unknown.probability > find(before, UNKNOWN).probability,
    `${find(before, UNKNOWN).probability} → ${unknown.probability}`,
  )
  const [said] = unknown.reasons.filter(({ group }) => group === 'lists')
  assert.match(said!.en, /4 clients of it are also in touch with 1 known C&C server/)
  assert.match(said!.ja, /端末のうち4台が、既知のC&Cサーバ1台とも通信しています/)
  assert.ok(said!.weight > 0)
  assert.deepEqual(
    find(after, KNOWN).reasons.filter(({ group }) => group === 'lists'),
    [],
    'what the list says of the controller itself is no reason against it',
  )
  assert.doesNotMatch(JSON.stringify(after), /192\.0\.2\./, 'no client is named')
})

/** An hour of forty people's pages and four bots. */
function csv(): string {
  const random = new SeededRandom(11)
  const lines: string[] = []
  const flow = (
    at: number,
    client: number,
    server: string,
    port: number,
    up: number,
    down: number,
  ) =>
    lines.push(
      `${START_S + at},1,tcp,192.0.2.${client},${32_768 + random.integer(28_000)},${server},${port},SF,5,4,${up},${down}`,
    )
  for (let client = 1; client <= 40; client++)
    for (let nth = 0; nth < 80; nth++)
      flow(
        random.integer(3600),
        client,
        `198.51.101.${1 + random.integer(60)}`,
        443,
        500 + random.integer(3000),
        1000 + random.integer(90_000),
      )
  for (const bot of BOTS)
    for (let at = 10 * bot; at < 3600; at += 60) {
      flow(at, bot, KNOWN, 8443, 300, 400)
      flow(at + 5, bot, UNKNOWN, 4444, 320, 380)
    }
  return `ts,dur,proto,src_ip,src_port,dst_ip,dst_port,state,pkts_fwd,pkts_bwd,bytes_fwd,bytes_bwd\n${lines.join('\n')}\n`
}
