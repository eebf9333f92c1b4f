import { useState } from 'react'
import { postJson } from '../../api/client.ts'
import { Button } from '../../design/button.tsx'
import { DataTable } from '../../design/data-table.tsx'
import { Failure } from '../../session/failure.tsx'
import { useAttempt } from '../../session/use-attempt.ts'
import { useMay } from '../../session/use-reach.ts'
import { useTexts } from './texts/use-texts.ts'

type Estimate = {
  readonly target: string
  readonly subscribersPerDay: number
  readonly otherServices: number
  readonly otherSubscribersPerDay: number
  readonly knownGood: string | null
}

/** Who else would be hurt. Each line is a look at flows and stands in the audit, so nothing asks for it by itself. */
export function CollateralSection({ planId }: { readonly planId: string }) {
  const { t, format } = useTexts()
  const may = useMay()
  const { isBusy, failure, attempt } = useAttempt()
  const [found, setFound] = useState<{ planId: string; estimates: readonly Estimate[] } | null>(
    null,
  )
  const ask = () =>
    void attempt(async () => {
      const answer = await postJson<{ estimates: readonly Estimate[] }>(
        '/measures/plan/collateral',
        { limit: 20 },
      )
      setFound({ planId, estimates: answer.estimates })
    })
  if (!may('analyst')) return null
  if (found?.planId !== planId)
    return (
      <p className="plan-ask">
        <Button disabled={isBusy} onClick={ask}>
          {t(isBusy ? 'collateral.asking' : 'collateral.ask')}
        </Button>{' '}
        <span className="soft small">{t('collateral.audit')}</span>
        <Failure>{failure}</Failure>
      </p>
    )
  if (found.estimates.length === 0) return <p className="soft">{t('collateral.none')}</p>
  return (
    <>
      <h3 className="plan-head">{t('collateral.title')}</h3>
      <DataTable
        caption={t('collateral.title')}
        rows={found.estimates}
        rowKey={(row) => row.target}
        columns={[
          {
            key: 'target',
            header: t('plan.target'),
            cell: (row) => <code className="target">{row.target}</code>,
          },
          {
            key: 'lines',
            header: t('collateral.lines'),
            align: 'end',
            cell: (row) => format.number(row.subscribersPerDay),
          },
          {
            key: 'services',
            header: t('collateral.services'),
            align: 'end',
            cell: (row) => format.number(row.otherServices),
          },
          {
            key: 'others',
            header: t('collateral.others'),
            align: 'end',
            cell: (row) => format.number(Math.round(row.otherSubscribersPerDay * 10) / 10),
          },
          {
            key: 'good',
            header: t('collateral.good'),
            isWrapping: true,
            cell: (row) => row.knownGood ?? <span className="soft">–</span>,
          },
        ]}
      />
    </>
  )
}
