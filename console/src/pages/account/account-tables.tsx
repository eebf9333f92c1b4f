import type { Account } from '../../../../src/web/schemas/people.ts'
import { useNow } from '../../api/use-now.ts'
import { Button } from '../../design/button.tsx'
import { type Column, DataTable } from '../../design/data-table.tsx'
import { StatusMark } from '../../design/status-mark.tsx'
import { type Locale, useLocale } from '../../i18n/locale.tsx'

type Passkey = Account['passkeys'][number]
type Session = Account['sessions'][number]
type Token = Account['tokens'][number]

const instant = (iso: string | null, { format }: Locale) =>
  iso === null ? (
    <span className="soft">–</span>
  ) : (
    <time dateTime={iso} title={format.instant(iso)}>
      {format.date(iso)}
    </time>
  )

/** The last column where something can be ended; none where the reader may not. */
function ending<Row extends { id: string }>(
  header: string,
  onEnd: ((id: string) => void) | undefined,
  instead: (row: Row) => string | null = () => null,
): Column<Row>[] {
  if (!onEnd) return []
  return [
    {
      key: 'end',
      header,
      align: 'end',
      cell: (row) =>
        instead(row) ?? (
          <Button isSmall onClick={() => onEnd(row.id)}>
            {header}
          </Button>
        ),
    },
  ]
}

export function PasskeyTable(props: {
  readonly rows: readonly Passkey[]
  readonly onRemove?: (id: string) => void
}) {
  const locale = useLocale()
  const { t } = locale
  if (props.rows.length === 0) return <p className="soft">{t('account.noPasskeys')}</p>
  const columns: readonly Column<Passkey>[] = [
    { key: 'label', header: t('account.device'), cell: (row) => row.label || row.id.slice(0, 8) },
    { key: 'made', header: t('account.made'), cell: (row) => instant(row.createdAt, locale) },
    { key: 'used', header: t('account.used'), cell: (row) => instant(row.usedAt, locale) },
    ...ending<Passkey>(t('account.remove'), props.onRemove),
  ]
  return (
    <DataTable
      caption={t('account.passkeys')}
      rows={props.rows}
      rowKey={(row) => row.id}
      columns={columns}
    />
  )
}

export function SessionTable(props: {
  readonly rows: readonly Session[]
  readonly onEnd?: (id: string) => void
}) {
  const { t, format } = useLocale()
  const now = useNow()
  if (props.rows.length === 0) return <p className="soft">{t('account.noSessions')}</p>
  const columns: readonly Column<Session>[] = [
    { key: 'means', header: t('account.means'), cell: (row) => row.means },
    { key: 'since', header: t('account.since'), cell: (row) => format.instant(row.createdAt) },
    {
      key: 'seen',
      header: t('account.seen'),
      isLow: true,
      cell: (row) => format.ago(row.seenAt, now),
    },
    ...ending<Session>(t('account.end'), props.onEnd, (row) =>
      row.isThis ? t('account.here') : null,
    ),
  ]
  return (
    <DataTable
      caption={t('account.sessions')}
      rows={props.rows}
      rowKey={(row) => row.id}
      columns={columns}
    />
  )
}

export function TokenTable(props: {
  readonly rows: readonly Token[]
  readonly onRevoke?: (id: string) => void
}) {
  const locale = useLocale()
  const { t, format } = locale
  const now = useNow()
  if (props.rows.length === 0) return <p className="soft">{t('tokens.empty')}</p>
  const columns: readonly Column<Token>[] = [
    { key: 'label', header: t('tokens.label'), cell: (row) => row.label },
    {
      key: 'roles',
      header: t('people.roles'),
      isWrapping: true,
      cell: (row) => row.roles.map((role) => t(`role.${role}`)).join(t('people.separator')),
    },
    {
      key: 'expires',
      header: t('tokens.expires'),
      cell: (row) =>
        Date.parse(row.expiresAt) < now ? (
          <StatusMark icon="silent" tone="soft" text={t('tokens.expired')} />
        ) : (
          format.date(row.expiresAt)
        ),
    },
    {
      key: 'used',
      header: t('account.used'),
      isLow: true,
      cell: (row) => instant(row.usedAt, locale),
    },
    ...ending<Token>(t('tokens.revoke'), props.onRevoke),
  ]
  return (
    <DataTable
      caption={t('tokens.title')}
      rows={props.rows}
      rowKey={(row) => row.id}
      columns={columns}
    />
  )
}
