import type { Migration } from '../../db/migrations.ts'
import { createNoticeTables } from './0700-notices.ts'

/** Numbers from 0700. */
export const NOTICE_MIGRATIONS: readonly Migration[] = [createNoticeTables]
