import type { HubEvent } from '../../../../src/web/schemas/association/members.ts'
import { type Column, DataTable } from '../../design/data-table.tsx'
import { Link } from '../../router/link.tsx'
import { memberHref } from './association-routes.ts'
import { type TextKey, type Texts, useTexts } from './texts/use-texts.ts'

/** Lines of the hub's record. */
export function EventTable(props: {
  readonly caption: string
  readonly events: readonly HubEvent[]
  readonly hasMember?: boolean
}) {
  const texts = useTexts()
  const { t, format } = texts
  const member: Column<HubEvent> = {
    key: 'member',
    header: t('record.member'),
    cell: (row) =>
      row.memberId && (
        <Link href={memberHref(row.memberId)}>
          <code>{row.memberId}</code>
        </Link>
      ),
  }
  return (
    <DataTable
      caption={props.caption}
      rows={props.events}
      rowKey={(row) => String(row.sequence)}
      columns={[
        {
          key: 'at',
          header: t('record.at'),
          cell: (row) => <time dateTime={row.at}>{format.instant(row.at)}</time>,
        },
        { key: 'kind', header: t('record.what'), cell: (row) => t(`event.${row.kind}` as TextKey) },
        ...(props.hasMember ? [member] : []),
        { key: 'actor', header: t('record.actor'), cell: (row) => <code>{row.actor}</code> },
        {
          key: 'details',
          header: t('record.details'),
          isWrapping: true,
          isLow: true,
          cell: (row) => detailText(row, texts),
        },
      ]}
    />
  )
}

/** A reason is somebody's own words; the rest are numbers and names of fields. */
function detailText({ details }: HubEvent, { t }: Texts): string {
  if (details === null) return ''
  const { reason, fields, ...rest } = details
  return [
    ...(reason === undefined ? [] : [String(reason)]),
    ...(fields === undefined ? [] : [t('record.fields', { fields: String(fields) })]),
    ...Object.entries(rest).map(([name, value]) => `${name} ${value}`),
  ].join(' · ')
}
