/** How long entries stay, in days. Null: less than that part has ended. */
export type Lifetimes = {
  readonly stayCount: number
  readonly overCount: number
  readonly lowerDays: number | null
  readonly medianDays: number | null
  readonly upperDays: number | null
}

export type Stay = { readonly days: number; readonly isOver: boolean }

/**
 * Quartiles of the product-limit estimate (Kaplan and Meier 1958): a stay that still goes on counts as "at
 * least so long". Leaving it out would make every list that is young look quick to forget.
 */
export function lifetimes(stays: readonly Stay[]): Lifetimes {
  const inOrder = stays.toSorted((one, other) => one.days - other.days)
  const quartiles: [number | null, number | null, number | null] = [null, null, null]
  let survival = 1
  for (let start = 0; start < inOrder.length; ) {
    const { days } = inOrder[start]!
    let end = start
    let overCount = 0
    while (end < inOrder.length && inOrder[end]!.days === days)
      if (inOrder[end++]!.isOver) overCount++
    survival *= 1 - overCount / (inOrder.length - start)
    for (const [index, part] of [0.75, 0.5, 0.25].entries())
      if (quartiles[index] === null && survival <= part + 1e-12) quartiles[index] = days
    start = end
  }
  const [lowerDays, medianDays, upperDays] = quartiles
  const overCount = stays.filter(({ isOver }) => isOver).length
  return { stayCount: stays.length, overCount, lowerDays, medianDays, upperDays }
}
