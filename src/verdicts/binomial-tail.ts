/**
 * P(X ≥ `least`) for X binomial of `trials` with `chance`. Summed from the term nearest to the mean outwards, each from
 * the one before: small chances keep their digits, and no sum starts with a term too small to be a number.
 */
export function binomialTail(least: number, trials: number, chance: number): number {
  if (least <= 0 || chance >= 1) return 1
  if (chance <= 0 || least > trials) return 0
  if (least <= trials * chance) return 1 - binomialTail(trials - least + 1, trials, 1 - chance)
  let log = least * Math.log(chance) + (trials - least) * Math.log1p(-chance)
  for (let i = 1; i <= least; i++) log += Math.log((trials - least + i) / i)
  let term = Math.exp(log)
  let sum = term
  for (let count = least + 1; count <= trials; count++) {
    term *= ((trials - count + 1) / count) * (chance / (1 - chance))
    sum += term
    if (term < sum * Number.EPSILON) break
  }
  return Math.min(1, sum)
}
