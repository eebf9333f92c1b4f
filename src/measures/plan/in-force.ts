/** What is in force: device → target key → cause. */
export type InForce = ReadonlyMap<string, ReadonlyMap<string, string>>
