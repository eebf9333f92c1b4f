import type { Registry } from '../../cases/index.ts'

/**
 * The registry, with a word to the outbox after everything that changes what the world is told. Nothing depends on
 * the word: whoever dies before it finds the difference at the next start.
 */
export function tellingRegistry(registry: Registry, onTold: (id: string) => void): Registry {
  const telling =
    <Rest extends readonly unknown[], Answer>(
      decide: (id: string, ...rest: Rest) => Promise<Answer>,
    ) =>
    async (id: string, ...rest: Rest): Promise<Answer> => {
      const answer = await decide(id, ...rest)
      onTold(id)
      return answer
    }
  return {
    ...registry,
    approve: telling(registry.approve),
    retract: telling(registry.retract),
    release: telling(registry.release),
    dispute: telling(registry.dispute),
    uphold: telling(registry.uphold),
    reverify: telling(registry.reverify),
    decideMany: async (ids, verb, decision) => {
      const outcomes = await registry.decideMany(ids, verb, decision)
      for (const { id, refusal } of outcomes) if (refusal === null) onTold(id)
      return outcomes
    },
    expireDue: async (by) => {
      const ended = await registry.expireDue(by)
      for (const id of ended) onTold(id)
      return ended
    },
  }
}
