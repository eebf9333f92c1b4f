import type { AssociationLedger } from '../../../../../src/web/schemas/association/hub.ts'
import { endpointText } from '../../../api/endpoint-text.ts'

/** What goes into a mail has an end. */
const ENDPOINTS_NAMED_MAX = 50

/** To be sent by mail to somebody who may read either language. */
export function chaseText(
  {
    memberId,
    name,
    withdrawals: count,
  }: Pick<AssociationLedger['members'][number], 'memberId' | 'name' | 'withdrawals'>,
  { withdrawals }: Pick<AssociationLedger, 'withdrawals'>,
): string {
  const own = withdrawals.filter(({ memberIds }) => memberIds.includes(memberId))
  const lines = own
    .slice(0, ENDPOINTS_NAMED_MAX)
    .map(({ warning, withdrawnAt }) => `${endpointText(warning)}  ${warning.id}  ${withdrawnAt}`)
  return [
    `${name} 御中`,
    '次の警告は撤回または遮断解除されていますが、貴社から措置を終えた旨の受領確認が届いていません。遮断等を行っている場合は直ちに解除し、同期（noroshi sync）の状態をご確認ください。',
    '',
    'The following warnings were withdrawn, and your acknowledgement that you stopped acting on them has not arrived. Please lift any measure at once and look at your sync.',
    '',
    ...lines,
    ...(count > lines.length ? [`（計${count}件のうち古い順 / the oldest of ${count}）`] : []),
  ].join('\n')
}
