import type { AssociationLedger } from '../../../../../src/web/schemas/association/hub.ts'
import { StatusMark } from '../../../design/status-mark.tsx'
import { useTexts } from '../texts/use-texts.ts'

const PROBE_MARKS = {
  reachable: { icon: 'ok', tone: 'plain' },
  'not-reachable': { icon: 'warning', tone: 'warning' },
  'not-probed': { icon: 'silent', tone: 'soft' },
} as const

/** What a look from outside said after a block was lifted; that it was not lifted says more. */
export function ProbeMark({
  receipt,
}: {
  readonly receipt: Pick<AssociationLedger['receipts'][number], 'liftedAt' | 'probe'>
}) {
  const { t } = useTexts()
  return receipt.liftedAt === null ? (
    <StatusMark icon="warning" tone="warning" text={t('ledger.notLifted')} />
  ) : (
    <StatusMark {...PROBE_MARKS[receipt.probe]} text={t(`ledger.probe.${receipt.probe}`)} />
  )
}
