import { join } from 'node:path'
import { commandRunner } from '../planes/command.ts'
import { type Attempt, type Attempted, makeAttempt } from './attempt.ts'
import type { NameAnswer } from './name-lookup.ts'
import type { ReleaseSubject } from './subject.ts'

/** A place to look from: an own source address, or a command that brings a program there. */
export type Vantage = {
  readonly source: string | null
  /** `['ip', 'netns', 'exec', 'probe']`; empty: from this process. */
  readonly command: readonly string[]
}

/** One whose line agreed, and one that nothing is ever blocked for: only their difference says that we block. */
export type Vantages = {
  readonly consenting: Vantage
  readonly control: Vantage
  /** Asked by both for names; null where no resolver is ours. */
  readonly resolver: { readonly address: string; readonly port: number } | null
}

export const PROBE_RESULTS = [
  'reachable',
  /** Both were told no by the far end, so that it is not we who say it. */
  'refused-by-far-end',
  /** Neither hears anything: the far end is down, and nothing is proved. */
  'silent-on-both',
  'still-blocked',
  /** No vantage, or a protocol that does not answer by itself. */
  'not-probed',
] as const
export type ProbeResult = (typeof PROBE_RESULTS)[number]

const PROGRAM = join(import.meta.dirname, 'attempt-process.ts')
const PROCESS_TIMEOUT_MS = 5_000

/** Looks from both places at once. Names no vantage in what it answers. */
export async function probe(subject: ReleaseSubject, vantages: Vantages): Promise<ProbeResult> {
  const attempts = attemptsFor(subject, vantages)
  if (!attempts) return 'not-probed'
  try {
    const [[consenting], [control]] = await Promise.all([
      from(vantages.consenting, [attempts.consenting]),
      from(vantages.control, [attempts.control]),
    ])
    return compared(consenting!, control!)
  } catch {
    // A vantage that cannot be used proves nothing.
    return 'not-probed'
  }
}

/** What an unblocked place is told that names lead to; nothing for those of which it is not told. */
export async function addressesOf(
  names: readonly string[],
  { resolver, control }: Vantages,
): Promise<ReadonlyMap<string, readonly string[]>> {
  if (!resolver || names.length === 0) return new Map()
  const { source } = control
  const attempts = names.map((name): Attempt => ({ kind: 'name', name, source, resolver }))
  const answers = await from(control, attempts).catch((): Attempted[] => [])
  return new Map(
    names.map((name, index) => {
      const answer = answers[index]
      return [name, answer?.kind === 'addresses' ? answer.addresses : []]
    }),
  )
}

function attemptsFor(
  subject: ReleaseSubject,
  { consenting, control, resolver }: Vantages,
): { consenting: Attempt; control: Attempt } | undefined {
  const each = (make: (source: string | null) => Attempt) => ({
    consenting: make(consenting.source),
    control: make(control.source),
  })
  if (subject.kind === 'name')
    return resolver
      ? each((source) => ({ kind: 'name', name: subject.name, source, resolver }))
      : undefined
  if (subject.kind !== 'endpoint' || subject.endpoint.protocol !== 'tcp') return undefined
  const { address, port } = subject.endpoint
  return each((source) => ({ kind: 'connection', address, port, source }))
}

async function from({ command }: Vantage, attempts: readonly Attempt[]): Promise<Attempted[]> {
  if (command.length === 0) return Promise.all(attempts.map(makeAttempt))
  const run = commandRunner(command, PROCESS_TIMEOUT_MS)
  return JSON.parse(await run([process.execPath, PROGRAM], JSON.stringify(attempts)))
}

export function compared(consenting: Attempted, control: Attempted): ProbeResult {
  if (isSame(consenting, control))
    switch (control.kind) {
      case 'open':
      case 'addresses':
        return 'reachable'
      case 'silent':
        return 'silent-on-both'
      default:
        return 'refused-by-far-end'
    }
  // Also when the control hears nothing: who then says no to the other can only be near.
  return consenting.kind === 'open' ? 'reachable' : 'still-blocked'
}

/** A name may have other addresses with each answer; one of them in both is enough. */
function isSame(a: Attempted, b: Attempted): boolean {
  if (a.kind !== b.kind) return false
  const addresses = (answer: Attempted): readonly string[] =>
    (answer as Extract<NameAnswer, { kind: 'addresses' }>).addresses ?? []
  return a.kind !== 'addresses' || addresses(a).some((address) => addresses(b).includes(address))
}
