import type { CaseStatus, Cases } from '../../../../src/web/schemas/cases.ts'
import { useNow } from '../../api/use-now.ts'
import { usePolled } from '../../api/use-polled.ts'
import { caseColumns } from '../../cases/case-columns.tsx'
import { DataTable } from '../../design/data-table.tsx'
import { LoadingState } from '../../design/states.tsx'
import { useLocale } from '../../i18n/locale.tsx'
import { caseHref } from '../../router/routes.ts'

const INTERVAL_MS = 15_000
const SHOWN_COUNT = 6
const pathOf = (status: CaseStatus): string =>
  `/cases?status=${status}&sort=changed&limit=${SHOWN_COUNT}`

export function DecidedSection() {
  const locale = useLocale()
  const { t } = locale
  const columns = caseColumns(locale, useNow())
  const confirmed = usePolled<Cases>(pathOf('confirmed'), INTERVAL_MS).value
  const dismissed = usePolled<Cases>(pathOf('dismissed'), INTERVAL_MS).value
  const isLoading = !confirmed || !dismissed
  const rows = [...(confirmed?.cases ?? []), ...(dismissed?.cases ?? [])]
    .toSorted((a, b) => b.changedAt.localeCompare(a.changedAt))
    .slice(0, SHOWN_COUNT)
  return (
    <section>
      <div className="section-head">
        <h2>{t('overview.decidedTitle')}</h2>
      </div>
      {isLoading ? (
        <LoadingState lines={3} />
      ) : rows.length === 0 ? (
        <p className="soft">{t('overview.decidedEmpty')}</p>
      ) : (
        <DataTable
          caption={t('overview.decidedTitle')}
          rows={rows}
          rowKey={(row) => row.id}
          rowHref={(row) => caseHref(row.id)}
          columns={[columns.endpoint, columns.status, columns.changed]}
        />
      )}
    </section>
  )
}
