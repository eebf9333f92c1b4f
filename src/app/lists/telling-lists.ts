import type { ListEvidence, Lists } from '../../cases/index.ts'

/** Lists that tell cases what an import or a removal changed, before it is answered as done. */
export function tellingLists(lists: Lists, evidence: Pick<ListEvidence, 'tellNews'>): Lists {
  return {
    ...lists,
    import: async (request) => {
      const result = await lists.import(request)
      if (!result.isDryRun) await evidence.tellNews()
      return result
    },
    refreshDue: async (onFailure) => {
      const results = await lists.refreshDue(onFailure)
      if (results.length > 0) await evidence.tellNews()
      return results
    },
    remove: async (name, by) => {
      const count = await lists.remove(name, by)
      await evidence.tellNews()
      return count
    },
  }
}
