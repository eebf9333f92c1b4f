/** Tables of this wing; each room declares its own in a file `tables.ts` and adds it here. */
// biome-ignore lint/complexity/noBannedTypes: no room has a table yet.
export type MeasureTables = {}
