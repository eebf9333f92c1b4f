import { useState } from 'react'
import type { AssociationLedger } from '../../../../../src/web/schemas/association/hub.ts'
import { postJson } from '../../../api/client.ts'
import { type Polled, usePolled } from '../../../api/use-polled.ts'
import { Button } from '../../../design/button.tsx'
import { CopyButton } from '../../../design/copy-button.tsx'
import { type Column, DataTable } from '../../../design/data-table.tsx'
import { EndpointName } from '../../../design/endpoint-name.tsx'
import { PageTitle } from '../../../design/page-title.tsx'
import { EmptyState } from '../../../design/states.tsx'
import { TimeText } from '../../../design/time-text.tsx'
import { Link } from '../../../router/link.tsx'
import { Failure } from '../../../session/failure.tsx'
import { useAttempt } from '../../../session/use-attempt.ts'
import { useMay } from '../../../session/use-reach.ts'
import { memberHref, warningHref } from '../association-routes.ts'
import { PolledView } from '../polled-view.tsx'
import { type Texts, useTexts } from '../texts/use-texts.ts'
import { WarningMark } from '../warning-mark.tsx'
import { chaseText } from './chase-text.ts'
import { ReceiptSection } from './receipt-section.tsx'

const INTERVAL_MS = 10_000
/** The oldest first: what is behind them is as late as these, or less. */
const SHOWN_AT_FIRST = 25
const NAMES_SHOWN_MAX = 3
type Pursued = AssociationLedger['members'][number]
type Withdrawal = AssociationLedger['withdrawals'][number]

/** Who still acts on what was withdrawn, since when, and who reminded them. */
export function LedgerPage() {
  const { t } = useTexts()
  const ledger = usePolled<AssociationLedger>('/ledger', INTERVAL_MS)
  return (
    <>
      <PageTitle title={t('ledger.title')} />
      <p className="soft page-lead">{t('ledger.lead')}</p>
      <PolledView polled={ledger}>
        {(value) => (
          <>
            {value.withdrawalCount === 0 ? (
              <EmptyState level={2} title={t('ledger.emptyTitle')}>
                <p className="soft">{t('ledger.emptyText')}</p>
              </EmptyState>
            ) : (
              <Ledger ledger={value} polled={ledger} />
            )}
            <ReceiptSection receipts={value.receipts} />
          </>
        )}
      </PolledView>
    </>
  )
}

function Ledger(props: {
  readonly ledger: AssociationLedger
  readonly polled: Polled<AssociationLedger>
}) {
  const texts = useTexts()
  const { t, format } = texts
  const { ledger, polled } = props
  const may = useMay()
  const { isBusy, failure, attempt } = useAttempt()
  const [chased, setChased] = useState<string | null>(null)
  const [isAll, setIsAll] = useState(false)
  const isMore = !isAll && ledger.withdrawals.length > SHOWN_AT_FIRST
  const chase = (memberId: string) =>
    void attempt(async () => {
      await postJson('/ledger/chase', { memberId })
      setChased(memberId)
      polled.reload()
    })
  return (
    <>
      <Failure>{failure}</Failure>
      <p className="visually-hidden" role="status">
        {chased && t('ledger.chased', { name: chased })}
      </p>
      <section>
        <h2>{t('ledger.byMember')}</h2>
        <DataTable
          caption={t('ledger.byMember')}
          rows={ledger.members}
          rowKey={(row) => row.memberId}
          rowHref={(row) => memberHref(row.memberId)}
          hasKeys
          columns={memberColumns(texts, ledger, may('officer') && !isBusy ? chase : null)}
        />
      </section>
      <section className="house-section">
        <h2>{t('ledger.byWithdrawal')}</h2>
        <DataTable
          caption={t('ledger.byWithdrawal')}
          rows={isAll ? ledger.withdrawals : ledger.withdrawals.slice(0, SHOWN_AT_FIRST)}
          rowKey={(row) => row.warning.id}
          rowHref={(row) => warningHref(row.warning.id)}
          columns={withdrawalColumns(texts, ledger)}
        />
        <p className="page-tools house-section">
          <span className="soft small" role="status">
            {t('ledger.more', {
              shown: format.number(isMore ? SHOWN_AT_FIRST : ledger.withdrawals.length),
              total: format.number(ledger.withdrawalCount),
            })}
          </span>
          {isMore && (
            <Button isSmall onClick={() => setIsAll(true)}>
              {t('more')}
            </Button>
          )}
        </p>
      </section>
    </>
  )
}

