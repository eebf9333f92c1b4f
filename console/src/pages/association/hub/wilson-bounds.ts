/** Of the standard normal distribution, for 95 in a hundred. */
const Z = 1.96

/** Between what a share lies, given that it was seen so often of so many (Wilson 1927). */
export function wilsonBounds(
  count: number,
  total: number,
): { lower: number; upper: number } | null {
  if (total === 0) return null
  const share = count / total
  const spread = Z ** 2 / total
  const middle = share + spread / 2
  const half = Z * Math.sqrt((share * (1 - share)) / total + spread / (4 * total))
  return {
    lower: Math.max(0, (middle - half) / (1 + spread)),
    upper: Math.min(1, (middle + half) / (1 + spread)),
  }
}
