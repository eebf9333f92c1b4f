import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { DAY_MS, HOUR_MS } from '../../core/time-span.ts'
import { SigningKey } from '../warning/trust/signing-key.ts'
import { warningOn } from '../warning/warning.fixture.ts'
import { openCheckpoint, parseCheckpoint, signCheckpoint } from './checkpoint.ts'
import { entryOf } from './commitment.ts'
import { cosign } from './cosignature.ts'
import { LogError, type LogErrorCode } from './errors.ts'
import { followLog, type LogPolicy } from './follow-log.ts'
import { MerkleLog } from './merkle-log.ts'
import {
  formatNote,
  formatNoteKey,
  formatSignatureLine,
  NOTE_TYPES,
  type NoteKey,
  parseNote,
  parseNoteKey,
  parseSignatureLine,
  verifyNote,
} from './note.ts'
import { formatProof, type OfflineProof, verifyProof } from './offline-proof.ts'
import { tileMemory } from './tile-store.ts'
import { addCheckpoint, formatRequest } from './witness.ts'

const ORIGIN = 'hub.example.jp/log'
const NOW_MS = Date.UTC(2026, 10, 21, 12)
const logKey = new SigningKey(Buffer.alloc(32, 1))
const noteKey: NoteKey = { name: ORIGIN, type: NOTE_TYPES.signature, key: logKey.publicKey }
const witnesses = [2, 3, 4].map((seed) => ({
  name: `witness.example/${seed}`,
  key: new SigningKey(Buffer.alloc(32, seed)),
}))
const witnessKeys: NoteKey[] = witnesses.map(({ name, key }) => ({
  name,
  type: NOTE_TYPES.cosignature,
  key: key.publicKey,
}))
const policy = (quorum: number): LogPolicy => ({
  logKeys: [noteKey],
  witnesses: witnessKeys,
  quorum,
})
const refused = (act: () => unknown, code: LogErrorCode) =>
  assert.throws(act, (error) => {
    assert.ok(error instanceof LogError, String(error))
    assert.equal(error.code, code)
    return true
  })

const statements = [1, 2, 3, 4, 5].map((port) => warningOn('8.8.4.4', { port }))
const openings = statements.map((statement, i) => ({ salt: Buffer.alloc(32, i), statement }))
const log = new MerkleLog(tileMemory(), 0)
log.append(openings.map(entryOf))
const checkpointAt = (size: number, of = log, key = logKey): string =>
  signCheckpoint({ origin: ORIGIN, size, root: of.root(size) }, key)
const cosigned = (text: string, count: number, atMs = NOW_MS): string =>
  text +
  witnesses
    .slice(0, count)
    .map(({ name, key }) => formatSignatureLine(cosign(parseNote(text).text, name, key, atMs)))
    .join('')

describe('a signed note', () => {
  const vkey = 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k'
  const example =
    'This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n'

  it('is that of the specification: its key and its example', () => {
    const key = parseNoteKey(vkey)
    assert.equal(formatNoteKey(key), vkey)
    const note = parseNote(example)
    verifyNote(note, [key])
    assert.equal(formatNote(note), example)
    refused(() => verifyNote({ ...note, text: 'Another.\n' }, [key]), 'NOTE_SIGNATURE_WRONG')
    refused(() => verifyNote(note, [noteKey]), 'NOTE_UNSIGNED')
  })

  it('is refused when it is none', () => {
    for (const text of [
      '',
      'text\n',
      'text\n\n',
      example.slice(0, -1),
      example.replace('\n\n', '\n'),
      example.replace('— ', '- '),
      example.replace('message', 'mess\tage'),
      `${example}\n`,
      `text\n\n${'— a AAAAAAA=\n'.repeat(65)}`,
    ])
      refused(() => parseNote(text), 'NOTE_MALFORMED')
    for (const key of [
      '',
      'a+b+c',
      vkey.replace('530d903a', '530d903b'),
      vkey.replace('foo', 'bar'),
    ])
      refused(() => parseNoteKey(key), 'NOTE_KEY_INVALID')
  })
})

