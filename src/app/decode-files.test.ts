import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import {
  ipv4Header,
  LINK_TYPE_RAW,
  pcapContent,
  udpHeader,
} from '../../tools/testing/pcap-content.ts'
import { ip4, ipfix, netflow9, set, template, u } from '../flows/wire/testing/datagrams.ts'
import { decodeFiles } from './decode-files.ts'

const directory = await mkdtemp(join(tmpdir(), 'noroshi-decode-'))
after(() => rm(directory, { recursive: true }))

const FIELDS = [[8, 4] as const, [12, 4] as const, [7, 2] as const, [61, 1] as const]
const TEMPLATE = set(2, template(256, FIELDS))
const data = (...ports: number[]): number[] =>
  set(256, ...ports.map((port) => [...ip4('192.0.2.1'), ...ip4('192.0.2.2'), ...u(2, port), 0]))

/** Writes the contents and decodes them in order. */
async function decode(...contents: readonly (Uint8Array | undefined)[]) {
  const files = contents.map((_content, index) => join(directory, `${index}`))
  for (const [index, content] of contents.entries())
    if (content) await writeFile(files[index]!, content)
    else await rm(files[index]!, { force: true })
  const refused: string[] = []
  const failed: string[] = []
  const decoding = decodeFiles({
    files,
    nowMs: Date.UTC(2026, 0, 1),
    refused: ({ file, datagram, code, count }) =>
      refused.push(`${file.slice(directory.length + 1)}:${datagram} ${code} ×${count}`),
    failed: ({ code }) => failed.push(code),
  })
  const ports: number[] = []
  let next = await decoding.next()
  for (; !next.done; next = await decoding.next()) ports.push(next.value.src_port)
  return {
    ports,
    refused,
    failed,
    skipped: next.value.flatMap(({ counts }) => counts.map(({ element }) => element)),
  }
}

function capture(...payloads: readonly Uint8Array[]): Buffer {
  const packets = payloads.map((payload, index) => ({
    atMs: 1_760_000_000_000 + index,
    octets: Buffer.concat([
      ipv4Header(Buffer.from([192, 0, 2, 9]), Buffer.from([192, 0, 2, 8]), 17, 8 + payload.length),
      udpHeader(5000, 2055, payload.length),
      payload,
    ]),
  }))
  return pcapContent(LINK_TYPE_RAW, packets)
}

test('files share templates, and the elements that were skipped are told at the end', async () => {
  const result = await decode(ipfix([TEMPLATE]), ipfix([data(1, 2)]), ipfix([data(3)]))
  assert.deepEqual(result, { ports: [1, 2, 3], refused: [], failed: [], skipped: [61] })
})

test('a file of IPFIX messages one after the other is read message by message', async () => {
  const messages = [ipfix([TEMPLATE]), ipfix([data(1)]), ipfix([data(2)])]
  const { ports, refused } = await decode(Buffer.concat(messages))
  assert.deepEqual({ ports, refused }, { ports: [1, 2], refused: [] })
})

test('octets behind the last message are told, and cost no record', async () => {
  const { ports, refused } = await decode(
    Buffer.concat([ipfix([TEMPLATE]), ipfix([data(1)]), Buffer.from([0, 10, 255, 255])]),
  )
  assert.deepEqual({ ports, refused }, { ports: [1], refused: ['0:2 LENGTH_INVALID ×1'] })
})

test('a datagram of NetFlow v9 is one datagram, whatever follows', async () => {
  const whole = netflow9([set(0, template(256, FIELDS)), data(7)])
  const { ports, refused } = await decode(Buffer.concat([whole, whole]))
  assert.deepEqual({ ports, refused }, { ports: [7], refused: ['0:1 SET_LENGTH_INVALID ×1'] })
})

test('a file that cannot be read, or ends early, stops none of the others', async () => {
  const whole = capture(ipfix([TEMPLATE]), ipfix([data(1)]))
  const cut = capture(ipfix([data(2)]), ipfix([data(3)])).subarray(0, -5)
  const { ports, failed } = await decode(whole, undefined, gzipSync(whole), cut, ipfix([data(4)]))
  assert.deepEqual(failed, ['FILE_UNREADABLE', 'FORMAT_UNKNOWN', 'PCAP_TRUNCATED'])
  assert.deepEqual(ports, [1, 2])
})

test('data of a capture waits for its template, and is told by its number when none comes', async () => {
  const early = capture(ipfix([data(1)]), ipfix([TEMPLATE]), ipfix([set(300, [0, 0, 0, 0])]))
  const { ports, refused } = await decode(early)
  assert.deepEqual({ ports, refused }, { ports: [1], refused: ['0:3 TEMPLATE_MISSING ×1'] })
})

test('an empty file is a datagram too short', async () => {
  assert.deepEqual((await decode(new Uint8Array(0))).refused, ['0:1 MESSAGE_TOO_SHORT ×1'])
})
