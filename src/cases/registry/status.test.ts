import assert from 'node:assert/strict'
import { it } from 'node:test'
import fc from 'fast-check'
import { CASE_EVENT_KINDS, CASE_STATUSES, deriveStatus, nextStatus } from './status.ts'

const kinds = fc.array(fc.constantFrom(...CASE_EVENT_KINDS), { maxLength: 40 })

it('any order of events leads to a legal status', () => {
  fc.assert(fc.property(kinds, (history) => CASE_STATUSES.includes(deriveStatus(history))))
})

it('scores never move a status: without them the same history ends the same', () => {
  fc.assert(
    fc.property(kinds, (history) => {
      const decisions = history.filter((kind) => kind !== 'scored' && kind !== 'proposed')
      assert.equal(deriveStatus(history), deriveStatus(decisions))
    }),
  )
})

it('a decision stands until a person reopens the case', () => {
  const untilReopened = fc.array(fc.constantFrom('scored', 'proposed', 'confirmed', 'dismissed'))
  fc.assert(
    fc.property(fc.constantFrom('confirmed', 'dismissed'), untilReopened, (decision, later) => {
      assert.equal(deriveStatus([decision, ...later]), decision)
      assert.equal(deriveStatus([decision, ...later, 'reopened']), 'proposed')
    }),
  )
})

it('whatever the history, some next decision is possible', () => {
  fc.assert(
    fc.property(kinds, (history) => {
      const status = deriveStatus(history)
      return CASE_EVENT_KINDS.slice(2).some((kind) => nextStatus(status, kind) !== undefined)
    }),
  )
})

it('nobody confirms twice, dismisses what is confirmed, or reopens what is open', () => {
  assert.equal(nextStatus('confirmed', 'confirmed'), undefined)
  assert.equal(nextStatus('confirmed', 'dismissed'), undefined)
  assert.equal(nextStatus('dismissed', 'confirmed'), undefined)
  assert.equal(nextStatus('proposed', 'reopened'), undefined)
})
