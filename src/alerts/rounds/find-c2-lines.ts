import { formatEndpoint } from '../../core/endpoint.ts'
import type { TimeSpan } from '../../core/time-span.ts'
import type { FlowReader } from '../../flows/store/flow-reader.ts'
import type { Tally } from '../files/tally.ts'
import type { Line, LineMap } from '../lines/line-map.ts'
import { type LineContact, type Look, linesWithEndpoints } from '../looks/lines-with-endpoints.ts'
import type { ConfirmedCase } from './confirmed-cases.ts'
import type { Found, MetCase } from './found.ts'

export type C2Search = {
  readonly reader: FlowReader
  readonly lines: LineMap
  readonly look: Look
  /** Subscriber → since when he agreed; flows from before are not looked at. */
  readonly agreed: ReadonlyMap<string, number>
  readonly cases: readonly ConfirmedCase[]
  /** Answered contacts, in all, from which on a line is told. */
  readonly contactsMin: number
}

/** Lines of those who agreed that met a confirmed C2 and were answered. Counts what it left out into `tally`. */
export async function findC2Lines(
  search: C2Search,
  tally: Tally,
  onProgress?: (fraction: number) => void,
): Promise<Found[]> {
  if (search.cases.length === 0) return []
  const { window } = search.look
  const lines = await agreedLines(search, window, tally)
  const endpoints = search.cases.map(({ endpoint }) => endpoint)
  const contacts = await linesWithEndpoints(
    search.reader,
    search.look,
    lines,
    endpoints,
    onProgress,
  )
  const caseOf = new Map(
    search.cases.map(({ caseId, endpoint }): [string, MetCase] => {
      const text = formatEndpoint(endpoint)
      return [text, { caseId, endpoint: text }]
    }),
  )
  const found: Found[] = []
  for (const [subscriber, own] of Map.groupBy(contacts, ({ line }) => line.subscriber)) {
    const answered = own.filter((contact) => contact.answered > 0)
    const count = answered.reduce((sum, contact) => sum + contact.answered, 0)
    if (count >= search.contactsMin) found.push(foundOf(subscriber, answered, caseOf))
    else tally.add('too-few-answered-contacts')
  }
  return found
}

async function agreedLines(search: C2Search, window: TimeSpan, tally: Tally): Promise<Line[]> {
  const known = await search.lines.subscribers(window)
  const agreed = known.filter((subscriber) => search.agreed.has(subscriber))
  tally.add('lines-not-agreed', known.length - agreed.length)
  tally.add('lines-agreed', agreed.length)
  const { lines, ambiguous } = await search.lines.lines(agreed, window)
  tally.add('sessions-ambiguous', ambiguous)
  return lines.flatMap((line) => {
    const startMs = Math.max(line.span.startMs, search.agreed.get(line.subscriber)!)
    return startMs < line.span.endMs ? [{ ...line, span: { ...line.span, startMs } }] : []
  })
}

function foundOf(
  subscriber: string,
  contacts: readonly LineContact[],
  caseOf: ReadonlyMap<string, MetCase>,
): Found {
  const cases = new Map(
    contacts.map(({ endpoint }) => {
      const met = caseOf.get(formatEndpoint(endpoint))!
      return [met.caseId, met]
    }),
  )
  return {
    subscriber,
    reason: 'c2',
    problem: null,
    // Flows say nothing of it; a report of the same line may.
    deviceKind: 'unknown',
    firstMs: Math.min(...contacts.map(({ firstMs }) => firstMs)),
    lastMs: Math.max(...contacts.map(({ lastMs }) => lastMs)),
    cases: [...cases.values()],
  }
}
