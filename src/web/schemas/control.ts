import { z } from 'zod'
import { Instant } from './shared.ts'

/** `GET /control/status`: who holds the data directory. */
export const ControlStatus = z.object({
  command: z.string(),
  pid: z.int(),
  version: z.string(),
  startedAt: Instant,
})

/** `POST /control/detect`: the options of `noroshi detect`; what is left out is the command's default. */
export const DetectRequest = z.object({
  windowHours: z
    .union([
      z.literal('all'),
      z
        .number()
        .positive()
        .max(24 * 366),
    ])
    .optional(),
  minClients: z.int().min(1).optional(),
  from: Instant.optional(),
  to: Instant.optional(),
  limit: z.int().min(1).max(100_000).optional(),
})

/** `POST /control/import`: somebody is about to bring files of flows. */
export const ImportRequest = z.object({
  actor: z.string().trim().min(1).max(100).default('operator'),
  fileCount: z.int().min(1),
  /** Why none of our subscribers is in the files; then no notice is asked for. */
  foreign: z.string().trim().min(1).max(300).optional(),
})
export const ImportAnswer = z.object({ isAdmitted: z.literal(true) })

/** `POST /control/backup`: an absolute path of the machine. */
export const BackupRequest = z.object({ path: z.string().min(1).max(4_096) })
export const BackupAnswer = z.object({
  path: z.string(),
  at: Instant,
  tables: z.array(z.object({ name: z.string(), rows: z.int(), digest: z.string() })),
  files: z.array(z.string()),
})

/** `POST /control/purge`: the days that were deleted, by table. */
export const PurgeAnswer = z.array(z.object({ table: z.string(), days: z.array(z.string()) }))

export const ShutdownAnswer = z.object({ isStopping: z.literal(true) })

export type ControlStatus = z.infer<typeof ControlStatus>
export type DetectRequest = z.infer<typeof DetectRequest>
export type ImportRequest = z.infer<typeof ImportRequest>
export type BackupAnswer = z.infer<typeof BackupAnswer>
export type PurgeAnswer = z.infer<typeof PurgeAnswer>
export type ShutdownAnswer = z.infer<typeof ShutdownAnswer>
