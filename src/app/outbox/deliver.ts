import { NoroshiError } from '../../core/error.ts'
import { lintWarning } from '../../gate/warning/lint.ts'
import { canonicalJson } from '../../gate/warning/trust/canonical-json.ts'
import type { Warning } from '../../gate/warning/warning.ts'
import type { OutboxPorts } from './outbox-ports.ts'
import type { OutboxRecord } from './outbox-records.ts'

type Ports = Pick<OutboxPorts, 'registry' | 'client' | 'records' | 'policy' | 'clock'>
type Parcel = {
  /** As the registry tells it. */
  readonly told: Warning
  /** As the hub is told: under a version that is new to it. */
  readonly sent: Warning
  readonly record: OutboxRecord
}

/** The hub holds a newer word of ours: the registry, or the record, is from before it. */
const VERSION_OLD = 'WARNING_VERSION_OLD'

/** Tells the hub the newest of these cases. Throws when it is away or refuses the message as a whole. */
export async function deliver(
  ports: Ports,
  ids: readonly string[],
): Promise<{ readonly taken: number; readonly refused: number }> {
  const { registry, client, records, policy, clock } = ports
  const told = await registry.told({ ids })
  const held = await records.of(ids)
  const nowMs = clock.nowMs()
  const parcels: Parcel[] = []
  const settled: OutboxRecord[] = []
  for (const warning of told) {
    const record = held.get(warning.id)
    if (record?.settledVersion === warning.version) continue
    // What ended before anybody was told of it is nobody's business.
    if (!record && !isRunning(warning)) continue
    const sentVersion = nextVersion(warning, record)
    const sent = { ...warning, version: sentVersion }
    const next: OutboxRecord = {
      id: warning.id,
      settledVersion: 0,
      sentVersion,
      refusal: null,
      changedAtMs: nowMs,
      ruled: record?.ruled ?? null,
    }
    const refusal = refusalOf(() => lintWarning(sent, policy))
    // The hub knows what it ruled itself; said back to it, it would be our own word and hold the ruling up.
    const isEcho = next.ruled === 'disputed' && warning.status === 'disputed'
    if (isEcho)
      settled.push({ ...next, sentVersion: record!.sentVersion, settledVersion: warning.version })
    else if (refusal !== null) settled.push({ ...next, settledVersion: warning.version, refusal })
    else parcels.push({ told: warning, sent, record: next })
  }
  // Before it leaves: whoever dies in between knows that the hub may have heard it, and must hear its end.
  await records.put([...settled, ...parcels.map(({ record }) => record)])
  const refusedHere = settled.filter(({ refusal }) => refusal !== null).length
  if (parcels.length === 0) return { taken: 0, refused: refusedHere }
  const outcomes = await client.submit(parcels.map(({ sent }) => sent))
  const done: OutboxRecord[] = []
  for (const [index, parcel] of parcels.entries()) {
    const outcome = outcomes[index] ?? null
    done.push(
      outcome === VERSION_OLD
        ? await sayAgain(ports, parcel)
        : { ...parcel.record, settledVersion: parcel.told.version, refusal: outcome },
    )
  }
  await records.put(done)
  const refusedThere = done.filter(({ refusal }) => refusal !== null).length
  return { taken: done.length - refusedThere, refused: refusedHere + refusedThere }
}

/** Once more, above what the hub holds; the same words need not be said again. */
async function sayAgain({ client }: Ports, { told, sent, record }: Parcel): Promise<OutboxRecord> {
  const page = await client.said(told.id.slice(0, -1))
  const theirs = page.find(({ id }) => id === told.id)
  const settled = { ...record, settledVersion: told.version }
  if (!theirs) return { ...settled, refusal: VERSION_OLD }
  const isSame = canonicalJson({ ...theirs, version: 1 }) === canonicalJson({ ...sent, version: 1 })
  if (isSame) return { ...settled, sentVersion: theirs.version }
  const sentVersion = theirs.version + 1
  const [refusal = null] = await client.submit([{ ...sent, version: sentVersion }])
  return { ...settled, sentVersion, refusal }
}

function nextVersion({ version }: Warning, record: OutboxRecord | undefined): number {
  if (!record) return version
  // Under way when we died: the same again, so that what was heard is not heard twice.
  if (record.settledVersion === 0) return Math.max(version, record.sentVersion)
  return Math.max(version, record.sentVersion + 1)
}

const isRunning = ({ status }: Warning): boolean => status === 'active' || status === 'disputed'

function refusalOf(lint: () => unknown): string | null {
  try {
    lint()
    return null
  } catch (error) {
    if (error instanceof NoroshiError) return error.code
    throw error
  }
}
