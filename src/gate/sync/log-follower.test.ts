import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { ManualClock } from '../../core/clock.ts'
import { NoroshiError } from '../../core/error.ts'
import { HOUR_MS } from '../../core/time-span.ts'
import { signCheckpoint } from '../log/checkpoint.ts'
import { entryOf } from '../log/commitment.ts'
import { cosign } from '../log/cosignature.ts'
import { MerkleLog } from '../log/merkle-log.ts'
import { formatNote, NOTE_TYPES, type NoteKey, parseNote } from '../log/note.ts'
import { formatProof } from '../log/offline-proof.ts'
import { tileMemory } from '../log/tile-store.ts'
import { SigningKey } from '../warning/trust/signing-key.ts'
import { warningOn } from '../warning/warning.fixture.ts'
import type { Warning } from '../warning/warning.ts'
import { wholeHour } from '../warning/whole-time.ts'
import { LogFollower } from './log-follower.ts'

const ORIGIN = 'hub.example.jp/log'
const LOG_KEY = new SigningKey(Buffer.alloc(32, 1))
const WITNESS = { name: 'witness.example.org', key: new SigningKey(Buffer.alloc(32, 2)) }
const KEYS: NoteKey[] = [{ name: ORIGIN, type: NOTE_TYPES.signature, key: LOG_KEY.publicKey }]
const WITNESSES: NoteKey[] = [
  { name: WITNESS.name, type: NOTE_TYPES.cosignature, key: WITNESS.key.publicKey },
]
const SALT = Buffer.alloc(32, 7)

const directory = mkdtempSync(join(tmpdir(), 'noroshi-log-follower-'))
after(() => rmSync(directory, { recursive: true }))

/** A hub's log, honest unless a test bends it. */
class Log {
  readonly tree = new MerkleLog(tileMemory(), 0)
  readonly said: Warning[] = []
  key = LOG_KEY
  witnessedAtMs: number | undefined

  say(...warnings: Warning[]): void {
    this.tree.append(warnings.map((statement) => entryOf({ salt: SALT, statement })))
    this.said.push(...warnings)
  }

  checkpoint(): string {
    const { size } = this.tree
    const text = signCheckpoint({ origin: ORIGIN, size, root: this.tree.root() }, this.key)
    if (this.witnessedAtMs === undefined) return text
    const note = parseNote(text)
    const line = cosign(note.text, WITNESS.name, WITNESS.key, this.witnessedAtMs)
    return formatNote({ ...note, signatures: [...note.signatures, line] })
  }

  proofs(id: string): string[] {
    return this.said.flatMap((statement, index) =>
      statement.id === id
        ? [
            formatProof({
              opening: { salt: SALT, statement },
              index,
              path: this.tree.inclusionProof(index),
              checkpoint: this.checkpoint(),
            }),
          ]
        : [],
    )
  }
}

let count = 0
class Member {
  readonly clock = new ManualClock(Date.UTC(2026, 10, 21, 12))
  readonly path = join(directory, `seen-${count++}.json`)
  log: Log
  readonly quorum: number
  constructor(log: Log, quorum = 0) {
    this.log = log
    this.quorum = quorum
  }
  open(): LogFollower {
    return new LogFollower({
      client: {
        checkpoint: async () => this.log.checkpoint(),
        consistency: async (old, size) => this.log.tree.consistencyProof(old, size),
        proofs: async (id) => this.log.proofs(id),
      },
      policy: { logKeys: KEYS, witnesses: WITNESSES, quorum: this.quorum },
      path: this.path,
      clock: this.clock,
    })
  }
}

const refused = (promise: Promise<unknown>, code: string) =>
  assert.rejects(promise, (error) => error instanceof NoroshiError && error.code === code)
const [one, two, three] = ['8.8.4.4', '9.9.9.9', '1.1.1.1'].map((address) =>
  warningOn(address),
) as [Warning, Warning, Warning]

