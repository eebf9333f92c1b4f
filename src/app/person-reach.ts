import { type People, PeopleError, reachOf } from '../people/index.ts'

/** What a name may do: of a person, what they were given and all that it includes; of every other name, nothing. */
export async function personReach(people: People, name: string): Promise<ReadonlySet<string>> {
  try {
    return reachOf((await people.directory.get(name)).roles)
  } catch (error) {
    if (error instanceof PeopleError && error.code === 'PERSON_NOT_FOUND') return new Set()
    throw error
  }
}
