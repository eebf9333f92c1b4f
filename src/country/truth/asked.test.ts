import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createCountry } from '../country.ts'
import { drawPlan } from '../plan/draw-plan.ts'
import { askedFor } from './asked.ts'

const HOURS = 12
const planted = createCountry(drawPlan(5, { subscribers: 300, hours: HOURS })).planted()
const { controllers, neither } = askedFor(planted, HOURS)

test('a detector is asked for controllers, and for nothing that belongs to everybody', () => {
  assert.ok(controllers.size > 10)
  for (const one of controllers.values()) {
    assert.equal(one.kind, 'controller')
    assert.notEqual(one.shared, 'delivery-network')
  }
  for (const name of controllers.keys()) assert.ok(!neither.has(name), name)
})

test('what belongs to a botnet without being its controller is neither innocent nor asked for', () => {
  const kinds = new Set([...neither.values()].map(({ kind }) => kind))
  assert.ok(kinds.has('peer') && kinds.has('downloader'))
  assert.ok(!kinds.has('sinkhole'), 'a sinkhole is innocent')
})

test('of the addresses of a moving controller those count that lived for ten contacts', () => {
  const [first] = [...controllers.values()].filter(({ isMoving }) => !isMoving)
  const moving = { ...first!, isMoving: true, bots: 2, intervalSeconds: 600, activeFromHour: 1 }
  const asked = (activeToHour: number): number =>
    askedFor([{ ...moving, activeToHour }], HOURS).controllers.size
  assert.equal(asked(1.5), 0)
  assert.equal(asked(2), 1)
})
