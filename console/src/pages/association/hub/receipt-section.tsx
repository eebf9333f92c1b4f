import type { AssociationLedger } from '../../../../../src/web/schemas/association/hub.ts'
import { type Column, DataTable } from '../../../design/data-table.tsx'
import { EndpointName } from '../../../design/endpoint-name.tsx'
import { TimeText } from '../../../design/time-text.tsx'
import { Link } from '../../../router/link.tsx'
import { memberHref, warningHref } from '../association-routes.ts'
import { type Texts, useTexts } from '../texts/use-texts.ts'
import { ProbeMark } from './probe-mark.tsx'

type Receipt = AssociationLedger['receipts'][number]

/** What members lifted, and whether a look from outside agrees. */
export function ReceiptSection(props: { readonly receipts: AssociationLedger['receipts'] }) {
  const texts = useTexts()
  const { t } = texts
  if (props.receipts.length === 0) return null
  return (
    <section className="house-section">
      <h2>{t('ledger.receipts')}</h2>
      <p className="soft">{t('ledger.receiptsLead')}</p>
      <DataTable
        caption={t('ledger.receipts')}
        rows={props.receipts}
        rowKey={(row) => `${row.warningId} ${row.memberId}`}
        rowHref={(row) => warningHref(row.warningId)}
        columns={columns(texts)}
      />
    </section>
  )
}

const columns = ({ t, format }: Texts): readonly Column<Receipt>[] => [
  {
    key: 'endpoint',
    header: t('warnings.endpoint'),
    cell: (row) =>
      row.warning ? <EndpointName endpoint={row.warning} /> : <code>{row.warningId}</code>,
  },
  {
    key: 'member',
    header: t('members.name'),
    isWrapping: true,
    cell: (row) => <Link href={memberHref(row.memberId)}>{row.name}</Link>,
  },
  {
    key: 'lifted',
    header: t('ledger.liftedAt'),
    cell: (row) => row.liftedAt && <TimeText at={row.liftedAt} />,
  },
  {
    key: 'probe',
    header: t('ledger.probe'),
    cell: (row) => <ProbeMark receipt={row} />,
  },
  {
    key: 'planes',
    header: t('ledger.planes'),
    align: 'end',
    isLow: true,
    cell: (row) => format.number(row.planes),
  },
]
