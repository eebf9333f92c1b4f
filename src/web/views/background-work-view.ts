import type { WorkState } from '../background-work.ts'
import type { WorkOf } from '../schemas/background-work.ts'
import { said } from './said.ts'
import { instant } from './time-window.ts'

export function workView<Result>(state: WorkState<Result> | null): WorkOf<Result> {
  if (!state) return { work: null }
  const { startedAtMs, endedAtMs, failureCode, ...work } = state
  return {
    work: {
      ...work,
      startedAt: instant(startedAtMs),
      endedAt: endedAtMs === null ? null : instant(endedAtMs),
      failure: said(failureCode),
    },
  }
}
