import { NoticeError, type NoticeStanding } from '../../notice/index.ts'
import { noticeAdvice } from '../../web/notice-advice.ts'
import type { AuditDesk } from '../../web/ports.ts'

export type ImportAdmission = {
  readonly actor: string
  readonly fileCount: number
  /** Why none of our subscribers is in the files; then no notice is asked for. */
  readonly foreign?: string | undefined
}

/**
 * Whether files of flows may be brought in: as collecting, only after subscribers were told. Whoever says that none
 * of them is in the files says so in the audit, with a name and a reason. Throws `NoticeError` NOTICE_REQUIRED.
 */
export async function admitImport(
  { actor, fileCount, foreign }: ImportAdmission,
  standing: () => Promise<NoticeStanding>,
  audit: Pick<AuditDesk, 'append'>,
): Promise<void> {
  if (foreign === undefined) {
    const found = await standing()
    if (!found.mayCollect) throw new NoticeError('NOTICE_REQUIRED', noticeAdvice(found).en)
  }
  await audit.append({
    kind: 'import',
    purpose: 'c2-detection',
    actor,
    reason:
      foreign === undefined
        ? 'files of flows, under the published notice'
        : `none of our subscribers in them: ${foreign}`,
    subject: `${fileCount} files`,
  })
}
