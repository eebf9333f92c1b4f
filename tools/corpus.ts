/**
 * Keeps corpus/ in order:
 *
 *   node tools/corpus.ts                    says which captures decode to something else than expected
 *   node tools/corpus.ts --write            writes what they decode to now, if tshark reads the same
 *   node tools/corpus.ts --record [NAME…]   records captures anew with the real exporters, then writes
 *
 * The last two need the Debian packages of tools/test-peers.sh. See corpus/README.md.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { compareWithTshark } from './corpus/compare-tshark.ts'
import {
  capturePath,
  decodeCapture,
  expectationPath,
  expectationText,
  listCaptures,
} from './corpus/corpus-files.ts'
import { recordCapture } from './corpus/record-capture.ts'
import { REAL_EXPORTERS } from './testing/real-exporters.ts'

const { values, positionals } = parseArgs({
  options: { write: { type: 'boolean' }, record: { type: 'boolean' } },
  allowPositionals: true,
})

if (values.record) await record(positionals)
else {
  const names = positionals.length > 0 ? positionals : listCaptures()
  for (const name of names) await (values.write ? write(name) : check(name))
}

async function record(names: readonly string[]): Promise<void> {
  const chosen = REAL_EXPORTERS.filter(({ name }) => names.length === 0 || names.includes(name))
  if (chosen.length < names.length) throw new Error(`unknown exporter among ${names.join(', ')}`)
  for (const exporter of chosen) {
    await recordCapture(exporter, new Date())
    await write(exporter.name)
  }
}

async function write(name: string): Promise<void> {
  const decoded = await decodeCapture(capturePath(name))
  const { differences } = await compareWithTshark(capturePath(name), decoded.records)
  if (differences.length > 0) {
    console.error(`${name}: not written, tshark reads it otherwise\n  ${differences.join('\n  ')}`)
    process.exitCode = 1
    return
  }
  writeFileSync(expectationPath(name), expectationText(decoded))
  console.error(`${name}: ${decoded.records.length} records, equal to tshark's`)
}

async function check(name: string): Promise<void> {
  const text = expectationText(await decodeCapture(capturePath(name)))
  const isSame = text === readFileSync(expectationPath(name), 'utf8')
  console.error(`${name}: ${isSame ? 'as expected' : 'DIFFERS from expected.json'}`)
  if (!isSame) process.exitCode = 1
}
