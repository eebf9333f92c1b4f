import type { AddedLine, RemovedLine } from '../../measures/plan/difference.ts'
import type { NamedHost, OverrideEntry } from '../../measures/plan/entries.ts'
import type { MeasureChange } from '../../measures/plan/in-force-store.ts'
import { LEFT_OUT, type LeftOut } from '../../measures/plan/left-out.ts'
import type { PlanStanding } from '../../measures/plan/planner.ts'
import type { Simulation } from '../../measures/plan/simulate.ts'
import type {
  MeasureChanges,
  MeasureEntry,
  MeasurePlan,
  PlanSimulation,
} from '../schemas/measures.ts'
import { instant } from './time-window.ts'

/** @param limit of the lines of each kind; counts are of all */
export function planView(
  { plan, difference, waitingCount, approvals, approvalsNeeded }: PlanStanding,
  isPreview: boolean,
  limit: number,
): MeasurePlan {
  const leftOut = [...plan.leftOut, ...plan.devices.flatMap((device) => device.leftOut)]
  return {
    id: plan.id,
    madeAt: instant(plan.madeAtMs),
    isPreview,
    devices: plan.devices.map((device) => ({
      plane: device.plane,
      kind: device.kind,
      scope: device.scope,
      targets: device.targets.length,
      sources: device.sourceCount,
      sourcesLeftOut: device.sourcesLeftOut,
      leftOut: device.leftOut.length,
    })),
    waiting: waitingCount,
    approvals: approvals.map(({ actor, atMs, note }) => ({ actor, at: instant(atMs), note })),
    approvalsNeeded,
    addedCount: difference.added.length,
    added: difference.added.slice(0, limit).map(addedView),
    removedCount: difference.removed.length,
    removed: difference.removed.slice(0, limit).map(removedView),
    leftOutCount: leftOut.length,
    leftOut: leftOut.slice(0, limit).map(leftOutView),
  }
}

const addedView = ({ plane, key, cause, target }: AddedLine) => ({
  plane,
  target: key,
  cause,
  band: target.band,
  kind: target.kind,
  until: instant(target.target.untilMs),
  subscribers: target.subscribers,
})

const removedView = ({ plane, key, cause, reason }: RemovedLine) => ({
  plane,
  target: key,
  cause,
  reason,
  text: { ...LEFT_OUT[reason] },
})

const leftOutView = ({ key, plane, reason }: LeftOut) => ({
  target: key,
  plane,
  reason,
  text: { ...LEFT_OUT[reason] },
})

export function changesView(changes: readonly MeasureChange[]): MeasureChanges {
  return {
    changes: changes.map(({ atMs, addedCount, removedCount, lines, ...change }) => ({
      ...change,
      at: instant(atMs),
      added: addedCount,
      removed: removedCount,
      lines: [...lines],
    })),
  }
}

export function simulationView({
  planId,
  endpoints,
  hasFlows,
  targets,
}: Simulation): PlanSimulation {
  return {
    plan: planId,
    endpoints,
    hasFlows,
    targets: targets.map(({ key, cut }) => ({ target: key, ...cut })),
  }
}

export const nameView = ({ name, ...entry }: NamedHost): MeasureEntry => ({
  ...entryView(entry),
  target: name,
  isTree: entry.isTree,
})

export const overrideView = ({ target, ...entry }: OverrideEntry): MeasureEntry => ({
  ...entryView(entry),
  target,
  isTree: false,
})

function entryView(
  entry: Pick<OverrideEntry, 'id' | 'reason' | 'sinceMs' | 'addedBy' | 'untilMs'>,
) {
  const { id, reason, sinceMs, addedBy, untilMs } = entry
  return {
    id,
    reason,
    addedAt: instant(sinceMs),
    addedBy,
    until: untilMs === null ? null : instant(untilMs),
  }
}
