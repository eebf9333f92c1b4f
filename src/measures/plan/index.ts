export type { AddedLine, Difference, RemovedLine } from './difference.ts'
export type { MeasureEntries, NamedHost, OverrideEntry } from './entries.ts'
export { PLAN_ERROR_CODES, PlanError, type PlanErrorCode } from './errors.ts'
export type { Approval, MeasureChange } from './in-force-store.ts'
export { LEFT_OUT, type LeftOut, type LeftOutReason } from './left-out.ts'
export type { DevicePlan, Plan, PlannedDevice } from './make-plan.ts'
export {
  DEFAULT_PLAN_POLICY,
  Planner,
  type PlannerPorts,
  type PlanPolicy,
  type PlanStanding,
} from './planner.ts'
export type { PlanTarget } from './rank.ts'
export { type Simulation, simulate } from './simulate.ts'
