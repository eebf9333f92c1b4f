import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { FlowDraft } from '../sink/flow-draft.ts'
import { flagsOfLetters } from '../value/tcp-flags.ts'
import { flagsOfState, setFlags } from './connection-state.ts'
import { flagsOfHistory } from './zeek-history.ts'

const pair = (forward: string, reverse: string): number =>
  flagsOfLetters(forward) | (flagsOfLetters(reverse) << 8)

test('an attempt without an answer is a SYN and nothing else', () => {
  assert.equal(flagsOfState('S0'), pair('S', ''))
  assert.equal(flagsOfState('S_'), pair('S', ''))
  assert.equal(flagsOfState('REQ'), pair('S', ''))
})

test('an established connection has ACK on both sides, and a SYN only where one was seen', () => {
  for (const state of ['S1', 'S2', 'S3', 'SF', 'RSTO', 'RSTR'])
    assert.equal(flagsOfState(state) & pair('SA', 'SA'), pair('SA', 'SA'), state)
  for (const state of ['OTH', 'EST', 'CON', 'FIN', 'CLO'])
    assert.equal(flagsOfState(state) & pair('SA', 'SA'), pair('A', 'A'), state)
})

test('whoever refused or aborted has the RST', () => {
  assert.equal(flagsOfState('REJ'), pair('S', 'RA'))
  assert.equal(flagsOfState('RSTOS0'), pair('SR', ''))
  assert.equal(flagsOfState('RSTRH'), pair('', 'SAR'))
  assert.equal(flagsOfState('RSTR') & pair('R', 'R'), pair('', 'R'))
})

test('letters of Argus mean their flags in any order', () => {
  const letters = fc
    .subarray([...'FSRPAUEC'])
    .chain((some) => fc.shuffledSubarray(some, { minLength: some.length }))
  fc.assert(
    fc.property(letters, letters, (forward, reverse) => {
      const state = `${forward.join('')}_${reverse.join('')}`
      assert.equal(flagsOfState(state), pair(forward.join(''), reverse.join('')))
    }),
  )
})

test('a word that says nothing about flags sets none', () => {
  for (const state of ['', 'INT', 'TIM', 'URP', 'ECO', 'sf', 'S0_X', '__proto__'])
    assert.equal(flagsOfState(state), 0, state)
})

test('the history of Zeek tells the sides by the case of its letters', () => {
  const flags = (text: string): number => flagsOfHistory(Buffer.from(text), 0, text.length)
  assert.equal(flags('S'), pair('S', ''))
  assert.equal(flags('ShADadFf'), pair('SAPF', 'SAPF'))
  assert.equal(flags('Sr'), pair('S', 'R'))
  assert.equal(flags('^hA'), pair('A', 'SA'))
  assert.equal(flags('CcGgWwXx^'), 0)
})

test('only TCP has flags, and only a direction that was seen', () => {
  const draft = new FlowDraft()
  draft.packets = 3
  for (const [protocol, reversePackets, expected] of [
    [6, 0, [16, 0]],
    [6, 2, [16, 16]],
    [17, 2, [0, 0]],
  ] as const) {
    draft.protocol = protocol
    draft.reversePackets = reversePackets
    setFlags(draft, pair('A', 'A'))
    assert.deepEqual([draft.tcpFlags, draft.reverseTcpFlags], expected)
  }
})
