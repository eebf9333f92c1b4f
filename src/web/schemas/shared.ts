import { z } from 'zod'

/** Instants cross the API as RFC 3339 in UTC. */
export const Instant = z.iso.datetime()

export const Sentence = z.object({ en: z.string(), ja: z.string() })

export const Endpoint = z.object({
  address: z.string().describe('IPv4 or IPv6, canonical text'),
  protocol: z.string().describe('IANA keyword, lower case'),
  port: z.int().min(0).max(65535),
})

/** How the probability is to be read; see docs/explanation/detection.md. */
export const Band = z.enum(['watch', 'suspected', 'share-candidate'])

export const Window = z.object({ from: Instant, to: Instant })

/** Every refusal: a stable code, and a sentence that says what to do next. */
export const Problem = z.object({ code: z.string(), message: Sentence })

export type Sentence = z.infer<typeof Sentence>
export type Endpoint = z.infer<typeof Endpoint>
export type Band = z.infer<typeof Band>
export type Window = z.infer<typeof Window>
export type Problem = z.infer<typeof Problem>
