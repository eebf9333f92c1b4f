import type { AssociationOverview } from '../../../../../src/web/schemas/association/hub.ts'
import { useNow } from '../../../api/use-now.ts'
import { StatusMark } from '../../../design/status-mark.tsx'
import { StripItem } from '../../../design/strip-item.tsx'
import { useTexts } from '../texts/use-texts.ts'

/** The answer line: six figures, each with the one thing to know about it. */
export function ReachStrip({ overview }: { readonly overview: AssociationOverview }) {
  const { t, tCount, format } = useTexts()
  const now = useNow()
  const { members, ledger, warnings, log, disputes } = overview
  const warn = (text: string) => <StatusMark icon="warning" tone="warning" text={text} />
  const withdrawn = (warnings.retracted ?? 0) + (warnings.released ?? 0)
  const [nextEnd] = members.ending
  return (
    <dl className="strip" aria-label={t('overview.strip')}>
      <StripItem
        name={t('overview.reached')}
        value={t('overview.reachedOf', {
          reached: format.number(members.reached),
          total: format.number(members.receiving),
        })}
        hint={
          members.unreached.length > 0
            ? warn(tCount('overview.unreached', members.unreached.length))
            : t('overview.reachedAll')
        }
      />
      <StripItem
        name={t('overview.enforced')}
        value={format.number(ledger.withdrawals)}
        hint={
          ledger.oldestAt === null
            ? t('overview.enforcedNone')
            : warn(
                tCount('overview.enforcedBy', ledger.members, {
                  ago: format.ago(ledger.oldestAt, now),
                }),
              )
        }
      />
      <StripItem
        name={t('overview.disputes')}
        value={format.number(disputes.open)}
        hint={
          disputes.overdue > 0
            ? warn(tCount('overview.disputesOverdue', disputes.overdue))
            : disputes.nextDueAt === null
              ? t('overview.disputesNone')
              : t('overview.disputesNext', { time: format.until(disputes.nextDueAt, now) })
        }
      />
      <StripItem
        name={t('overview.active')}
        value={format.number(warnings.active ?? 0)}
        hint={t('overview.activeBeside', {
          disputed: format.number(warnings.disputed ?? 0),
          withdrawn: format.number(withdrawn),
        })}
      />
      <StripItem
        name={t('overview.log')}
        value={format.number(log.size)}
        hint={
          log.waiting > 0
            ? warn(tCount('overview.logWaiting', log.waiting))
            : log.witnesses.length > 0
              ? tCount('overview.logWitnessed', log.witnesses.length)
              : t('overview.logSigned')
        }
      />
      <StripItem
        name={t('overview.ending')}
        value={format.number(members.ending.length)}
        hint={
          nextEnd
            ? t('overview.endingNext', { name: nextEnd.name, time: format.date(nextEnd.endsAt) })
            : t('overview.endingNone')
        }
      />
    </dl>
  )
}
