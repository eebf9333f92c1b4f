import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { MemberRow } from '../../../../../src/web/schemas/association/members.ts'
import { changesOf, fieldsOf, statementOf } from './member-fields.ts'

const MEMBER: MemberRow = {
  id: 'isp-a',
  name: 'ISP A',
  group: 'A group',
  sector: 'telecom',
  roles: ['analysing', 'receiving'],
  uses: ['notify-subscribers'],
  ownPrefixes: ['192.0.2.0/24', '2001:db8::/32'],
  interestPrefixes: null,
  contacts: ['noc@isp-a.example'],
  vetting: { by: 'sato', basis: 'agreement 7' },
  endsAt: '2027-09-30T12:34:00.000Z',
  condition: 'current',
  createdAt: '2026-09-30T00:00:00.000Z',
  position: null,
  behind: null,
  alarmCount: 0,
  chasedAt: null,
  invitedUntil: null,
  said: { taken: 0, refused: 0 },
}
const NOW_MS = Date.UTC(2026, 10, 21)

test('opening the record and saving it changes nothing, whatever hour it ends at', () => {
  const fields = fieldsOf(MEMBER, NOW_MS)
  assert.deepEqual(changesOf(fields, { ...fields }), {})
})

test('only what was changed is sent, and the last day belongs to the membership', () => {
  const before = fieldsOf(MEMBER, NOW_MS)
  assert.equal(before.lastDay, '2027-09-30')
  const after = { ...before, name: 'ISP 甲', interestPrefixes: ' 198.51.100.0/24 ,\n' }
  assert.deepEqual(changesOf(before, after), {
    name: 'ISP 甲',
    interestPrefixes: ['198.51.100.0/24'],
  })
  assert.deepEqual(changesOf(before, { ...before, lastDay: '2027-10-31' }), {
    endsAt: '2027-11-01T00:00:00.000Z',
  })
})

test('a new member is proposed within the two years that vetting holds', () => {
  const { endsAt } = statementOf(fieldsOf(null, NOW_MS))
  assert.ok(Date.parse(endsAt) > NOW_MS && Date.parse(endsAt) < NOW_MS + 731 * 86_400_000)
})
