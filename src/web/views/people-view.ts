import type { Person as KnownPerson, People } from '../../people/index.ts'
import type { MadeLink } from '../../people/links.ts'
import type * as schema from '../schemas/people.ts'
import { instant } from './time-window.ts'

/** From the words of `src/people` to the API's. */

export function personView({ id, name, roles }: KnownPerson): schema.Person {
  return { id, name, roles: [...roles] }
}

export function personRow(person: KnownPerson): schema.PersonRow {
  return {
    ...personView(person),
    createdAt: instant(person.createdAtMs),
    createdBy: person.createdBy,
    removedAt: maybeInstant(person.removedAtMs),
  }
}

export function linkView({ secret, expiresAtMs }: MadeLink): schema.LinkAnswer {
  return { secret, expiresAt: instant(expiresAtMs) }
}

export async function accountView(
  people: People,
  person: KnownPerson,
  sessionId?: string,
): Promise<schema.Account> {
  const [sessions, passkeys, tokens] = await Promise.all([
    people.sessions.list(person.id),
    people.passkeys.list(person.id),
    people.tokens.list(person.id),
  ])
  return {
    person: personView(person),
    sessions: sessions.map(({ id, means, createdAtMs, seenAtMs }) => ({
      id,
      means,
      createdAt: instant(createdAtMs),
      seenAt: instant(seenAtMs),
      isThis: id === sessionId,
    })),
    passkeys: passkeys.map(({ id, label, createdAtMs, usedAtMs }) => ({
      id,
      label,
      createdAt: instant(createdAtMs),
      usedAt: maybeInstant(usedAtMs),
    })),
    tokens: tokens.map(({ id, label, roles, createdAtMs, expiresAtMs, usedAtMs }) => ({
      id,
      label,
      roles: [...roles],
      createdAt: instant(createdAtMs),
      expiresAt: instant(expiresAtMs),
      usedAt: maybeInstant(usedAtMs),
    })),
  }
}

const maybeInstant = (ms: number | null): string | null => (ms === null ? null : instant(ms))