describe('a checkpoint', () => {
  it('says origin, size and root, in one spelling', () => {
    const { checkpoint } = openCheckpoint(checkpointAt(5), [noteKey])
    assert.deepEqual(checkpoint, { origin: ORIGIN, size: 5, root: log.root() })
    const text = parseNote(checkpointAt(5)).text
    for (const wrong of [
      text.replace('\n5\n', '\n05\n'),
      text.replace('\n5\n', '\n-5\n'),
      text.replace('\n5\n', '\n9007199254740993\n'),
      text.replace('=', ''),
      `${text}\n`,
      text.slice(0, -1),
      `\n${text}`,
    ])
      refused(() => parseCheckpoint(wrong), 'CHECKPOINT_MALFORMED')
  })

  it('of a log that nobody named, or under another key, is refused', () => {
    const foreign = signCheckpoint({ origin: 'other', size: 5, root: log.root() }, logKey)
    refused(() => openCheckpoint(foreign, [noteKey]), 'CHECKPOINT_FOREIGN')
    const thief = witnesses[0]!.key
    refused(() => openCheckpoint(checkpointAt(5, log, thief), [noteKey]), 'NOTE_UNSIGNED')
  })
})

describe('who follows a log', () => {
  const held = { size: 3, root: log.root(3) }

  it('goes on with a consistent tree that a quorum has seen', () => {
    const text = cosigned(checkpointAt(5), 2)
    const next = followLog(held, text, log.consistencyProof(3), policy(2), NOW_MS)
    assert.deepEqual(next, { size: 5, root: log.root() })
    assert.deepEqual(followLog(null, text, [], policy(0), NOW_MS), next)
  })

  it('refuses fork, rollback and stale checkpoint, each under its own code', () => {
    const other = new MerkleLog(tileMemory(), 0)
    other.append(openings.toReversed().map(entryOf))
    const forked = cosigned(checkpointAt(5, other), 3)
    refused(
      () => followLog(held, forked, other.consistencyProof(3), policy(2), NOW_MS),
      'LOG_FORKED',
    )
    const text = cosigned(checkpointAt(5), 3)
    refused(
      () => followLog({ size: 6, root: held.root }, text, [], policy(0), NOW_MS),
      'LOG_ROLLED_BACK',
    )
    const stale = cosigned(checkpointAt(5), 3, NOW_MS - DAY_MS - HOUR_MS)
    const proof = log.consistencyProof(3)
    refused(() => followLog(held, stale, proof, policy(1), NOW_MS), 'CHECKPOINT_STALE')
    refused(() => followLog(held, text, proof, policy(1), NOW_MS - DAY_MS), 'WITNESSES_TOO_FEW')
  })

  it('counts a witness once, and one that is not named not at all', () => {
    const text = cosigned(checkpointAt(3), 1)
    const twice = text + text.slice(text.lastIndexOf('—'))
    refused(() => followLog(held, twice, [], policy(2), NOW_MS), 'WITNESSES_TOO_FEW')
    const line = parseSignatureLine(text.slice(text.lastIndexOf('—'), -1))
    const forged = formatSignatureLine({ ...line, octets: Buffer.alloc(72, 1) })
    refused(
      () => followLog(held, checkpointAt(3) + forged, [], policy(1), NOW_MS),
      'NOTE_SIGNATURE_WRONG',
    )
  })
})

