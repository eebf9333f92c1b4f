import type {
  AssociationStatistics,
  MemberStatisticsRow,
} from '../../../../../src/web/schemas/association/hub.ts'
import { usePolled } from '../../../api/use-polled.ts'
import { type Column, DataTable } from '../../../design/data-table.tsx'
import { PageTitle } from '../../../design/page-title.tsx'
import { ShareMark } from '../../../design/share-mark.tsx'
import { EmptyState } from '../../../design/states.tsx'
import { memberHref } from '../association-routes.ts'
import { PolledView } from '../polled-view.tsx'
import { type Texts, useTexts } from '../texts/use-texts.ts'
import { wilsonBounds } from './wilson-bounds.ts'

const INTERVAL_MS = 60_000
const SECOND_MS = 1000

/** How right and how fast each member is; a share never stands without its counts. */
export function StatisticsPage() {
  const texts = useTexts()
  const { t, format } = texts
  const statistics = usePolled<AssociationStatistics>('/statistics', INTERVAL_MS)
  return (
    <>
      <PageTitle title={t('statistics.title')} />
      <PolledView polled={statistics}>
        {(value) => (
          <>
            <p className="soft page-lead">
              {t('statistics.lead', { days: format.number(value.days) })}
            </p>
            {value.members.length === 0 ? (
              <EmptyState level={2} title={t('statistics.empty')} />
            ) : (
              <>
                <section>
                  <h2>{t('statistics.accuracy')}</h2>
                  <DataTable
                    caption={t('statistics.accuracy')}
                    rows={value.members.filter(({ accuracy }) => accuracy.warned > 0)}
                    rowKey={(row) => row.memberId}
                    rowHref={(row) => memberHref(row.memberId)}
                    hasKeys
                    columns={accuracyColumns(texts)}
                  />
                  <p className="soft small">{t('statistics.accuracyNote')}</p>
                </section>
                <section className="house-section">
                  <h2>{t('statistics.speed')}</h2>
                  <DataTable
                    caption={t('statistics.speed')}
                    rows={value.members.filter(({ speed }) => speed.acknowledged > 0)}
                    rowKey={(row) => row.memberId}
                    rowHref={(row) => memberHref(row.memberId)}
                    columns={speedColumns(texts)}
                  />
                  <p className="soft small">{t('statistics.speedNote')}</p>
                </section>
              </>
            )}
          </>
        )}
      </PolledView>
    </>
  )
}

const nameColumn = ({ t }: Texts): Column<MemberStatisticsRow> => ({
  key: 'name',
  header: t('members.name'),
  isWrapping: true,
  sortValue: (row) => row.name,
  cell: (row) => row.name,
})

function accuracyColumns(texts: Texts): readonly Column<MemberStatisticsRow>[] {
  const { t, format } = texts
  const wrongOf = ({ accuracy }: MemberStatisticsRow) => accuracy.retracted + accuracy.released
  const count = (
    key: 'retracted' | 'released' | 'disputed' | 'agreed',
  ): Column<MemberStatisticsRow> => ({
    key,
    header: t(`statistics.${key}`),
    align: 'end',
    isLow: true,
    sortValue: (row) => row.accuracy[key],
    cell: (row) => format.number(row.accuracy[key]),
  })
  return [
    nameColumn(texts),
    {
      key: 'warned',
      header: t('statistics.warned'),
      align: 'end',
      sortValue: (row) => row.accuracy.warned,
      cell: (row) => format.number(row.accuracy.warned),
    },
    {
      key: 'wrong',
      header: t('statistics.wrong'),
      sortValue: (row) => wrongOf(row) / row.accuracy.warned,
      cell: (row) => (
        <ShareMark
          share={wrongOf(row) / row.accuracy.warned}
          bounds={wilsonBounds(wrongOf(row), row.accuracy.warned)}
          counts={t('statistics.of', {
            count: format.number(wrongOf(row)),
            total: format.number(row.accuracy.warned),
          })}
        />
      ),
    },
    count('retracted'),
    count('released'),
    count('disputed'),
    count('agreed'),
    {
      key: 'judged',
      header: t('statistics.judged'),
      isLow: true,
      align: 'end',
      cell: ({ accuracy }) =>
        t('statistics.judgedText', {
          right: format.number(accuracy.judgedRight),
          wrong: format.number(accuracy.judgedWrong),
        }),
    },
  ]
}

function speedColumns(texts: Texts): readonly Column<MemberStatisticsRow>[] {
  const { t, format } = texts
  const duration = (ms: number | null) =>
    ms === null ? <span className="soft">–</span> : format.duration(Math.round(ms / SECOND_MS))
  const count = (key: 'acknowledged' | 'dropped'): Column<MemberStatisticsRow> => ({
    key,
    header: t(`statistics.${key}`),
    align: 'end',
    isLow: true,
    sortValue: (row) => row.speed[key],
    cell: (row) => format.number(row.speed[key]),
  })
  return [
    nameColumn(texts),
    {
      key: 'acknowledge',
      header: t('statistics.medianAcknowledge'),
      align: 'end',
      sortValue: (row) => row.speed.medianAcknowledgeMs ?? -1,
      cell: (row) => duration(row.speed.medianAcknowledgeMs),
    },
    count('acknowledged'),
    {
      key: 'drop',
      header: t('statistics.medianDrop'),
      align: 'end',
      sortValue: (row) => row.speed.medianDropMs ?? -1,
      cell: (row) => duration(row.speed.medianDropMs),
    },
    count('dropped'),
  ]
}
