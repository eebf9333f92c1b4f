import { useState } from 'react'
import type { AlertStatus } from '../../../../src/web/schemas/alerts.ts'
import { Button } from '../../design/button.tsx'
import { DataTable } from '../../design/data-table.tsx'
import { EmptyState } from '../../design/states.tsx'
import { TimeText } from '../../design/time-text.tsx'
import { useMay } from '../../session/use-reach.ts'
import { useTexts } from '../measures/texts/use-texts.ts'
import { ToldDialog } from './told-dialog.tsx'

type Round = AlertStatus['rounds'][number]

/** Every round with how far telling has come, and how those who were drawn stand. */
export function RoundTable({ rounds }: { readonly rounds: readonly Round[] }) {
  const { t, format } = useTexts()
  const may = useMay()
  const [lookedAt, setLookedAt] = useState<string | null>(null)
  const outcome = (round: Round, word: string) => format.number(round.outcomes[word] ?? 0)
  return (
    <section className="case-section">
      <h2>{t('rounds.title')}</h2>
      {rounds.length === 0 ? (
        <EmptyState title={t('rounds.none')}>
          <p className="soft">{t('rounds.noneText')}</p>
          <pre className="code-box">noroshi alert plan --dry-run</pre>
        </EmptyState>
      ) : (
        <DataTable
          caption={t('rounds.title')}
          rows={rounds}
          rowKey={(row) => row.id}
          columns={[
            {
              key: 'at',
              header: t('rounds.at'),
              cell: (row) => <TimeText at={row.madeAt} />,
            },
            { key: 'by', header: t('rounds.by'), isLow: true, cell: (row) => row.madeBy },
            {
              key: 'progress',
              header: t('rounds.progress'),
              cell: (row) => (
                <span className="round-progress">
                  <progress
                    aria-label={t('rounds.progressOf', { round: format.date(row.madeAt) })}
                    value={row.told}
                    max={Math.max(1, row.due)}
                  />
                  {t('rounds.told', {
                    told: format.number(row.told),
                    due: format.number(row.due),
                  })}
                </span>
              ),
            },
            {
              key: 'held',
              header: t('rounds.heldOut'),
              align: 'end',
              cell: (row) =>
                t('rounds.heldOutOf', {
                  count: format.number(row.counts['held-out'] ?? 0),
                  percent: format.percent(row.heldOutPercent / 100),
                }),
            },
            {
              key: 'cleaned',
              header: t('outcome.cleaned'),
              align: 'end',
              cell: (row) => outcome(row, 'cleaned'),
            },
            {
              key: 'talking',
              header: t('outcome.still-talking'),
              align: 'end',
              isLow: true,
              cell: (row) => outcome(row, 'still-talking'),
            },
            {
              key: 'unknown',
              header: t('outcome.unknown'),
              align: 'end',
              isLow: true,
              cell: (row) => outcome(row, 'unknown'),
            },
            ...(may('privacy-officer')
              ? [
                  {
                    key: 'told',
                    header: t('told.open'),
                    cell: (row: Round) => (
                      <Button
                        isSmall
                        aria-label={t('told.openOf', { round: format.date(row.madeAt) })}
                        onClick={() => setLookedAt(row.id)}
                      >
                        {t('told.open')}
                      </Button>
                    ),
                  },
                ]
              : []),
          ]}
        />
      )}
      {lookedAt !== null && <ToldDialog round={lookedAt} onClose={() => setLookedAt(null)} />}
    </section>
  )
}
