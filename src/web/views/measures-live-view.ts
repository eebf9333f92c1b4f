import type { Blocking } from '../../measures/block/blocking.ts'
import { targetKey } from '../../measures/block/target.ts'
import type { Outcome } from '../../measures/planes/driver.ts'
import type { PlaneStatus } from '../../measures/planes/reconciler.ts'
import type { ReleaseReceipt as Receipt } from '../../measures/release/receipt.ts'
import type { Lift, StoredRelease } from '../../measures/release/release-store.ts'
import type { LiveMeasuresPort } from '../ports/measures-live-port.ts'
import type {
  LiveMeasures,
  LivePlane,
  PlaneOutcomes,
  PlaneRules,
  Release,
  ReleaseReceipt,
  RuleState,
} from '../schemas/measures-live.ts'
import { said } from './said.ts'
import { instant } from './time-window.ts'

/** So long whoever did something can take it back as if it had not been. */
export const UNDO_MS = 5_000

export function liveMeasuresView(
  live: Pick<LiveMeasuresPort, 'status' | 'wanted'> | undefined,
  { nowMs, actor }: { readonly nowMs: number; readonly actor: string },
): LiveMeasures {
  const status = live?.status()
  if (!live || !status || status.planes.length === 0)
    return { isConfigured: false, isDryRun: false, lift: null, planes: [], page: null }
  const wanted = live.wanted()
  return {
    isConfigured: true,
    isDryRun: status.isDryRun,
    lift: status.lift && liftView(status.lift, nowMs, actor),
    planes: status.planes.map((plane) => planeView(plane, wanted.get(plane.name) ?? [])),
    page: status.page && { ...status.page },
  }
}

function liftView({ liftedAtMs, liftedBy, reason }: Lift, nowMs: number, actor: string) {
  const untilMs = liftedAtMs + UNDO_MS
  const isMine = liftedBy === actor && nowMs < untilMs
  return {
    at: instant(liftedAtMs),
    by: liftedBy,
    reason,
    undoUntil: isMine ? instant(untilMs) : null,
  }
}

function planeView(
  { code, concerns, leaseMs, endsItself, readAtMs, ...plane }: PlaneStatus,
  blockings: readonly Blocking[],
): LivePlane {
  return {
    ...plane,
    failure: said(code),
    concerns: concerns.flatMap((one) => said(one) ?? []),
    leaseSeconds: leaseMs / 1_000,
    endsRulesItself: endsItself,
    readAt: readAtMs === null ? null : instant(readAtMs),
    wanted: countsOf(blockings),
  }
}

const countsOf = (blockings: readonly Blocking[]) => ({
  targets: blockings.reduce((sum, { targets }) => sum + targets.length, 0),
  sources: blockings.reduce((sum, { sources }) => sum + sources.size, 0),
})

/** The device's own word beside what is wanted of it. `held` is null where it does not answer. */
export function planeRulesView(
  plane: string,
  blockings: readonly Blocking[],
  held: ReadonlySet<string> | null,
  { search, limit }: { readonly search: string; readonly limit: number },
): PlaneRules {
  const wanted = new Map(
    blockings.flatMap(({ targets }) =>
      targets.map((target) => [targetKey(target), target] as const),
    ),
  )
  const keys = [...new Set([...wanted.keys(), ...(held ?? [])])]
  const rules = keys.map((target) => {
    const found = wanted.get(target)
    return {
      target,
      state: stateOf(found !== undefined, held?.has(target)),
      cause: found?.cause ?? null,
      until: found ? instant(found.untilMs) : null,
    }
  })
  const drift = rules.filter(({ state }) => state === 'missing' || state === 'foreign')
  const others = rules.filter(({ state }) => state !== 'missing' && state !== 'foreign')
  const wish = search.trim().toLowerCase()
  return {
    plane,
    heldCount: held?.size ?? null,
    wantedCount: wanted.size,
    driftCount: drift.length,
    sourceCount: countsOf(blockings).sources,
    rules: [...drift, ...others].filter(({ target }) => target.includes(wish)).slice(0, limit),
  }
}

function stateOf(isWanted: boolean, isHeld: boolean | undefined): RuleState {
  if (isHeld === undefined) return 'unknown'
  if (!isWanted) return 'foreign'
  return isHeld ? 'held' : 'missing'
}

export function outcomesView(outcomes: readonly Outcome[]): PlaneOutcomes {
  return {
    outcomes: outcomes.map(({ code, ...outcome }) => ({ ...outcome, failure: said(code) })),
  }
}

export function releaseView(
  release: StoredRelease,
  caseId: string | null,
  nowMs: number,
  actor: string,
): Release {
  const { id, subject, cause, requestedAtMs, requestedBy, reason, receipt, endedAtMs } = release
  const undoUntilMs = requestedAtMs + UNDO_MS
  const isUndoable = endedAtMs === null && requestedBy === actor && nowMs < undoUntilMs
  return {
    id,
    subject,
    cause,
    caseId,
    requestedAt: instant(requestedAtMs),
    requestedBy,
    reason,
    receipt: receipt && receiptView(receipt),
    endedAt: endedAtMs === null ? null : instant(endedAtMs),
    undoUntil: isUndoable ? instant(undoUntilMs) : null,
  }
}

export function receiptView(receipt: Receipt): ReleaseReceipt {
  const { id, subject, cause, requestedAtMs, liftedAtMs, provedAtMs, probe, isComplete } = receipt
  return {
    id,
    subject,
    cause,
    requestedAt: instant(requestedAtMs),
    liftedAt: liftedAtMs === null ? null : instant(liftedAtMs),
    provedAt: instant(provedAtMs),
    rules: rulesView(receipt.rules),
    planes: receipt.planes.map(({ code, ...plane }) => ({ ...plane, failure: said(code) })),
    probe,
    isComplete,
  }
}

export const rulesView = (rules: Receipt['rules']) =>
  rules.map(({ key, step }) => ({ target: key, step }))
