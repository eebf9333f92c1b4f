import type {
  DisputeList,
  DisputeRow,
} from '../../../../../src/web/schemas/association/disputes.ts'
import { usePolled } from '../../../api/use-polled.ts'
import { Choice } from '../../../design/choice.tsx'
import { type Column, DataTable } from '../../../design/data-table.tsx'
import { EndpointName } from '../../../design/endpoint-name.tsx'
import { PageTitle } from '../../../design/page-title.tsx'
import { EmptyState } from '../../../design/states.tsx'
import { StatusMark } from '../../../design/status-mark.tsx'
import { TimeText } from '../../../design/time-text.tsx'
import { setQuery, useLocation } from '../../../router/location.ts'
import { disputeHref } from '../association-routes.ts'
import { PolledView } from '../polled-view.tsx'
import { type Texts, useTexts } from '../texts/use-texts.ts'
import { ClaimSection } from './claim-section.tsx'
import { ClockText } from './clock-text.tsx'
import { DisputeMark } from './dispute-mark.tsx'

const INTERVAL_MS = 10_000

/** Owners who say that a warning is wrong: what waits first, the soonest due first. */
export function DisputesPage() {
  const texts = useTexts()
  const { t, format } = texts
  const { query } = useLocation()
  const ended = query.get('ended') === 'yes' ? 'yes' : 'no'
  const disputes = usePolled<DisputeList>(`/disputes?ended=${ended}`, INTERVAL_MS)
  return (
    <>
      <PageTitle title={t('disputes.title')} />
      <PolledView polled={disputes}>
        {(value) => (
          <>
            <p className="soft page-lead">
              {t('disputes.lead', { hours: format.number(value.decisionHours) })}
            </p>
            <p className="page-lead">
              <Choice<'no' | 'yes'>
                legend={t('disputes.which')}
                value={ended}
                options={[
                  { value: 'no', label: t('disputes.open') },
                  { value: 'yes', label: t('disputes.withEnded') },
                ]}
                onChoose={(which) => setQuery({ ended: which === 'yes' ? 'yes' : null })}
              />
            </p>
            {value.disputes.length === 0 ? (
              <EmptyState level={2} title={t('disputes.emptyTitle')}>
                <p className="soft">{t('disputes.emptyText')}</p>
              </EmptyState>
            ) : (
              <DataTable
                caption={t('disputes.title')}
                rows={value.disputes}
                rowKey={(row) => row.id}
                rowHref={(row) => disputeHref(row.id)}
                hasKeys
                columns={columnsFor(texts)}
              />
            )}
            <ClaimSection claims={value.claims} onProved={disputes.reload} />
          </>
        )}
      </PolledView>
    </>
  )
}

function columnsFor({ t }: Texts): readonly Column<DisputeRow>[] {
  return [
    {
      key: 'endpoint',
      header: t('warnings.endpoint'),
      cell: (row) => (row.endpoint ? <EndpointName endpoint={row.endpoint} /> : t('dispute.gone')),
    },
    { key: 'due', header: t('disputes.due'), cell: (row) => <ClockText dispute={row} /> },
    {
      key: 'status',
      header: t('warnings.status'),
      cell: (row) => <DisputeMark status={row.status} />,
    },
    {
      key: 'suspended',
      header: t('disputes.effect'),
      isLow: true,
      cell: (row) =>
        row.endedAt !== null ? (
          <span className="soft">–</span>
        ) : row.isSuspended ? (
          <StatusMark icon="silent" tone="soft" text={t('disputes.suspended')} />
        ) : (
          <StatusMark icon="share" text={t('disputes.enforced')} />
        ),
    },
    {
      key: 'appeal',
      header: t('disputes.round'),
      isLow: true,
      cell: (row) => t(row.isAppealed ? 'disputes.appeal' : 'disputes.first'),
    },
    {
      key: 'filed',
      header: t('disputes.filed'),
      isLow: true,
      cell: (row) => <TimeText at={row.filedAt} />,
    },
    {
      key: 'id',
      header: t('disputes.reference'),
      isLow: true,
      cell: (row) => <code>{row.id}</code>,
    },
  ]
}
