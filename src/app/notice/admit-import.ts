import { NoticeError, type NoticeStanding } from '../../notice/index.ts'
import type { AuditDesk } from '../../web/ports/ports.ts'
import { noticeAdvice } from '../../web/views/notice-advice.ts'

export type ImportAdmission = {
  readonly actor: string
  readonly fileCount: number
  /** Why none of our subscribers is in the files; then no notice is asked for. */
  readonly foreign?: string | undefined
}

/** An installation as far as the rule needs to know it. */
export type ImportPlace = {
  /** As configured. Without any it is a laboratory: nobody's provider. */
  readonly subscriberPrefixes: readonly string[]
  readonly standing: () => Promise<NoticeStanding>
}

/**
 * Whether files of flows may be brought in: where somebody's subscribers are, as collecting, only after they
 * were told. Whoever says that none of them is in the files says so in the audit, with a name and a reason.
 * Throws `NoticeError` NOTICE_REQUIRED.
 */
export async function admitImport(
  { actor, fileCount, foreign }: ImportAdmission,
  place: ImportPlace,
  audit: Pick<AuditDesk, 'append'>,
): Promise<void> {
  await audit.append({
    kind: 'import',
    purpose: 'c2-detection',
    actor,
    reason: await groundOf(foreign, place),
    subject: `${fileCount} files`,
  })
}

async function groundOf(
  foreign: string | undefined,
  { subscriberPrefixes, standing }: ImportPlace,
): Promise<string> {
  if (foreign !== undefined) return `none of our subscribers in them: ${foreign}`
  if (subscriberPrefixes.length === 0)
    return 'files of flows, where nobody is said to be a subscriber'
  const found = await standing()
  if (!found.mayCollect) throw new NoticeError('NOTICE_REQUIRED', noticeAdvice(found).en)
  return 'files of flows, under the published notice'
}
