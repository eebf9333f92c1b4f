/** One endpoint's feature values, in catalogue order, and whether it is a planted or listed C2. */
export type Sample = {
  readonly values: ArrayLike<number>
  readonly label: 0 | 1
  /** How sure a positive's label is, 0 to 1; a planted one is certain. */
  readonly weight?: number
  /** Where it was looked at from, as a site or a provider; views weigh alike however many rows they have. */
  readonly view?: string
  /** What it is, where that is known: a family, a kind of innocent program. Never a feature. */
  readonly kind?: string
  /** Of which draw it is; what is fitted on some draws is measured on others. */
  readonly seed?: number
}