describe('a witness', () => {
  const [witness] = witnesses as [(typeof witnesses)[0]]
  const ask = (body: string, size: number, of = log) =>
    addCheckpoint(
      body,
      [noteKey],
      () => (size === 0 ? undefined : { size, root: of.root(size) }),
      witness,
      NOW_MS,
    )

  it('cosigns what is consistent with what it saw, and its word counts', () => {
    const text = checkpointAt(5)
    for (const size of [0, 3, 5]) {
      const answer = ask(formatRequest(size, log.consistencyProof(size), text), size)
      assert.equal(answer.status, 200)
      assert.deepEqual(answer.remember, { origin: ORIGIN, size: 5, root: log.root() })
      followLog(null, text + answer.body, [], policy(1), NOW_MS)
    }
  })

  it('refuses everything else as the specification says, and remembers nothing of it', () => {
    const text = checkpointAt(5)
    const proof = log.consistencyProof(3)
    const stranger = signCheckpoint({ origin: 'other', size: 5, root: log.root() }, logKey)
    const thief = checkpointAt(5, log, witness.key)
    const rootless = signCheckpoint({ origin: ORIGIN, size: 3, root: Buffer.alloc(32) }, logKey)
    const cases: [string, number, number][] = [
      ['nonsense', 3, 400],
      [formatRequest(3, proof, 'nonsense'), 3, 400],
      [formatRequest(6, [], text), 3, 400],
      [`old 03\n\n${text}`, 3, 400],
      [`old 3\nAAAA\n\n${text}`, 3, 400],
      [formatRequest(3, Array(64).fill(log.root()), text), 3, 400],
      [formatRequest(3, proof, stranger), 3, 404],
      [formatRequest(3, proof, thief), 3, 403],
      [formatRequest(2, log.consistencyProof(2), text), 3, 409],
      [formatRequest(3, [], rootless), 3, 409],
      [formatRequest(3, [], text), 3, 422],
      [formatRequest(3, log.consistencyProof(2), text), 3, 422],
      [formatRequest(0, proof, text), 0, 422],
    ]
    for (const [body, size, status] of cases) {
      const answer = ask(body, size)
      assert.equal(answer.status, status, body)
      assert.equal(answer.remember, undefined)
    }
    const behind = ask(formatRequest(0, [], text), 3)
    assert.deepEqual(
      [behind.status, behind.contentType, behind.body],
      [409, 'text/x.tlog.size', '3\n'],
    )
  })
})

describe('an offline proof', () => {
  const proof = (change: Partial<OfflineProof> = {}): string =>
    formatProof({
      opening: openings[2]!,
      index: 2,
      path: log.inclusionProof(2),
      checkpoint: cosigned(checkpointAt(5), 2),
      ...change,
    })

  it('shows what was listed, without any network', () => {
    assert.deepEqual(verifyProof(proof(), policy(2)), { index: 2, statement: statements[2] })
  })

  it('of something else, somewhere else, in another log, or unwitnessed is refused', () => {
    refused(() => verifyProof(proof({ index: 3 }), policy(2)), 'INCLUSION_WRONG')
    refused(() => verifyProof(proof({ opening: openings[1]! }), policy(2)), 'INCLUSION_WRONG')
    const resalted = { ...openings[2]!, salt: Buffer.alloc(32, 99) }
    refused(() => verifyProof(proof({ opening: resalted }), policy(2)), 'INCLUSION_WRONG')
    refused(() => verifyProof(proof({ path: [] }), policy(2)), 'INCLUSION_WRONG')
    refused(() => verifyProof(proof(), policy(3)), 'WITNESSES_TOO_FEW')
    const noWarning = proof().replace(/extra .*/, `extra ${btoa('{"salt":"","statement":1}')}`)
    refused(() => verifyProof(noWarning, policy(2)), 'COMMITMENT_WRONG')
    for (const text of ['', proof().replace('@v1', '@v2'), proof().replace('index 2', 'index 02')])
      refused(() => verifyProof(text, policy(2)), 'PROOF_MALFORMED')
  })

  it('is all that tells what an entry says: the log holds neither address nor anything to guess it by', () => {
    const entry = entryOf(openings[0]!).toString()
    assert.ok(!entry.includes('8.8.4.4') && !entry.includes(statements[0]!.id))
    const other = entryOf({ ...openings[0]!, salt: Buffer.alloc(32, 7) }).toString()
    assert.notEqual(other, entry, 'the same statement under another salt is another entry')
  })
})
