import type { ReactNode } from 'react'
import type { MemberDetail } from '../../../../../src/web/schemas/association/members.ts'
import { Facts } from '../../../design/facts.tsx'
import { TimeText } from '../../../design/time-text.tsx'
import { useTexts } from '../texts/use-texts.ts'
import { ConditionMark } from './condition-mark.tsx'
import { PositionMark } from './position-mark.tsx'

/** How the member is, then what it was vetted as. */
export function MemberFacts({ detail: { member, version } }: { readonly detail: MemberDetail }) {
  const { t, format } = useTexts()
  const { position } = member
  const health: (readonly [string, ReactNode])[] = [
    [t('members.condition'), <ConditionMark key="condition" condition={member.condition} />],
    [t('members.position'), position ? <PositionMark key="position" position={position} /> : '–'],
    [t('member.newest'), format.number(version)],
    [
      t('members.contact'),
      position ? <TimeText key="contact" at={position.contactAt} /> : t('members.never'),
    ],
    [
      t('member.acknowledged'),
      position?.acknowledgedAt ? (
        <TimeText key="acknowledged" at={position.acknowledgedAt} />
      ) : (
        t('members.never')
      ),
    ],
    [
      t('members.said'),
      t('members.saidRefused', {
        taken: format.number(member.said.taken),
        refused: format.number(member.said.refused),
      }),
    ],
    [
      t('ledger.chasedAt'),
      member.chasedAt ? <TimeText key="chased" at={member.chasedAt} /> : t('ledger.chasedNever'),
    ],
  ]
  return (
    <>
      <p className="page-lead">{t(`condition.${member.condition}Text`)}</p>
      <Facts facts={health} />
      <section className="house-section">
        <h2>{t('member.vetting')}</h2>
        <Facts
          facts={[
            [t('member.basis'), member.vetting.basis],
            [t('member.by'), member.vetting.by],
            [t('members.ends'), format.date(member.endsAt)],
            [t('field.group'), member.group],
            [t('field.sector'), t(`sector.${member.sector}`)],
            [
              t('members.roles'),
              member.roles.map((role) => t(`memberRole.${role}`)).join(t('separator')),
            ],
            [t('member.uses'), member.uses.map((use) => t(`use.${use}`)).join(t('separator'))],
            [t('members.contacts'), <Lines key="contacts" lines={member.contacts} />],
            [
              t('field.ownPrefixes'),
              <Lines key="own" lines={member.ownPrefixes} none={t('member.noPrefix')} />,
            ],
            [
              t('field.interestPrefixes'),
              <Lines
                key="interest"
                lines={member.interestPrefixes ?? []}
                none={t('member.noInterest')}
              />,
            ],
            [t('member.since'), format.date(member.createdAt)],
          ]}
        />
      </section>
    </>
  )
}

const LINES_SHOWN_MAX = 8

function Lines(props: { readonly lines: readonly string[]; readonly none?: string }) {
  const { tCount } = useTexts()
  const { lines } = props
  if (lines.length === 0) return <span className="soft">{props.none}</span>
  const hidden = lines.length - LINES_SHOWN_MAX
  return (
    <ul className="plain-list">
      {lines.slice(0, LINES_SHOWN_MAX).map((line) => (
        <li key={line}>{line}</li>
      ))}
      {hidden > 0 && <li className="soft">{tCount('member.furtherLines', hidden)}</li>}
    </ul>
  )
}
