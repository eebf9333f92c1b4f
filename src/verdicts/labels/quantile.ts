/** Of values in ascending order, linear between neighbours; NaN of none. */
export function quantile(ascending: readonly number[], part: number): number {
  if (ascending.length === 0) return Number.NaN
  const place = part * (ascending.length - 1)
  const low = ascending[Math.floor(place)]!
  const high = ascending[Math.ceil(place)]!
  return low + (high - low) * (place - Math.floor(place))
}
