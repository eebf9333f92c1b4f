import assert from 'node:assert/strict'
import { test } from 'node:test'
import { choicesOf, hindranceOf } from './choices.ts'

const request = { by: 'k.sato', at: '2026-11-21T00:00:00Z', validHours: 72 }
const everything = () => true

test('a confirmed case is published by asking, and a request is answered', () => {
  assert.equal(choicesOf({ status: 'confirmed', publicationRequest: null }).at(-1), 'publish')
  assert.equal(choicesOf({ status: 'confirmed', publicationRequest: request }).at(-1), 'approve')
})

test('who asked for publication cannot be the second person, whatever the roles', () => {
  const subject = { publicationRequest: request }
  assert.equal(hindranceOf('approve', subject, everything, 'k.sato'), 'own-request')
  assert.equal(hindranceOf('approve', subject, everything, 'm.tanaka'), null)
  assert.equal(hindranceOf('decline', subject, everything, 'k.sato'), null)
})

test('a missing role is named, the approver’s apart', () => {
  const subject = { publicationRequest: null }
  assert.equal(
    hindranceOf('confirm', subject, () => false, 'r.mori'),
    'analyst',
  )
  assert.equal(
    hindranceOf('uphold', subject, (role) => role === 'analyst', 'a'),
    'approver',
  )
})
