import type { ReactNode } from 'react'
import type { FlowHour } from '../../../../src/web/schemas/association/warnings.ts'
import type { Column } from '../../design/data-table.tsx'
import { Figure } from '../../design/figure.tsx'
import { FlowChart } from './flow-chart.tsx'
import { type Texts, useTexts } from './texts/use-texts.ts'

/** The chart, and the same numbers as a table behind it. */
export function FlowFigure(props: {
  readonly title: string
  readonly hours: readonly FlowHour[]
  readonly tools?: ReactNode
}) {
  const texts = useTexts()
  return (
    <Figure
      title={props.title}
      caption={texts.t('flow.caption')}
      tools={props.tools}
      table={{
        rows: props.hours.toReversed(),
        rowKey: (row) => row.at,
        columns: columnsFor(texts),
      }}
    >
      <FlowChart hours={props.hours} />
    </Figure>
  )
}

function columnsFor({ t, format }: Texts): readonly Column<FlowHour>[] {
  const count = (key: 'taken' | 'refused' | 'stated' | 'withdrawn'): Column<FlowHour> => ({
    key,
    header: t(`flow.${key}`),
    align: 'end',
    cell: (row) => format.number(row[key]),
  })
  return [
    {
      key: 'at',
      header: t('flow.hour'),
      cell: (row) => <time dateTime={row.at}>{format.instant(row.at)}</time>,
    },
    count('taken'),
    count('refused'),
    count('stated'),
    count('withdrawn'),
  ]
}
