import type { Purposes } from '../../../../src/web/schemas/accountability.ts'
import { type Column, DataTable } from '../../design/data-table.tsx'
import { useLocale } from '../../i18n/locale.tsx'

/** Why flows may be read at all, on which legal ground, and by whom. */
export function PurposeTable({ purposes }: Purposes) {
  const { t, say } = useLocale()
  const columns: readonly Column<Purposes['purposes'][number]>[] = [
    { key: 'name', header: t('audit.purpose'), isWrapping: true, cell: (row) => say(row.name) },
    { key: 'ground', header: t('audit.ground'), isWrapping: true, cell: (row) => say(row.ground) },
    {
      key: 'roles',
      header: t('audit.roles'),
      isWrapping: true,
      cell: (row) =>
        row.roles.length === 0
          ? t('audit.rolesNone')
          : row.roles.map((role) => t(`role.${role}`)).join(t('people.separator')),
    },
  ]
  return (
    <section className="case-section">
      <h2>{t('audit.purposes')}</h2>
      <DataTable
        caption={t('audit.purposes')}
        rows={purposes}
        rowKey={(row) => row.id}
        columns={columns}
      />
    </section>
  )
}
