import { readStored, writeStored } from './stored.ts'

const UNNAMED = 'analyst'

/** Who decides and looks at flows from this browser, as history and audit will say. */
export const readActor = (): string => readStored('actor')?.trim() || UNNAMED

export const writeActor = (actor: string): void => writeStored('actor', actor)