function memberColumns(
  texts: Texts,
  ledger: AssociationLedger,
  chase: ((memberId: string) => void) | null,
): readonly Column<Pursued>[] {
  const { t, format } = texts
  return [
    {
      key: 'name',
      header: t('members.name'),
      isWrapping: true,
      cell: (row) => <strong>{row.name}</strong>,
    },
    {
      key: 'withdrawals',
      header: t('ledger.withdrawals'),
      align: 'end',
      sortValue: (row) => row.withdrawals,
      cell: (row) => format.number(row.withdrawals),
    },
    { key: 'since', header: t('ledger.since'), cell: (row) => <TimeText at={row.oldestAt} /> },
    {
      key: 'contact',
      header: t('members.contact'),
      isLow: true,
      cell: (row) => (row.contactAt ? <TimeText at={row.contactAt} /> : t('members.never')),
    },
    {
      key: 'chased',
      header: t('ledger.chasedAt'),
      isLow: true,
      cell: (row) =>
        row.chasedAt ? (
          <TimeText at={row.chasedAt} />
        ) : (
          <span className="soft">{t('ledger.chasedNever')}</span>
        ),
    },
    {
      key: 'reach',
      header: t('members.contacts'),
      isLow: true,
      isWrapping: true,
      cell: (row) => row.contacts.join(', '),
    },
    {
      key: 'act',
      header: t('ledger.act'),
      cell: (row) => (
        <span className="page-tools">
          {chase && (
            <Button isSmall onClick={() => chase(row.memberId)}>
              {t('ledger.chase')}
              <span className="visually-hidden"> {row.name}</span>
            </Button>
          )}
          <CopyButton
            text={chaseText(row, ledger)}
            label={t('ledger.message')}
            done={texts.common('settings.copied')}
          />
        </span>
      ),
    },
  ]
}

function withdrawalColumns(
  { t, tCount, format }: Texts,
  ledger: AssociationLedger,
): readonly Column<Withdrawal>[] {
  const names = new Map(ledger.members.map(({ memberId, name }) => [memberId, name]))
  return [
    {
      key: 'endpoint',
      header: t('warnings.endpoint'),
      cell: (row) => <EndpointName endpoint={row.warning} />,
    },
    {
      key: 'status',
      header: t('warnings.status'),
      cell: (row) => <WarningMark status={row.warning.status} />,
    },
    {
      key: 'withdrawn',
      header: t('ledger.withdrawnAt'),
      sortValue: (row) => row.withdrawnAt,
      cell: (row) => <TimeText at={row.withdrawnAt} />,
    },
    {
      key: 'until',
      header: t('ledger.until'),
      isLow: true,
      cell: (row) => <TimeText at={row.warning.validUntil} />,
    },
    {
      key: 'count',
      header: t('members.title'),
      align: 'end',
      sortValue: (row) => row.memberIds.length,
      cell: (row) => format.number(row.memberIds.length),
    },
    {
      key: 'members',
      header: t('ledger.who'),
      isLow: true,
      isWrapping: true,
      cell: (row) => (
        <>
          {row.memberIds.slice(0, NAMES_SHOWN_MAX).map((id, place) => (
            <span key={id}>
              {place > 0 && t('separator')}
              <Link href={memberHref(id)}>{names.get(id) ?? id}</Link>
            </span>
          ))}
          {row.memberIds.length > NAMES_SHOWN_MAX && (
            <span className="soft">
              {' '}
              {tCount('member.furtherLines', row.memberIds.length - NAMES_SHOWN_MAX)}
            </span>
          )}
        </>
      ),
    },
  ]
}
