import type { AssociationOverview } from '../../../../../src/web/schemas/association/hub.ts'
import type { IconName } from '../../../design/icon.tsx'
import { memberHref } from '../association-routes.ts'
import type { Texts } from '../texts/use-texts.ts'

/** One thing that a person has to look after. */
export type Attention = {
  readonly key: string
  readonly icon: IconName
  readonly text: string
  readonly href: string
  /** Since when, or until when. */
  readonly at: string | null
  /** Something that may be wrong now; the rest only runs out. */
  readonly isUrgent: boolean
}

/** What is wrong now first, then what runs out, each oldest or soonest first. */
export function attentionsOf(
  { members, ledger, disputes, log, alarms }: AssociationOverview,
  { t, tCount, format }: Texts,
): readonly Attention[] {
  const memberNames = new Map(
    [members.unreached, members.behind, members.ending, members.invited, members.suspended]
      .flat()
      .map(({ id, name }) => [id, name]),
  )
  const nameOf = (id: string) => memberNames.get(id) ?? id
  return [
    ...alarms.map((alarm, place) => ({
      key: `alarm-${place}`,
      icon: 'warning' as const,
      text:
        alarm.kind === 'canary'
          ? t('attention.canary', {
              name: nameOf(alarm.memberId),
              owner: nameOf(alarm.ownerId ?? ''),
            })
          : t('attention.bulk', { name: nameOf(alarm.memberId) }),
      href: memberHref(alarm.kind === 'canary' && alarm.ownerId ? alarm.ownerId : alarm.memberId),
      at: alarm.at,
      isUrgent: true,
    })),
    ...(disputes.overdue > 0
      ? [
          {
            key: 'disputes',
            icon: 'flag' as const,
            text: tCount('attention.disputes', disputes.overdue),
            href: '/disputes',
            at: null,
            isUrgent: true,
          },
        ]
      : []),
    ...(ledger.oldestAt === null
      ? []
      : [
          {
            key: 'ledger',
            icon: 'undo' as const,
            text: tCount('attention.ledger', ledger.withdrawals, {
              members: format.number(ledger.members),
            }),
            href: '/ledger',
            at: ledger.oldestAt,
            isUrgent: true,
          },
        ]),
    ...(log.waiting > 0
      ? [
          {
            key: 'log',
            icon: 'warning' as const,
            text: tCount('attention.log', log.waiting),
            href: '/log',
            at: log.lastStatedAt,
            isUrgent: true,
          },
        ]
      : []),
    ...members.unreached.map(({ id, name, position }) => ({
      key: `unreached-${id}`,
      icon: 'warning' as const,
      text: t(position ? 'attention.silent' : 'attention.never', { name }),
      href: memberHref(id),
      at: position?.contactAt ?? null,
      isUrgent: true,
    })),
    ...members.behind.map(({ id, name, position }) => ({
      key: `behind-${id}`,
      icon: 'down' as const,
      text: tCount('attention.behind', (position?.given ?? 0) - (position?.enforces ?? 0), {
        name,
      }),
      href: memberHref(id),
      at: position?.acknowledgedAt ?? null,
      isUrgent: false,
    })),
    ...members.ending.map(({ id, name, endsAt, condition }) => ({
      key: `ending-${id}`,
      icon: 'calendar' as const,
      text: t(condition === 'ended' ? 'attention.ended' : 'attention.ending', { name }),
      href: memberHref(id),
      at: endsAt,
      isUrgent: false,
    })),
    ...members.invited.map(({ id, name, invitedUntil }) => ({
      key: `invited-${id}`,
      icon: 'person' as const,
      text: t(invitedUntil ? 'attention.invited' : 'attention.invitedOver', { name }),
      href: memberHref(id),
      at: invitedUntil,
      isUrgent: false,
    })),
    ...members.suspended.map(({ id, name }) => ({
      key: `suspended-${id}`,
      icon: 'dismissed' as const,
      text: t('attention.suspended', { name }),
      href: memberHref(id),
      at: null,
      isUrgent: false,
    })),
  ]
}
