import './calendar.css'
import type { EndingCases } from '../../../../src/web/schemas/cases.ts'
import type { Calendar, Lifetimes } from '../../../../src/web/schemas/workplace.ts'
import { useNow } from '../../api/use-now.ts'
import { usePolled } from '../../api/use-polled.ts'
import { caseColumns } from '../../cases/case-columns.tsx'
import { type Column, DataTable } from '../../design/data-table.tsx'
import { PageTitle } from '../../design/page-title.tsx'
import { EmptyState, ErrorState, LoadingState } from '../../design/states.tsx'
import { useLocale } from '../../i18n/locale.tsx'
import { useLocation } from '../../router/location.ts'
import { caseHref } from '../../router/routes.ts'
import { dayOf, offsetMinutes } from './days.ts'
import { MonthGrid } from './month-grid.tsx'

const INTERVAL_MS = 60_000
const DAYS = 35
const SHOWN_MAX = 500

type Ending = EndingCases['cases'][number]

/** Every warning ends by itself: which, when, and what becomes of it if nobody looks. */
export function CalendarPage() {
  const { t, zone } = useLocale()
  const { query } = useLocation()
  const now = useNow(60_000)
  const offset = offsetMinutes(zone, now)
  const calendar = usePolled<Calendar>(
    `/expiry-calendar?days=${DAYS}&offset=${offset}`,
    INTERVAL_MS,
  )
  const ending = usePolled<EndingCases>(
    `/ending-cases?hours=${24 * 31}&limit=${SHOWN_MAX}`,
    INTERVAL_MS,
  )
  const day = query.get('day')
  if (!calendar.value || !ending.value) {
    const error = calendar.error ?? ending.error
    return (
      <>
        <PageTitle title={t('calendar.title')} />
        {error ? (
          <ErrorState error={error} onRetry={calendar.reload} />
        ) : (
          <LoadingState lines={10} />
        )}
      </>
    )
  }
  const cases = ending.value.cases.filter(
    ({ warning }) =>
      day === null || (warning && dayOf(Date.parse(warning.validUntil), zone) === day),
  )
  return (
    <>
      <PageTitle title={t('calendar.title')} />
      <p className="page-lead soft">{t('calendar.text')}</p>
      <div className="calendar">
        <MonthGrid counts={calendar.value.days} nowMs={now} dayCount={DAYS} chosen={day} />
        <LeaseTable />
      </div>
      <EndingTable cases={cases} day={day} nowMs={now} />
    </>
  )
}

function EndingTable(props: {
  readonly cases: readonly Ending[]
  readonly day: string | null
  readonly nowMs: number
}) {
  const locale = useLocale()
  const { t, format } = locale
  const { cases, day, nowMs } = props
  const columns = caseColumns(locale, nowMs)
  const until: Column<Ending> = {
    key: 'until',
    header: t('calendar.ends'),
    cell: ({ warning }) =>
      warning && (
        <time dateTime={warning.validUntil}>
          {format.instant(warning.validUntil)}{' '}
          <span className="soft only-wide">{format.until(warning.validUntil, nowMs)}</span>
        </time>
      ),
  }
  const kind: Column<Ending> = {
    key: 'kind',
    header: t('calendar.kind'),
    isLow: true,
    cell: (row) => t(`kind.${row.kind}`),
  }
  const seen: Column<Ending> = {
    key: 'seen',
    header: t('casePage.scored'),
    isLow: true,
    cell: (row) => (
      <time dateTime={row.scoredAt} title={format.instant(row.scoredAt)} className="soft">
        {format.ago(row.scoredAt, nowMs)}
      </time>
    ),
  }
  return (
    <section className="case-section">
      <h2>
        {day === null
          ? t('calendar.next')
          : t('calendar.onDay', { day: format.longDay(`${day}T12:00:00`) })}
      </h2>
      {cases.length === 0 ? (
        <EmptyState title={t('calendar.emptyTitle')}>
          <p className="soft">{t(day === null ? 'calendar.emptyText' : 'calendar.emptyDay')}</p>
        </EmptyState>
      ) : (
        <DataTable
          caption={t('calendar.next')}
          rows={cases}
          rowKey={(row) => row.id}
          rowHref={(row) => caseHref(row.id)}
          hasKeys
          columns={[
            columns.endpoint,
            until,
            { ...columns.status, isLow: true },
            kind,
            columns.clients,
            seen,
          ]}
        />
      )}
    </section>
  )
}

/** How long a warning of each kind holds, and from what that follows. */
function LeaseTable() {
  const { t, format } = useLocale()
  const { value } = usePolled<Lifetimes>('/lifetimes', INTERVAL_MS * 10)
  if (!value) return null
  type Kind = Lifetimes['kinds'][number]
  const hours = (count: number) => format.duration(count * 3600)
  const columns: readonly Column<Kind>[] = [
    {
      key: 'kind',
      header: t('calendar.kind'),
      cell: (row) => t(`kind.${row.kind}`),
      isWrapping: true,
    },
    {
      key: 'lease',
      header: t('calendar.lease'),
      align: 'end',
      cell: (row) => hours(row.leaseHours),
    },
    {
      key: 'half',
      header: t('calendar.halfLife'),
      align: 'end',
      cell: (row) => hours(row.halfLifeHours),
    },
    {
      key: 'known',
      header: t('calendar.lives'),
      align: 'end',
      isLow: true,
      cell: (row) => t('calendar.livesOf', { ended: row.endedCount, running: row.runningCount }),
    },
  ]
  return (
    <section>
      <h2>{t('calendar.leases')}</h2>
      <DataTable
        caption={t('calendar.leases')}
        rows={value.kinds}
        rowKey={(row) => row.kind}
        columns={columns}
      />
      <p className="soft small">{t('calendar.leasesText')}</p>
    </section>
  )
}
