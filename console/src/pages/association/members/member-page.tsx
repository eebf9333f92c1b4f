import type { MemberDetail } from '../../../../../src/web/schemas/association/members.ts'
import { usePolled } from '../../../api/use-polled.ts'
import { Icon } from '../../../design/icon.tsx'
import { PageTitle } from '../../../design/page-title.tsx'
import { StatusMark } from '../../../design/status-mark.tsx'
import { TimeText } from '../../../design/time-text.tsx'
import { Link } from '../../../router/link.tsx'
import { memberHref } from '../association-routes.ts'
import { EventTable } from '../event-table.tsx'
import { PolledView } from '../polled-view.tsx'
import { useTexts } from '../texts/use-texts.ts'
import { MemberActs } from './member-acts.tsx'
import { MemberFacts } from './member-facts.tsx'
import { MemberKeysSection } from './member-keys-section.tsx'

const INTERVAL_MS = 10_000

/** One member: why it is trusted and until when, how it is, and what can be done about it. */
export function MemberPage({ id }: { readonly id: string }) {
  const { t } = useTexts()
  const path = `/members/${encodeURIComponent(id)}`
  const detail = usePolled<MemberDetail>(path, INTERVAL_MS)
  return (
    <>
      <Link className="back-link" href="/members">
        <Icon name="back" />
        {t('members.title')}
      </Link>
      <PageTitle title={detail.value?.member.name ?? id} />
      <PolledView polled={detail}>
        {(value) => (
          <>
            <MemberActs detail={value} path={path} onChange={detail.reload} />
            <MemberFacts detail={value} />
            <Alarms detail={value} />
            <MemberKeysSection detail={value} />
            <section className="house-section">
              <h2>{t('member.record')}</h2>
              <EventTable caption={t('member.record')} events={value.events} />
            </section>
          </>
        )}
      </PolledView>
    </>
  )
}

function Alarms({ detail: { member, alarms } }: { readonly detail: MemberDetail }) {
  const { t } = useTexts()
  if (alarms.length === 0) return null
  return (
    <section className="house-section">
      <h2>{t('members.alarms')}</h2>
      <ul className="attention">
        {alarms.map((alarm, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: alarms have no name, and never change places
          <li key={place}>
            <span className="is-urgent">
              <Icon name="warning" />
            </span>
            <p>
              {alarm.kind === 'bulk-download' ? (
                t('alarm.bulk')
              ) : alarm.ownerId === member.id ? (
                <>
                  {t('alarm.canaryOwner')}{' '}
                  <Link href={memberHref(alarm.memberId)}>{alarm.memberId}</Link>
                </>
              ) : (
                <>
                  {t('alarm.canaryFinder')}{' '}
                  <Link href={memberHref(alarm.ownerId ?? '')}>{alarm.ownerId}</Link>
                </>
              )}
            </p>
            <TimeText at={alarm.at} />
          </li>
        ))}
      </ul>
      <p className="soft small">
        <StatusMark icon="warning" tone="soft" text="" /> {t('alarm.note')}
      </p>
    </section>
  )
}
