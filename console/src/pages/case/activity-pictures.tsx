import type { Activity } from '../../../../src/web/schemas/detection.ts'
import { HoursChart } from '../../charts/hours-chart.tsx'
import { RhythmChart } from '../../charts/rhythm-chart.tsx'
import { SizesChart } from '../../charts/sizes-chart.tsx'
import type { Column } from '../../design/data-table.tsx'
import { Figure } from '../../design/figure.tsx'
import { useLocale } from '../../i18n/locale.tsx'
import { type RhythmRow, rhythmRows } from './rhythm-rows.ts'

type Hour = Activity['hours'][number]
type Size = Activity['sizes'][number]

export function ActivityPictures({ activity }: { readonly activity: Activity }) {
  const { t, format } = useLocale()
  if (activity.hours.every((hour) => hour.contacts === 0))
    return <p className="soft activity-empty">{t('casePage.activityEmpty')}</p>

  const count = <Row,>(key: string, header: string, of: (row: Row) => number): Column<Row> => ({
    key,
    header,
    align: 'end',
    cell: (row) => format.number(of(row)),
  })
  const octets = <Row,>(key: string, header: string, of: (row: Row) => number): Column<Row> => ({
    ...count(key, header, of),
    cell: (row) => format.octets(of(row)),
  })
  const hourColumns: readonly Column<Hour>[] = [
    { key: 'at', header: t('picture.hour'), cell: (row) => format.instant(row.at) },
    count('contacts', t('picture.contacts'), (row) => row.contacts),
    count('clients', t('case.clients'), (row) => row.clients),
    octets('to', t('picture.octetsTo'), (row) => row.octetsToServer),
    octets('from', t('picture.octetsFrom'), (row) => row.octetsFromServer),
  ]
  const sizeColumns: readonly Column<Size>[] = [
    {
      key: 'size',
      header: t('picture.sizesAxis'),
      cell: (row) =>
        `${format.octets(2 ** row.log2Octets)} – ${format.octets(2 ** (row.log2Octets + 1))}`,
    },
    count('to', t('picture.toServer'), (row) => row.toServer),
    count('from', t('picture.fromServer'), (row) => row.fromServer),
  ]
  const rhythmColumns: readonly Column<RhythmRow>[] = [
    {
      key: 'row',
      header: t('case.clients'),
      cell: (row) => t('picture.rhythmRow', { row: row.place }),
    },
    count('contacts', t('picture.contacts'), (row) => row.contactCount),
    {
      key: 'gap',
      header: t('picture.gap'),
      align: 'end',
      cell: (row) => (row.medianGapSeconds === null ? '–' : format.duration(row.medianGapSeconds)),
    },
    { key: 'first', header: t('picture.first'), cell: (row) => format.instant(row.firstAt) },
    { key: 'last', header: t('picture.last'), cell: (row) => format.instant(row.lastAt) },
  ]

  return (
    <div className="pictures">
      <Figure
        level={3}
        title={t('picture.hours')}
        caption={t('picture.hoursCaption')}
        table={{ rows: activity.hours, rowKey: (row) => row.at, columns: hourColumns }}
      >
        <HoursChart activity={activity} />
      </Figure>
      <Figure
        level={3}
        title={t('picture.sizes')}
        caption={t('picture.sizesCaption')}
        table={{
          rows: activity.sizes,
          rowKey: (row) => String(row.log2Octets),
          columns: sizeColumns,
        }}
      >
        {activity.sizes.length > 0 && <SizesChart activity={activity} />}
      </Figure>
      <div className="is-wide">
        <Figure
          level={3}
          title={t('picture.rhythm')}
          caption={t('picture.rhythmCaption')}
          table={{
            rows: rhythmRows(activity),
            rowKey: (row) => String(row.place),
            columns: rhythmColumns,
          }}
        >
          <RhythmChart activity={activity} />
        </Figure>
      </div>
    </div>
  )
}
