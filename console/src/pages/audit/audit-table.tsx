import type { AuditEntry, Purposes } from '../../../../src/web/schemas/accountability.ts'
import { type Column, DataTable } from '../../design/data-table.tsx'
import type { IconName } from '../../design/icon.tsx'
import { StatusMark } from '../../design/status-mark.tsx'
import { useLocale } from '../../i18n/locale.tsx'

const MARKS: Readonly<Record<AuditEntry['kind'], IconName>> = {
  look: 'watch',
  'look-up': 'search',
  deletion: 'silent',
  publication: 'share',
  import: 'down',
  promotion: 'up',
}

export function AuditTable(props: {
  readonly entries: readonly AuditEntry[]
  readonly purposes: Purposes['purposes']
}) {
  const { t, say, format } = useLocale()
  const names = new Map<string, string>(props.purposes.map(({ id, name }) => [id, say(name)]))
  const columns: readonly Column<AuditEntry>[] = [
    {
      key: 'at',
      header: t('audit.at'),
      isWrapping: true,
      cell: (row) => (
        <time dateTime={row.at}>
          {format.instant(row.at)} <span className="soft small">#{row.sequence}</span>
        </time>
      ),
    },
    {
      key: 'kind',
      header: t('audit.kind'),
      cell: (row) => <StatusMark icon={MARKS[row.kind]} text={t(`audit.kind.${row.kind}`)} />,
    },
    { key: 'actor', header: t('audit.actor'), cell: (row) => row.actor },
    {
      key: 'purpose',
      header: t('audit.purpose'),
      isLow: true,
      isWrapping: true,
      cell: (row) => names.get(row.purpose) ?? row.purpose,
    },
    { key: 'reason', header: t('audit.reason'), isWrapping: true, cell: (row) => row.reason },
    {
      key: 'window',
      header: t('audit.window'),
      isLow: true,
      isWrapping: true,
      cell: ({ window }) =>
        window && (
          <span className="soft">
            {t('casePage.window', {
              from: format.instant(window.from),
              to: format.instant(window.to),
            })}
          </span>
        ),
    },
    {
      key: 'subject',
      header: t('audit.subject'),
      isLow: true,
      isWrapping: true,
      cell: (row) =>
        row.subject.includes(' ') ? (
          <span className="soft">{row.subject}</span>
        ) : (
          <code className="soft audit-subject" title={row.subject}>
            {row.subject}
          </code>
        ),
    },
  ]
  return (
    <DataTable
      caption={t('audit.title')}
      rows={props.entries}
      rowKey={(row) => String(row.sequence)}
      columns={columns}
    />
  )
}
