import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { IngestError } from './errors.ts'
import { CANONICAL_COLUMNS } from './table/canonical-row.ts'
import { ingestContent } from './testing/ingest-content.ts'

const SAMPLES = {
  csv: `${CANONICAL_COLUMNS.join(',')}\n1.5,0.1,tcp,192.0.2.1,1,2001:db8::2,443,SF,2,3,172,460\n`,
  zeek:
    '#separator \\x09\n#fields\tts\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\torig_pkts\tresp_pkts\torig_bytes\tresp_bytes\thistory\n' +
    '1.5\t192.0.2.1\t1\t192.0.2.2\t2\ttcp\t1\t2\t3\t4\tShA\n' +
    '{"ts":1,"id.orig_h":"::1","id.orig_p":1,"id.resp_h":"::2","id.resp_p":2,"proto":"udp"}\n',
  argus:
    'StartTime,Dur,Proto,SrcAddr,Sport,Dir,DstAddr,Dport,State,TotPkts,TotBytes,SrcBytes\n' +
    '2011/08/10 09:46:53.047277,1,tcp,192.0.2.1,0x10,<-,192.0.2.2,80,S_RA,4,400,100\n',
} as const

const patch = fc.record({
  at: fc.nat(600),
  octets: fc.oneof(
    fc.uint8Array({ maxLength: 4 }),
    fc
      .constantFrom('"', '\n', '\r\n', ',', '\t', '""', '#fields\t', '{', '\u0000', ':', '-')
      .map((text) => new Uint8Array(Buffer.from(text))),
  ),
  removed: fc.nat(3),
})

function patched(
  text: string,
  patches: readonly { at: number; octets: Uint8Array; removed: number }[],
) {
  let content = Buffer.from(text)
  for (const { at, octets, removed } of patches) {
    const from = at % (content.length + 1)
    content = Buffer.concat([content.subarray(0, from), octets, content.subarray(from + removed)])
  }
  return content
}

for (const format of ['csv', 'zeek', 'argus'] as const)
  test(`any damage to a ${format} file gives records in range or an error with a code`, async () => {
    const damage = fc.array(patch, { maxLength: 4 })
    await fc.assert(
      fc.asyncProperty(damage, fc.constantFrom('fail', 'skip'), async (patches, onBadRow) => {
        const content = patched(SAMPLES[format].repeat(2), patches)
        try {
          const { flows, records } = await ingestContent(content, { format, onBadRow })
          assert.equal(flows.length, records)
          for (const flow of flows) assert.ok(flow.ts >= 0 && flow.ts < 10_413_792_000)
        } catch (error) {
          if (!(error instanceof IngestError)) throw error
          assert.ok(error.message.length < 1_000)
        }
      }),
      { numRuns: 150, interruptAfterTimeLimit: 4_000, markInterruptAsFailure: false },
    )
  })