describe('a member that follows the log', () => {
  it('goes on with it from where it was, also after a restart', async () => {
    const log = new Log()
    const member = new Member(log)
    log.say(one)
    await member.open().check([one])
    log.say(two, three)
    const follower = member.open()
    assert.equal(follower.state.size, 1)
    await follower.check([two])
    assert.equal(follower.state.size, 3)
    await follower.check([])
  })

  it('is told of a history that was rewritten: a fork', async () => {
    const [log, other] = [new Log(), new Log()]
    const member = new Member(log)
    log.say(one, two)
    await member.open().check([one])
    other.say(one, three, two)
    member.log = other
    await refused(member.open().check([]), 'LOG_FORKED')
  })

  it('is told of two histories of one length', async () => {
    const [log, other] = [new Log(), new Log()]
    const member = new Member(log)
    log.say(one, two)
    await member.open().check([])
    other.say(one, three)
    member.log = other
    await refused(member.open().check([]), 'LOG_FORKED')
  })

  it('is told of a log that has become shorter', async () => {
    const [log, shorter] = [new Log(), new Log()]
    const member = new Member(log)
    log.say(one, two)
    await member.open().check([])
    shorter.say(one)
    member.log = shorter
    await refused(member.open().check([]), 'LOG_ROLLED_BACK')
  })

  it('is told of a list that says what the log does not', async () => {
    const log = new Log()
    log.say(one)
    const member = new Member(log)
    await refused(
      member.open().check([{ ...one, status: 'retracted', version: 2 }]),
      'STATEMENT_UNLOGGED',
    )
    await refused(member.open().check([two]), 'STATEMENT_UNLOGGED')
  })

  it('takes its own copy, which may end an hour before the statement, for the statement', async () => {
    const log = new Log()
    log.say(one)
    const ends = Date.parse(one.validUntil)
    const member = new Member(log)
    await member.open().check([{ ...one, validUntil: wholeHour(ends - HOUR_MS) }])
    await refused(
      member.open().check([{ ...one, validUntil: wholeHour(ends - 2 * HOUR_MS) }]),
      'STATEMENT_UNLOGGED',
    )
  })

  it('is told of a proof that leads elsewhere, and of one from another story', async () => {
    const [log, other] = [new Log(), new Log()]
    log.say(one, two)
    other.say(one, three)
    const member = new Member(log)
    const bent = new Log()
    bent.say(one, two)
    bent.proofs = () => log.proofs(one.id).map((text) => text.replace('index 0', 'index 1'))
    member.log = bent
    await refused(member.open().check([one]), 'INCLUSION_WRONG')
    bent.proofs = () => other.proofs(one.id)
    await refused(member.open().check([one]), 'LOG_FORKED')
  })

  it('is told of a checkpoint that somebody else signed', async () => {
    const log = new Log()
    log.say(one)
    log.key = new SigningKey(Buffer.alloc(32, 9))
    await refused(new Member(log).open().check([]), 'NOTE_UNSIGNED')
  })

  it('that requires a witness waits for one, and is told when it saw nothing for a day', async () => {
    const log = new Log()
    log.say(one)
    const member = new Member(log, 1)
    await refused(member.open().check([]), 'WITNESSES_TOO_FEW')
    log.witnessedAtMs = member.clock.nowMs()
    const follower = member.open()
    await follower.check([one])
    assert.deepEqual(follower.state, { size: 1, witnesses: 1, quorum: 1 })
    member.clock.advance(25 * HOUR_MS)
    await refused(member.open().check([]), 'CHECKPOINT_STALE')
  })

  it('does not begin anew where its own memory is damaged', () => {
    const member = new Member(new Log())
    writeFileSync(member.path, '{"kind":"noroshi-log-1","size":3')
    assert.throws(
      () => member.open(),
      (error) => error instanceof NoroshiError && error.code === 'TRUST_STATE_DAMAGED',
    )
    assert.ok(existsSync(member.path))
  })
})
