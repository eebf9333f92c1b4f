import type { NoticeDocument } from './document.ts'
import type { NoticeFacts } from './facts.ts'

/** One version, as it was published. */
export type PublishedNotice = {
  readonly version: number
  readonly publishedAtMs: number
  readonly publishedBy: string
  readonly note: string
  readonly digest: string
  readonly facts: NoticeFacts
  readonly document: NoticeDocument
}
