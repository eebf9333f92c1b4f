/** Half-octaves of what a contact sends: equal sizes fall together, nearly equal often. */
export const sizeClass = (octets: string): string =>
  `toUInt8(least(127, round(log2(${octets} + 1) * 2)))`
