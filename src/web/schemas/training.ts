import { z } from 'zod'
import { Instant } from './shared.ts'

/** `POST /control/own-samples`: hours before the newest flow. */
export const OwnSamplesRequest = z.object({
  windowHours: z
    .number()
    .positive()
    .max(24 * 366),
})

/** What a site's own flows teach, without any name: rows of features and how they are labelled. */
export const OwnSamples = z.object({
  window: z.object({ from: Instant, to: Instant }),
  /** Names of the values, in their order. */
  features: z.array(z.string()),
  rows: z.array(
    z.object({
      label: z.union([z.literal(0), z.literal(1)]),
      weight: z.number().min(0).max(1),
      /** null: not known. */
      values: z.array(z.number().nullable()),
    }),
  ),
  listed: z.int(),
  confirmed: z.int(),
  dismissed: z.int(),
  excluded: z.int(),
  voices: z.array(z.string()),
})

export type OwnSamplesRequest = z.infer<typeof OwnSamplesRequest>
export type OwnSamples = z.infer<typeof OwnSamples>
