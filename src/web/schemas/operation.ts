import { z } from 'zod'
import { Instant, Sentence, Window } from './shared.ts'

/** `/health`: is the service doing its job? */
export const Health = z.object({
  status: z.enum(['ok', 'degraded']),
  version: z.string(),
  startedAt: Instant,
  isDemo: z.boolean(),
  /** The newest flow the store can answer for; null while it holds none. */
  newestFlowAt: Instant.nullable(),
  flowsStored: z.int(),
  checks: z.array(
    z.object({
      name: z.enum([
        'notice',
        'collector',
        'exporters',
        'spool',
        'store',
        'registry',
        'audit',
        'detection',
        'hub',
        'alerts',
      ]),
      status: z.enum(['ok', 'degraded']),
      detail: Sentence,
    }),
  ),
})

/** `/exporters`: who sends, and do we hear all of it? */
export const Exporters = z.object({
  exporters: z.array(
    z.object({
      address: z.string(),
      protocols: z.array(z.enum(['netflow5', 'netflow9', 'ipfix', 'sflow5'])),
      /** `silent`: was regular and stopped; `quiet`: sends too seldom for that to mean anything. */
      state: z.enum(['sending', 'quiet', 'silent']),
      firstSeenAt: Instant,
      lastSeenAt: Instant,
      datagrams: z.int(),
      records: z.int(),
      recordsPerSecond: z.number(),
      samplingIntervals: z.array(z.int()),
      /** Share of what the exporter says it sent that did not arrive (sequence gaps), 0 to 1. */
      lossRatio: z.number(),
      refused: z.record(z.string(), z.int()).describe('count by reason code'),
      /** The last 24 hours of receipt, oldest first; hours without anything are left out. */
      hours: z.array(
        z.object({
          at: Instant,
          records: z.int(),
          stored: z.int(),
          /** By its sequence numbers, in the unit they count. */
          missing: z.int(),
          missingUnit: z.enum(['records', 'datagrams']),
          /** Left out above the limit, with what stands for it scaled: no loss. */
          thinned: z.int(),
          /** Share of what was sent that is not stored: missing, or dropped by us. */
          lossRatio: z.number(),
        }),
      ),
      clock: z.object({
        /** Exporter's clock minus ours; null while it has told no time. */
        skewMs: z.number().nullable(),
        isCorrected: z.boolean(),
        skewMaxMs: z.int(),
        correctedRecords: z.int(),
        clampedRecords: z.int(),
      }),
      /** One datagram in so many is kept now. */
      thinning: z.int(),
      policy: z.object({
        recordsPerSecondMax: z.int(),
        samplingMissing: z.int().describe('interval assumed; 0 = records without one are left out'),
        samplingOverride: z.int().describe('0 = the exporter is believed'),
      }),
      /** Information elements that were skipped, never read; nulls = all further ones together. */
      skippedElements: z.array(
        z.object({
          enterprise: z.int().nullable(),
          element: z.int().nullable(),
          records: z.int().describe('that carried it'),
        }),
      ),
    }),
  ),
  /** Senders that are not on the allow-list: counted, never decoded. */
  strangers: z.array(z.object({ address: z.string(), datagrams: z.int(), lastSeenAt: Instant })),
  collectors: z.array(z.object({ address: z.string(), port: z.int(), accepts: z.string() })),
})

/** `/flows/summary`: volume only, no addresses but the exporters' own. */
export const FlowSummary = z.object({
  window: Window,
  stepSeconds: z.int(),
  series: z.array(
    z.object({
      exporter: z.string(),
      points: z.array(
        z.object({
          at: Instant,
          flows: z.int(),
          /** Scaled by the sampling interval. */
          packets: z.number(),
          octets: z.number(),
        }),
      ),
    }),
  ),
})

/** `/settings`: what an operator needs to point a router here. */
export const Settings = z.object({
  version: z.string(),
  isDemo: z.boolean(),
  dataDirectory: z.string(),
  collectors: z.array(z.object({ address: z.string(), port: z.int(), accepts: z.string() })),
  allowedExporters: z.array(z.string()).describe('prefixes'),
  subscriberPrefixes: z.array(z.string()),
  retention: z.object({ flowDays: z.int(), trafficDays: z.int() }),
  detection: z.object({
    windowHours: z.int(),
    minClients: z.int(),
    /** The operator's budget: innocent servers a day that may be expected above `watch`. */
    falsePositivesPerDay: z.number(),
    everySeconds: z.int(),
  }),
  columns: z.array(z.object({ name: z.string(), type: z.string() })),
})

export type Health = z.infer<typeof Health>
export type Exporters = z.infer<typeof Exporters>
export type FlowSummary = z.infer<typeof FlowSummary>
export type Settings = z.infer<typeof Settings>
