import { z } from 'zod'
import { Instant, Sentence } from './shared.ts'

/** What takes longer than an answer may; `null` before there was any. It goes on when the page is left. */
export function workOf<Result extends z.ZodType>(result: Result) {
  return z.object({
    work: z
      .object({
        startedAt: Instant,
        startedBy: z.string(),
        done: z.int(),
        /** 0 while it is not known. */
        total: z.int(),
        endedAt: Instant.nullable(),
        result: result.nullable(),
        failure: z.object({ code: z.string(), text: Sentence }).nullable(),
      })
      .nullable(),
  })
}

export type WorkOf<Result> = {
  readonly work: {
    readonly startedAt: string
    readonly startedBy: string
    readonly done: number
    readonly total: number
    readonly endedAt: string | null
    readonly result: Result | null
    readonly failure: { readonly code: string; readonly text: Sentence } | null
  } | null
}
