import type { Logger } from 'pino'
import { parseAddress } from '../../core/address.ts'
import { NoroshiError } from '../../core/error.ts'
import type { Database } from '../../db/database.ts'
import type { ConsentLedger } from '../../measures/consent/index.ts'
import { Measures, type Wanted } from '../../measures/measures.ts'
import type { LeftOutReason, RemovedLine } from '../../measures/plan/index.ts'
import type { ReleaseCause } from '../../measures/release/closure.ts'
import type { ReleaseReceipt } from '../../measures/release/receipt.ts'
import type { Configuration } from '../configuration.ts'
import type { DataDirectory } from '../data-directory.ts'
import { drawOctets, systemClock } from '../system-ports.ts'
import type { Casework } from './casework.ts'
import type { Measuring } from './measuring.ts'

/** Removals that are told with a receipt; those that a person made by an override have its own history. */
const PROVED: Partial<Record<LeftOutReason, { cause: ReleaseCause; reason: string }>> = {
  'taken-back': { cause: 'retraction', reason: 'the warning was taken back' },
  disputed: { cause: 'owner', reason: 'the owner objects' },
  'not-in-force': { cause: 'expiry', reason: 'the warning ended' },
}
/** Of one change; the others are lifted as fast, and are not looked at from outside. */
const PROVED_AT_ONCE_MAX = 50
const BY = 'schedule'

/** `undefined` where no device is configured: nothing is ever blocked then. */
export async function openDevices(
  stack: AsyncDisposableStack,
  {
    directory,
    configuration,
    database,
    consent,
    acknowledge,
  }: {
    readonly directory: DataDirectory
    readonly configuration: Configuration
    readonly database: Database
    readonly consent: () => ConsentLedger | undefined
    readonly acknowledge: (receipt: ReleaseReceipt) => Promise<void>
  },
): Promise<Measures | undefined> {
  const { plan: _, ...measures } = configuration.measures
  if (measures.devices.length === 0) return undefined
  const pause = async (address: string, hours: number): Promise<boolean> => {
    const octets = parseAddress(address)
    const ledger = consent()
    const line = octets && ledger?.book.lines.find(octets)
    if (!ledger || !line) return false
    const { subscriber } = line
    await ledger.pause({ subscriber, channel: 'page', actor: 'subscriber', hours })
    return true
  }
  return stack.use(
    await Measures.start(measures, {
      clock: systemClock,
      database,
      draw: drawOctets,
      directory: directory.root,
      pause,
      acknowledge,
    }),
  )
}

/** Has devices follow plans and consent, proves what was taken back, and lets the hub hear when it is done. */
export function driveDevices(
  measures: Measures,
  { measuring, casework, logger }: { measuring: Measuring; casework: Casework; logger: Logger },
): void {
  let latest: Promise<void> = Promise.resolve()
  let wrongCount = 0
  measuring.onWanted((wanted, removed) => {
    const { planner } = measuring.measures
    if (planner.wrongCount > wrongCount)
      logger.error(
        { count: planner.wrongCount - wrongCount },
        'what was kept of consent differed from the ledger, and was put right',
      )
    wrongCount = planner.wrongCount
    latest = follow(measures, wanted, removed, logger)
    // Whoever waits for it hears of it; nobody else is there.
    latest.catch(() => {})
  })
  casework.membership.enforceWith(async () => {
    await measuring.measures.refresh()
    await latest
  })
}

/** Throws where a device that may still hold what was removed did not do as told. */
async function follow(
  measures: Measures,
  wanted: Wanted,
  removed: readonly RemovedLine[],
  logger: Logger,
): Promise<void> {
  // Asked before the plan is put in place of the old one: a release looks at what is still wanted.
  for (const request of releasesOf(removed))
    measures.release(request).catch((error: unknown) => {
      const code = error instanceof NoroshiError ? error.code : 'INTERNAL'
      logger.error({ code }, 'a release could not be proved; its rules are lifted all the same')
    })
  const outcomes = await measures.set(wanted)
  const failed = outcomes.filter(({ isDone }) => !isDone)
  for (const { plane, code } of failed)
    logger.warn({ plane, code }, 'a device did not follow; its rules end with their lease')
  const { plane, code } = failed[0] ?? {}
  if (code) throw new NoroshiError(code, `the device ${plane} did not follow`)
}

function releasesOf(removed: readonly RemovedLine[]) {
  const byKey = new Map(removed.map((line) => [line.key, line.reason]))
  return [...byKey]
    .flatMap(([subject, why]) => {
      const proved = PROVED[why]
      return proved ? [{ subject, by: BY, ...proved }] : []
    })
    .slice(0, PROVED_AT_ONCE_MAX)
}
