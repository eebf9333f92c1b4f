import type { NoticeChange } from '../../notice/diff.ts'
import { documentOf, type NoticeDocument } from '../../notice/document.ts'
import { digestOf, type NoticeFacts } from '../../notice/facts.ts'
import type { PublishedNotice } from '../../notice/published-notice.ts'
import type { NoticeStanding } from '../../notice/standing.ts'
import type * as schema from '../schemas/notice.ts'
import { noticeAdvice } from './notice-advice.ts'
import { instant } from './time-window.ts'

/** From the notice's words to the API's. */

export function noticeView(standing: NoticeStanding, facts: NoticeFacts): schema.Notice {
  return { standing: standingView(standing, facts), document: documentView(documentOf(facts)) }
}

export function standingView(standing: NoticeStanding, facts: NoticeFacts): schema.NoticeStanding {
  const { state, mayCollect, published, staleSinceMs, graceEndsAtMs, missing, changes } = standing
  return {
    state,
    mayCollect,
    published: published && versionView(published),
    digest: digestOf(facts),
    staleSince: staleSinceMs === null ? null : instant(staleSinceMs),
    graceEndsAt: graceEndsAtMs === null ? null : instant(graceEndsAtMs),
    missing: [...missing],
    changes: changes.map(changeView),
    advice: noticeAdvice(standing),
  }
}

export function versionView(notice: PublishedNotice): schema.NoticeVersion {
  const { version, publishedAtMs, publishedBy, note, digest } = notice
  return { version, publishedAt: instant(publishedAtMs), publishedBy, note, digest }
}

export function documentView({ title, sections }: NoticeDocument): schema.NoticeDocument {
  return { title, sections: sections.map((one) => ({ ...one, items: [...one.items] })) }
}

export function changeView(change: NoticeChange): schema.NoticeChange {
  return { ...change }
}
