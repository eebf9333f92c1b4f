import assert from 'node:assert/strict'
import { it } from 'node:test'
import { TOLD_COUNT_MAX, type ToldSubscriber } from '../../alerts/outcome/told-subscribers.ts'
import { toldView } from './alert-view.ts'

it('who looks at a round sees whether it is all of it', () => {
  const one: ToldSubscriber = {
    alert: 'a1',
    subscriber: 'line-1',
    reason: 'c2',
    problem: null,
    deviceKind: 'unknown',
    group: 'alerted',
    plannedAtMs: 0,
    dueAtMs: 0,
    outcome: 'unknown',
    messages: [],
  }
  const shown = (count: number) => toldView(new Array(count).fill(one))
  assert.equal(shown(TOLD_COUNT_MAX - 1).isWhole, true)
  assert.equal(shown(TOLD_COUNT_MAX).isWhole, false)
  assert.equal(shown(TOLD_COUNT_MAX).subscribers.length, TOLD_COUNT_MAX)
})
