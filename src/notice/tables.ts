import type { ColumnType } from 'kysely'
import type { NoticeDocument } from './document.ts'
import type { NoticeFacts } from './facts.ts'

/** JSON columns are written as text and read as values. */
type Json<T> = ColumnType<T, string, never>

/** The database refuses to change or delete a row. */
export type NoticesTable = {
  version: number
  published_at: Date
  published_by: string
  note: string
  digest: string
  facts: Json<NoticeFacts>
  /** In the words of that day, which later versions of the program may put otherwise. */
  document: Json<NoticeDocument>
}

/** When what is done was first seen to differ from a version. */
export type NoticePartingsTable = { version: number; parted_at: Date }

export type NoticeTables = { notices: NoticesTable; notice_partings: NoticePartingsTable }
