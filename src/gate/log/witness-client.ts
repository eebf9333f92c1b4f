import type { Clock } from '../../core/clock.ts'
import { SECOND_MS } from '../../core/time-span.ts'
import { parseCheckpoint } from './checkpoint.ts'
import { cosignedAtMs } from './cosignature.ts'
import { LogError } from './errors.ts'
import {
  formatNote,
  type NoteKey,
  type NoteSignature,
  parseNote,
  parseSignatureLine,
} from './note.ts'
import { formatRequest } from './witness.ts'

/** One `add-checkpoint` to a witness; throws when it does not answer in time. */
export type AskWitness = (
  body: string,
) => Promise<{ readonly status: number; readonly contentType: string; readonly body: string }>

export type WitnessLine = { readonly key: NoteKey; readonly ask: AskWitness }

/** How a witness is, for whoever looks after the hub. */
export type WitnessState = {
  readonly name: string
  readonly size: number | null
  readonly failure: string | null
}

/** A witness that is away must not hold up every change of the list. */
const PAUSE_MS = 15 * SECOND_MS
/** A witness that was restored from a backup says where it stands; more often than once it is confused. */
const ATTEMPTS = 2

/** The log's side of c2sp.org/tlog-witness: has each new checkpoint seen by those who watch. */
export class WitnessCollector {
  readonly #witnesses: readonly WitnessLine[]
  readonly #consistency: (oldSize: number, size: number) => readonly Uint8Array[]
  readonly #clock: Clock
  readonly #sizes = new Map<string, number>()
  readonly #failures = new Map<string, { readonly reason: string; readonly untilMs: number }>()

  constructor(
    witnesses: readonly WitnessLine[],
    consistency: (oldSize: number, size: number) => readonly Uint8Array[],
    clock: Clock,
  ) {
    this.#witnesses = witnesses
    this.#consistency = consistency
    this.#clock = clock
  }

  get states(): readonly WitnessState[] {
    return this.#witnesses.map(({ key: { name } }) => ({
      name,
      size: this.#sizes.get(name) ?? null,
      failure: this.#failures.get(name)?.reason ?? null,
    }))
  }

  /** The checkpoint with the cosignatures of every witness that answered. */
  async collect(checkpoint: string): Promise<string> {
    const note = parseNote(checkpoint)
    const { size } = parseCheckpoint(note.text)
    const found = await Promise.all(
      this.#witnesses.map((witness) => this.#ask(witness, checkpoint, note.text, size)),
    )
    const names = new Set(this.#witnesses.map(({ key }) => key.name))
    const own = note.signatures.filter(({ name }) => !names.has(name))
    return formatNote({ text: note.text, signatures: [...own, ...found.flat()] })
  }

  async #ask(
    { key, ask }: WitnessLine,
    checkpoint: string,
    text: string,
    size: number,
  ): Promise<NoteSignature[]> {
    const { name } = key
    if ((this.#failures.get(name)?.untilMs ?? 0) > this.#clock.nowMs()) return []
    try {
      for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
        const oldSize = this.#sizes.get(name) ?? 0
        const body = formatRequest(oldSize, this.#consistency(oldSize, size), checkpoint)
        const answer = await ask(body)
        const stands = standsAt(answer)
        if (stands !== undefined && stands <= size && stands !== oldSize) {
          this.#sizes.set(name, stands)
          continue
        }
        const signatures = readAnswer(answer, text, key)
        this.#sizes.set(name, size)
        this.#failures.delete(name)
        return signatures
      }
      throw new LogError('WITNESS_REFUSED', 'the witness does not know where it stands')
    } catch (error) {
      const reason = error instanceof LogError ? error.message : 'the witness did not answer'
      this.#failures.set(name, { reason, untilMs: this.#clock.nowMs() + PAUSE_MS })
      return []
    }
  }
}

type Answer = Awaited<ReturnType<AskWitness>>

const standsAt = ({ status, contentType, body }: Answer): number | undefined =>
  status === 409 && contentType.startsWith('text/x.tlog.size') && /^\d{1,15}\n$/.test(body)
    ? Number(body)
    : undefined

function readAnswer({ status, body }: Answer, text: string, key: NoteKey): NoteSignature[] {
  if (status !== 200) throw new LogError('WITNESS_REFUSED', `the witness answered ${status}`)
  const signatures = body
    .split('\n')
    .filter((line) => line !== '')
    .map(parseSignatureLine)
    .filter(({ name }) => name === key.name)
  // Verified here: a checkpoint with somebody's wrong line on it is refused by every member.
  if (cosignedAtMs({ text, signatures }, [key]).length !== 1)
    throw new LogError('WITNESS_REFUSED', 'the witness has signed nothing')
  return signatures
}
