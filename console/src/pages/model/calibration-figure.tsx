import { useMemo } from 'react'
import type { Reliability } from '../../../../src/web/schemas/model.ts'
import { ShareChart } from '../../charts/share-chart.tsx'
import type { Column } from '../../design/data-table.tsx'
import { Figure } from '../../design/figure.tsx'
import { useLocale } from '../../i18n/locale.tsx'

type Bin = Reliability['bins'][number]

/** Of what it gave 0.8, were eight in ten right? On the dashed line the probability means what it says. */
export function CalibrationFigure(props: {
  readonly reliability: Pick<Reliability, 'bins'> | null
  readonly note: string
}) {
  const { t, format } = useLocale()
  const bins = useMemo(
    () => props.reliability?.bins.filter(({ count }) => count > 0) ?? [],
    [props.reliability],
  )
  const lines = useMemo(
    () => [
      {
        name: '',
        isMain: true,
        points: bins.map((bin) => ({ x: bin.meanProbability, y: bin.observed })),
      },
    ],
    [bins],
  )
  const columns: readonly Column<Bin>[] = [
    {
      key: 'said',
      header: t('model.said'),
      cell: (row) => `${format.probability(row.from)} – ${format.probability(row.to)}`,
    },
    {
      key: 'observed',
      header: t('model.observed'),
      align: 'end',
      cell: (row) => format.percent(row.observed),
    },
    {
      key: 'count',
      header: t('model.endpoints'),
      align: 'end',
      cell: (row) => format.number(row.count),
    },
    {
      key: 'positives',
      header: t('model.right'),
      align: 'end',
      cell: (row) => format.number(row.positives),
    },
  ]
  return (
    <Figure
      title={t('model.calibration')}
      caption={`${t('model.calibrationCaption')} ${props.note}`}
      table={{ rows: bins, rowKey: (row) => String(row.from), columns }}
    >
      {bins.length === 0 ? (
        <p className="soft">{t('model.notMeasured')}</p>
      ) : (
        <ShareChart
          isCalibration
          label={t('model.calibrationCaption')}
          x={t('model.said')}
          y={t('model.observed')}
          lines={lines}
        />
      )}
    </Figure>
  )
}
