import type { CaseStatus, Registry } from '../../cases/index.ts'
import type { ServiceEndpoint } from '../../core/endpoint.ts'

export type ConfirmedCase = { readonly caseId: string; readonly endpoint: ServiceEndpoint }

/** What a person has confirmed and nobody has taken back; a score alone tells nobody anything. */
const STATUSES = ['confirmed', 'published'] as const
const PAGE = 500

export async function confirmedCases(registry: Pick<Registry, 'find'>): Promise<ConfirmedCase[]> {
  return casesWith(registry, STATUSES)
}

/** What turned out to be innocent; that a warning's time ran out says nothing of the kind. */
const WITHDRAWN = ['retracted', 'released', 'dismissed'] as const

export async function withdrawnCases(
  registry: Pick<Registry, 'find'>,
): Promise<ReadonlySet<string>> {
  return new Set((await casesWith(registry, WITHDRAWN)).map(({ caseId }) => caseId))
}

async function casesWith(
  registry: Pick<Registry, 'find'>,
  statuses: readonly CaseStatus[],
): Promise<ConfirmedCase[]> {
  const found: ConfirmedCase[] = []
  for (const status of statuses) {
    let cursor: string | undefined
    do {
      const page = await registry.find({ status, sort: 'probability', limit: PAGE, cursor })
      for (const { id, endpoint } of page.cases) found.push({ caseId: id, endpoint })
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
  }
  return found
}
