import type { Clock } from '../core/clock.ts'
import type { DrawOctets } from '../core/secret.ts'
import type { Database } from '../db/database.ts'
import { Attempts } from './attempts.ts'
import type { PeopleContext } from './context.ts'
import { PersonDirectory } from './directory.ts'
import { PersonLinks } from './links.ts'
import { OpenIdAccounts } from './openid-accounts.ts'
import { Passkeys } from './passkeys.ts'
import { PersonEvents } from './person-events.ts'
import type { House } from './roles.ts'
import { SavedViews } from './saved-views.ts'
import { DEFAULT_SESSION_LIMITS, type SessionLimits, Sessions } from './sessions.ts'
import type { PeopleTables } from './tables.ts'
import { Tokens } from './tokens.ts'

export type People = {
  readonly house: House
  readonly directory: PersonDirectory
  readonly links: PersonLinks
  readonly sessions: Sessions
  readonly tokens: Tokens
  readonly passkeys: Passkeys
  readonly openId: OpenIdAccounts
  readonly views: SavedViews
  readonly events: PersonEvents
  readonly attempts: Attempts
}

/** @param draw octets that nobody can foresee */
export function createPeople(
  database: Database,
  clock: Clock,
  draw: DrawOctets,
  limits: SessionLimits = DEFAULT_SESSION_LIMITS,
  house: House = 'operator',
): People {
  const db = database.$extendTables<PeopleTables>()
  const context: PeopleContext = { db, clock, draw, house }
  return {
    house,
    directory: new PersonDirectory(context),
    links: new PersonLinks(context),
    sessions: new Sessions(context, limits),
    tokens: new Tokens(context),
    passkeys: new Passkeys(context),
    openId: new OpenIdAccounts(context),
    views: new SavedViews(context),
    events: new PersonEvents(context),
    attempts: new Attempts(clock),
  }
}
