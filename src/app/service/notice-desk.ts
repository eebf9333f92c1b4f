import type { Notices } from '../../notice/index.ts'
import type { AuditDesk, NoticeDesk } from '../../web/ports/ports.ts'
import type { Configuration } from '../configuration.ts'
import { noticeFacts } from '../notice/notice-facts.ts'

export type NoticeDeskOptions = {
  readonly notices: Notices
  readonly configuration: Configuration
  readonly isDemo: boolean
  readonly audit: Pick<AuditDesk, 'append'>
  /** After a publication: whoever waits for one may go on. */
  readonly onPublished: () => Promise<void>
}

/** The notice of a running configuration; every publication is in the audit. */
export function noticeDesk(options: NoticeDeskOptions): NoticeDesk {
  const { notices, configuration, isDemo, audit, onPublished } = options
  const facts = () => noticeFacts(configuration, isDemo)
  return {
    notices,
    facts,
    publish: async (by) => {
      const before = await notices.latest()
      const { version, digest } = await notices.publish(facts(), by)
      if (version !== before?.version)
        await audit.append({
          kind: 'publication',
          purpose: 'public-notice',
          actor: by.actor,
          reason: by.note,
          subject: `notice ${version}, sha256 ${digest}`,
        })
      await onPublished()
    },
  }
}
