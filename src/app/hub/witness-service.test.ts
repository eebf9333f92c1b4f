import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { ManualClock } from '../../core/clock.ts'
import { MINUTE_MS } from '../../core/time-span.ts'
import { HubError } from '../../gate/hub/errors.ts'
import { signCheckpoint } from '../../gate/log/checkpoint.ts'
import { cosignedAtMs } from '../../gate/log/cosignature.ts'
import { MerkleLog } from '../../gate/log/merkle-log.ts'
import { formatNoteKey, NOTE_TYPES, parseNote, parseNoteKey } from '../../gate/log/note.ts'
import { tileMemory } from '../../gate/log/tile-store.ts'
import { formatRequest } from '../../gate/log/witness.ts'
import { WitnessCollector } from '../../gate/log/witness-client.ts'
import { SigningKey } from '../../gate/warning/trust/signing-key.ts'
import { witnessAt } from './ask-witness.ts'
import { initialiseWitness } from './witness-directory.ts'
import { startWitness, type WitnessService } from './witness-service.ts'

const ORIGIN = 'hub.example.jp/log'
const KEY = new SigningKey(Buffer.alloc(32, 1))
const LOG = formatNoteKey({ name: ORIGIN, type: NOTE_TYPES.signature, key: KEY.publicKey })
const directory = mkdtempSync(join(tmpdir(), 'noroshi-witness-'))
after(() => rmSync(directory, { recursive: true }))

const made = (name: string) => {
  const path = join(directory, name)
  const key = parseNoteKey(initialiseWitness(path, `${name}.example.org`, [LOG]))
  return {
    path,
    key,
    start: () => startWitness({ directory: path, host: '127.0.0.1', port: 0, tls: null }),
  }
}
const signed = (log: MerkleLog) =>
  signCheckpoint({ origin: ORIGIN, size: log.size, root: log.root() }, KEY)
const grown = (log: MerkleLog, count: number): MerkleLog => {
  log.append(Array.from({ length: count }, (_, n) => Buffer.from(`entry ${log.size + n}`)))
  return log
}
const post = async (service: WitnessService, body: string, path = 'add-checkpoint') =>
  fetch(new URL(path, service.url), { method: 'POST', body })

describe('a witness over HTTP', () => {
  it('signs what continues what it saw, and remembers it over a restart', async () => {
    const { key, start } = made('steady')
    const log = grown(new MerkleLog(tileMemory(), 0), 3)
    let service = await start()
    const first = await post(service, formatRequest(0, [], signed(log)))
    assert.equal(first.status, 200)
    const line = await first.text()
    const text = `${signed(log)}${line}`
    assert.equal(cosignedAtMs(parseNote(text), [key]).length, 1)
    await service[Symbol.asyncDispose]()
    service = await start()
    grown(log, 4)
    const wrongOld = await post(service, formatRequest(0, [], signed(log)))
    assert.deepEqual(
      [wrongOld.status, wrongOld.headers.get('content-type'), await wrongOld.text()],
      [409, 'text/x.tlog.size', '3\n'],
    )
    const next = await post(service, formatRequest(3, log.consistencyProof(3, 7), signed(log)))
    assert.equal(next.status, 200)
    await service[Symbol.asyncDispose]()
  })

  it('refuses a fork, a stranger’s log, a broken body and every other address', async () => {
    const { start } = made('strict')
    const service = await start()
    const log = grown(new MerkleLog(tileMemory(), 0), 3)
    await post(service, formatRequest(0, [], signed(log)))
    const other = new MerkleLog(tileMemory(), 0)
    other.append(['a', 'b', 'c', 'd'].map((text) => Buffer.from(text)))
    const statuses = [
      (await post(service, formatRequest(3, other.consistencyProof(3, 4), signed(other)))).status,
      (await post(service, formatRequest(0, [], signed(log).replaceAll(ORIGIN, 'other/log'))))
        .status,
      (await post(service, 'old x\n\n')).status,
      (await post(service, 'x'.repeat(70_000))).status,
      (await post(service, '', 'elsewhere')).status,
      (await fetch(new URL('add-checkpoint', service.url))).status,
    ]
    assert.deepEqual(statuses, [422, 404, 400, 413, 404, 404])
    await service[Symbol.asyncDispose]()
  })

  it('is asked by a hub that finds out where it stands, and left alone for a while when it is away', async () => {
    const { key, path, start } = made('asked')
    const log = grown(new MerkleLog(tileMemory(), 0), 2)
    const clock = new ManualClock(Date.UTC(2026, 10, 21))
    let service = await start()
    const collector = (url: string) =>
      new WitnessCollector(
        [{ key, ask: witnessAt(url) }],
        (old, size) => log.consistencyProof(old, size),
        clock,
      )
    const seen = (text: string) => cosignedAtMs(parseNote(text), [key]).length
    assert.equal(seen(await collector(service.url).collect(signed(log))), 1)
    grown(log, 5)
    // A hub that was restarted has forgotten how far the witness is.
    const again = collector(service.url)
    const witnessed = await again.collect(signed(log))
    assert.equal(seen(witnessed), 1)
    assert.equal(seen(await again.collect(witnessed)), 1, 'once, however often it is shown')
    const { url } = service
    await service[Symbol.asyncDispose]()
    assert.equal(seen(await again.collect(signed(log))), 0)
    assert.match(again.states[0]?.failure ?? '', /did not answer/)
    service = await startWitness({
      directory: path,
      host: '127.0.0.1',
      port: Number(new URL(url).port),
      tls: null,
    })
    assert.equal(seen(await again.collect(signed(log))), 0, 'it is not asked again at once')
    clock.advance(MINUTE_MS)
    assert.equal(seen(await again.collect(signed(log))), 1)
    await service[Symbol.asyncDispose]()
  })

  it('does not begin anew where its memory is damaged', async () => {
    const { path, start } = made('damaged')
    writeFileSync(join(path, 'seen.json'), '{"hub')
    await assert.rejects(
      start(),
      (error) => error instanceof HubError && error.code === 'WITNESS_NOT_INITIALISED',
    )
  })
})
