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
