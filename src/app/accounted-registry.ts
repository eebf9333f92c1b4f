import { type BulkOutcome, CaseError, type CaseErrorCode, type Registry } from '../cases/index.ts'
import { NoroshiError } from '../core/error.ts'
import type { AuditDesk } from '../web/ports/ports.ts'

type Decide = Registry['approve']

/**
 * The registry, with every change of what the world is told in the audit: begun before, done or refused after, as
 * with deletions. Where the audit cannot be written nothing goes out.
 */
export function accountedRegistry(registry: Registry, audit: Pick<AuditDesk, 'append'>): Registry {
  const accounted =
    (verb: 'approve' | 'retract' | 'release', decide: Decide): Decide =>
    async (id, decision) => {
      const actor = decision.actor
      const record = (outcome: string, reason: string) =>
        audit.append({
          kind: 'publication',
          purpose: 'warning-publication',
          actor,
          reason,
          subject: `warning of case ${id.slice(0, 40)}: ${verb} ${outcome}`,
        })
      // Without the note, which nobody has looked at yet: it may name whom it must not.
      await record('begun', 'what the world is told of a case')
      try {
        const after = await decide(id, decision)
        await record('done', decision.note)
        return after
      } catch (error) {
        if (error instanceof NoroshiError) await record(`refused, ${error.code}`, error.code)
        throw error
      }
    }
  const retract = accounted('retract', (id, decision) => registry.retract(id, decision))
  return {
    ...registry,
    approve: accounted('approve', (id, approval) => registry.approve(id, approval)),
    release: accounted('release', (id, decision) => registry.release(id, decision)),
    retract,
    decideMany: async (ids, verb, decision) => {
      if (verb !== 'retract') return registry.decideMany(ids, verb, decision)
      const outcomes: BulkOutcome[] = []
      for (const id of new Set(ids)) {
        const refusal = await retract(id, decision).then(() => null, refusalOf)
        outcomes.push({ id, refusal })
      }
      return outcomes
    },
  }
}

function refusalOf(error: unknown): CaseErrorCode {
  if (error instanceof CaseError) return error.code
  throw error
}
