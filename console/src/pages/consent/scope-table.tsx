import type { ConsentStatistics } from '../../../../src/web/schemas/consent.ts'
import { type Column, DataTable } from '../../design/data-table.tsx'
import { StatusMark } from '../../design/status-mark.tsx'
import { type Texts, useTexts } from '../measures/texts/use-texts.ts'

type Scope = ConsentStatistics['scopes'][number]

/** By scope: yes, no, and those who have not said; a bar shows the three beside each other. */
export function ScopeTable({ statistics }: { readonly statistics: ConsentStatistics }) {
  const texts = useTexts()
  return (
    <DataTable
      caption={texts.t('consent.byScope')}
      rows={statistics.scopes}
      rowKey={(row) => row.scope}
      columns={columnsFor(texts, statistics.subscribers)}
    />
  )
}

const agreedOf = ({ agreed }: Scope): number => agreed['opt-in'] + agreed['general-terms']

function columnsFor(texts: Texts, subscribers: number): readonly Column<Scope>[] {
  const { t, format } = texts
  const count = (key: 'withdrawn' | 'lapsed' | 'unanswered'): Column<Scope> => ({
    key,
    header: t(`consent.${key}`),
    align: 'end',
    isLow: key !== 'withdrawn',
    cell: (row) => format.number(row[key]),
  })
  return [
    {
      key: 'scope',
      header: t('consent.scope'),
      isWrapping: true,
      cell: (row) => (
        <>
          {t(`scope.${row.scope}`)}
          {row.terms === null && (
            <p className="small entry-reason">
              <StatusMark icon="open" tone="soft" text={t('consent.noTerms')} />
            </p>
          )}
        </>
      ),
    },
    {
      key: 'agreed',
      header: t('consent.agreed'),
      align: 'end',
      cell: (row) => (
        <span className="filled">
          <strong>{format.number(agreedOf(row))}</strong>
          <svg viewBox="0 0 64 6" aria-hidden="true">
            <rect className="track" width="64" height="6" rx="1" />
            <rect
              className="fill"
              width={(64 * agreedOf(row)) / Math.max(1, subscribers)}
              height="6"
              rx="1"
            />
          </svg>
        </span>
      ),
    },
    {
      key: 'share',
      header: t('consent.share'),
      align: 'end',
      isLow: true,
      cell: (row) =>
        format.percent(Math.round((agreedOf(row) / Math.max(1, subscribers)) * 1000) / 1000),
    },
    count('withdrawn'),
    {
      key: 'again',
      header: t('consent.askedAgain'),
      align: 'end',
      cell: (row) =>
        row.askedAgain > 0 ? (
          <StatusMark icon="open" text={format.number(row.askedAgain)} />
        ) : (
          format.number(0)
        ),
    },
    count('lapsed'),
    count('unanswered'),
  ]
}
