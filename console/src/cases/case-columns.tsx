import type { CaseSummary } from '../../../src/web/schemas/cases.ts'
import type { Column } from '../design/data-table.tsx'
import { EndpointName } from '../design/endpoint-name.tsx'
import { BandMark, CaseMark, Probability } from '../design/status-mark.tsx'
import type { Locale } from '../i18n/locale.tsx'

type CaseColumn = Column<CaseSummary>

/** The columns that tables of cases choose from, the same wherever a case is listed. */
export function caseColumns({ t, tCount, say, format }: Locale, nowMs: number) {
  const endpoint: CaseColumn = {
    key: 'endpoint',
    header: t('case.endpoint'),
    isWrapping: true,
    cell: (row) => <EndpointName endpoint={row.endpoint} />,
  }
  /** Two lines a row: a reason in a column of its own would be six short ones. */
  const endpointAndReason: CaseColumn = {
    ...endpoint,
    header: t('case.endpointAndReason'),
    cell: (row) => (
      <>
        <EndpointName endpoint={row.endpoint} />
        <span className="row-reason small soft">
          <span className="only-narrow-inline">
            {tCount('case.clientsCount', row.clients)}
            {row.leadingReason && ' · '}
          </span>
          {row.leadingReason ? say(row.leadingReason) : t('case.noReason')}
        </span>
      </>
    ),
  }
  const probability: CaseColumn = {
    key: 'probability',
    header: t('case.probability'),
    sortKey: 'probability',
    cell: (row) => <Probability value={row.probability} />,
  }
  const band: CaseColumn = {
    key: 'band',
    header: t('case.band'),
    isLow: true,
    cell: (row) => <BandMark band={row.band} />,
  }
  const clients: CaseColumn = {
    key: 'clients',
    header: t('case.clients'),
    align: 'end',
    isLow: true,
    sortKey: 'clients',
    cell: (row) => format.number(row.clients),
  }
  const status: CaseColumn = {
    key: 'status',
    header: t('case.status'),
    cell: (row) => <CaseMark status={row.status} />,
  }
  const instant = (iso: string) => (
    <time dateTime={iso} title={format.instant(iso)} className="soft">
      {format.ago(iso, nowMs)}
    </time>
  )
  const proposed: CaseColumn = {
    key: 'proposed',
    header: t('case.since'),
    isLow: true,
    cell: (row) => instant(row.proposedAt),
  }
  const changed: CaseColumn = {
    key: 'changed',
    header: t('case.changed'),
    isLow: true,
    sortKey: 'changed',
    cell: (row) => instant(row.changedAt),
  }
  return {
    endpoint,
    endpointAndReason,
    probability,
    band,
    clients,
    status,
    proposed,
    changed,
  }
}
