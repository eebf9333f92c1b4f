import type { Cases } from '../../../../src/web/schemas/cases.ts'
import type { Candidates } from '../../../../src/web/schemas/detection.ts'
import { useNow } from '../../api/use-now.ts'
import { type Polled, usePolled } from '../../api/use-polled.ts'
import { caseColumns } from '../../cases/case-columns.tsx'
import { DataTable } from '../../design/data-table.tsx'
import { EmptyState, ErrorState, LoadingState } from '../../design/states.tsx'
import { useLocale } from '../../i18n/locale.tsx'
import { Link } from '../../router/link.tsx'
import { caseHref } from '../../router/routes.ts'

const INTERVAL_MS = 15_000

export function DecideSection({ open }: { readonly open: Polled<Cases> }) {
  const { t, tCount } = useLocale()
  const total = open.value?.total ?? 0
  return (
    <section>
      <div className="section-head">
        <h2>{t('overview.decideTitle')}</h2>
        {total > 0 && (
          <Link className="small" href="/cases?status=proposed">
            {tCount('overview.decideAll', total)}
          </Link>
        )}
      </div>
      <OpenCases open={open} />
      <DetectionNote />
    </section>
  )
}

function OpenCases({ open }: { readonly open: Polled<Cases> }) {
  const locale = useLocale()
  const { t } = locale
  const columns = caseColumns(locale, useNow())
  if (!open.value)
    return open.error ? (
      <ErrorState error={open.error} onRetry={open.reload} />
    ) : (
      <LoadingState lines={6} />
    )
  if (open.value.cases.length === 0)
    return (
      <EmptyState title={t('overview.decideEmpty')}>
        <p className="soft">{t('overview.decideEmptyText')}</p>
      </EmptyState>
    )
  return (
    <DataTable
      caption={t('overview.decideTitle')}
      rows={open.value.cases}
      rowKey={(row) => row.id}
      rowHref={(row) => caseHref(row.id)}
      hasKeys
      columns={[columns.endpointAndReason, columns.probability, columns.clients, columns.proposed]}
    />
  )
}

/** How much was looked at to find these: a list of eight means little without it. */
function DetectionNote() {
  const { t, format } = useLocale()
  const now = useNow()
  const { value } = usePolled<Candidates>('/candidates?limit=1', INTERVAL_MS)
  if (!value) return null
  return (
    <p className="soft small detection-note">
      {value.detectedAt
        ? t('overview.detected', {
            endpoints: format.number(value.endpointCount),
            ago: format.ago(value.detectedAt, now),
          })
        : t('overview.detectedNever')}
    </p>
  )
}
