import { CaseError } from '../../cases/errors.ts'
import { addressesIn } from '../../cases/registry/address-mention.ts'
import type { AuditLog } from '../../flows/store/audit-log.ts'
import type { ModelPromotion } from '../../web/schemas/model.ts'
import type { ModelLibrary, Promotion } from './model-library.ts'

/**
 * A person makes another model the one that decides. The audit has it before it happens, as it has every look:
 * whoever asks later why verdicts changed on a day finds a name.
 */
export async function promoteModel(
  library: ModelLibrary,
  audit: Pick<AuditLog, 'append'>,
  { id, actor, reason }: ModelPromotion,
): Promise<Promotion> {
  library.assertPromotable(id)
  if (addressesIn(reason).length > 0)
    throw new CaseError('NOTE_NAMES_SUBSCRIBER', 'the reason of a promotion names no address')
  const before = library.champion().id
  await audit.append({
    kind: 'promotion',
    purpose: 'c2-detection',
    actor,
    reason,
    subject: `model ${id}, before ${before}`,
  })
  return library.promote(id, actor, reason)
}
