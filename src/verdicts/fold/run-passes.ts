/** While one pass waits for its rows to be on disk, the other counts. */
const AT_A_TIME = 2

/**
 * Runs `work` for each pass from 0, two at a time. Once one has failed no other begins; those that run end first,
 * so that nothing is written after the caller has heard of it.
 */
export async function runPasses(
  count: number,
  work: (pass: number) => Promise<void>,
): Promise<void> {
  let next = 0
  const take = async (): Promise<void> => {
    while (next < count) {
      const pass = next++
      try {
        await work(pass)
      } catch (error) {
        next = count
        throw error
      }
    }
  }
  const ends = await Promise.allSettled(Array.from({ length: AT_A_TIME }, take))
  for (const end of ends) if (end.status === 'rejected') throw end.reason
}
