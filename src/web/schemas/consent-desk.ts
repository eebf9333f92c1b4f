import { z } from 'zod'
import { workOf } from './background-work.ts'
import { ConsentScope, ImportConsentAnswer } from './consent.ts'

/** As much as a browser may hand over; larger files are read at the machine: `noroshi grant import`. */
export const CONSENT_TEXT_LENGTH_MAX = 16 * 1024 * 1024

/** How many agreed at the end of each day on which something changed; oldest first. */
export const ConsentTimeline = z.object({
  days: z.array(
    z.object({
      /** UTC. */
      day: z.iso.date(),
      scope: ConsentScope,
      begun: z.int(),
      ended: z.int(),
      agreed: z.int(),
    }),
  ),
})

export const ConsentText = z.object({
  /** A CSV, as `noroshi grant import` reads it. */
  text: z.string().min(1).max(CONSENT_TEXT_LENGTH_MAX),
  isDryRun: z.boolean(),
  actor: z.string().trim().min(1).max(200).default('operator'),
})
export const ConsentImportWork = workOf(ImportConsentAnswer)

export type ConsentTimeline = z.infer<typeof ConsentTimeline>
