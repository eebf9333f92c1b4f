import type { MemberRow, NewMember } from '../../../../../src/web/schemas/association/members.ts'

export const SECTORS: readonly NewMember['sector'][] = [
  'telecom',
  'hosting',
  'enterprise',
  'research',
]
export const ROLES: readonly NewMember['roles'][number][] = ['analysing', 'receiving']
export const USES: readonly NewMember['uses'][number][] = [
  'notify-subscribers',
  'block-with-consent',
  'research',
]

/** What stands in the fields of the form; lists one on a line. */
export type MemberFields = {
  readonly id: string
  readonly name: string
  readonly group: string
  readonly sector: NewMember['sector']
  readonly roles: readonly NewMember['roles'][number][]
  readonly uses: readonly NewMember['uses'][number][]
  readonly ownPrefixes: string
  readonly interestPrefixes: string
  readonly contacts: string
  readonly basis: string
  /** `2027-11-30`; the last day on which the membership holds. */
  readonly lastDay: string
}

const DAY_MS = 86_400_000

/** A year is proposed for a new member; vetting holds two at most. */
export function fieldsOf(member: MemberRow | null, nowMs: number): MemberFields {
  if (member === null)
    return {
      id: '',
      name: '',
      group: '',
      sector: 'telecom',
      roles: ['receiving'],
      uses: ['notify-subscribers'],
      ownPrefixes: '',
      interestPrefixes: '',
      contacts: '',
      basis: '',
      lastDay: dayOf(nowMs + 364 * DAY_MS),
    }
  return {
    id: member.id,
    name: member.name,
    group: member.group,
    sector: member.sector,
    roles: member.roles,
    uses: member.uses,
    ownPrefixes: member.ownPrefixes.join('\n'),
    interestPrefixes: (member.interestPrefixes ?? []).join('\n'),
    contacts: member.contacts.join('\n'),
    basis: member.vetting.basis,
    lastDay: dayOf(Date.parse(member.endsAt) - 1),
  }
}

/** As the service takes it. The day belongs to the membership, so it ends when the next one begins, in UTC. */
export function statementOf(fields: MemberFields): NewMember {
  const { lastDay, ownPrefixes, interestPrefixes, contacts, ...rest } = fields
  const interest = linesOf(interestPrefixes)
  return {
    ...rest,
    roles: [...fields.roles],
    uses: [...fields.uses],
    ownPrefixes: linesOf(ownPrefixes),
    interestPrefixes: interest.length === 0 ? null : interest,
    contacts: linesOf(contacts),
    endsAt: new Date(Date.parse(`${lastDay}T00:00:00Z`) + DAY_MS).toISOString(),
  }
}

/** Only what differs: who changes basis or end has vetted the member anew. */
export function changesOf(before: MemberFields, after: MemberFields): Partial<NewMember> {
  const [held, wished] = [statementOf(before), statementOf(after)]
  const changed = Object.entries(wished).filter(
    ([key, value]) =>
      JSON.stringify(value) !== JSON.stringify(held[key as keyof NewMember]) &&
      (key !== 'endsAt' || before.lastDay !== after.lastDay),
  )
  return Object.fromEntries(changed) as Partial<NewMember>
}

const linesOf = (text: string): string[] =>
  text
    .split(/[\n,]/)
    .map((line) => line.trim())
    .filter((line) => line !== '')

const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10)
