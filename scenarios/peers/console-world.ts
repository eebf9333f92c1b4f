/**
 * A data directory in the middle of an ordinary week, made through the registry, the lists and the people
 * themselves: cases in every state, requests that wait for a second person, leases that end, lists of both
 * kinds, five people. Every address is one set aside for documentation or benchmarks.
 */
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openDataDirectory } from '../../src/app/data-directory.ts'
import { openOperationalDatabase } from '../../src/app/operational-database.ts'
import { drawOctets } from '../../src/app/system-ports.ts'
import { type Case, createLists, createRegistry, type Registry } from '../../src/cases/index.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/core/time-span.ts'
import type { Database } from '../../src/db/database.ts'
import { createPeople, type Role } from '../../src/people/index.ts'
import { drawCandidates } from './console-candidates.ts'

export const PEOPLE: Readonly<Record<string, { name: string; roles: readonly Role[] }>> = {
  'k.sato': { name: '佐藤 花子', roles: ['analyst'] },
  'm.tanaka': { name: '田中 実', roles: ['approver'] },
  'a.suzuki': { name: '鈴木 明', roles: ['administrator'] },
  'y.ito': { name: '伊藤 優', roles: ['privacy-officer'] },
  'r.mori': { name: '森 涼', roles: ['viewer'] },
}

/** What only an operator can say to subscribers. */
export const NOTICE_CONFIGURATION = {
  notice: {
    operator: { ja: '例示インターネット株式会社', en: 'Example Internet Co.' },
    contact: { ja: 'お客様窓口', en: 'the customer desk' },
    optOut: { ja: 'お客様窓口にお申し出ください。', en: 'Tell the customer desk.' },
  },
}

/** What one transaction-chunked call of the registry takes. */
const PROPOSED_AT_ONCE = 10_000
/** The oldest request can be approved without an estimate, as somebody answered for that. */
const FIRST_REQUEST = 2
/** The best ones, which the stories below are told about. */
const STORY_COUNT = 60
const ESTIMATE = {
  days: 7,
  subscribersPerDay: 31,
  consentingPerDay: 9,
  answeredPerDay: 29.4,
  ageDays: 11.3,
  otherServices: 1,
  otherSubscribersPerDay: 2.1,
  knownGood: null,
} as const

/**
 * @param caseCount at least 60
 * @returns one-time secrets for `/join#`, by person
 */
export async function makeConsoleWorld(
  dataPath: string,
  caseCount: number,
): Promise<Readonly<Record<string, string>>> {
  const directory = openDataDirectory(dataPath)
  await using database = await openOperationalDatabase(directory)
  const now = { ms: Date.now() - 6 * DAY_MS }
  const clock = { nowMs: () => now.ms }
  // The service that is started on this world holds no flows, and can estimate nothing either.
  const flows = { areStored: true }
  const registry = createRegistry(database, clock, {
    estimate: async () => (flows.areStored ? ESTIMATE : undefined),
    rolesOf: async (actor) => new Set(PEOPLE[actor]?.roles ?? []),
  })
  for (let from = 0; from < caseCount; from += PROPOSED_AT_ONCE)
    await registry.propose(drawCandidates(from, Math.min(PROPOSED_AT_ONCE, caseCount - from)), {
      actor: 'detection',
    })
  const best = await registry.find({ sort: 'probability', limit: STORY_COUNT })
  await tellStories(
    registry,
    now,
    flows,
    best.cases.map(({ id }) => id),
  )
  now.ms = Date.now()
  await bringLists(
    database,
    dataPath,
    best.cases.map(({ endpoint }) => endpoint.address),
  )
  return await invitePeople(database)
}

async function tellStories(
  registry: Registry,
  now: { ms: number },
  flows: { areStored: boolean },
  ids: readonly string[],
): Promise<void> {
  const [first] = ids
  if (first === undefined) return
  const begun = now.ms
  const analyst = (note: string) => ({ actor: 'k.sato', note })
  const approver = (note: string) => ({ actor: 'm.tanaka', note })
  const publish = async (id: string, validHours: number): Promise<Case> => {
    await registry.confirm(id, { ...analyst('Clients scan after contact'), kind: 'controller' })
    await registry.publish(id, {
      ...analyst('Two sources, low harm'),
      validMs: validHours * HOUR_MS,
    })
    return await registry.approve(id, approver('Read the reasons and the estimate'))
  }
  for (const [place, id] of ids.entries()) {
    now.ms = begun + place * 2 * HOUR_MS
    if (place % 2 === 0) await addVoices(registry, id, now.ms)
    switch (place % 10) {
      case 1:
        await publish(id, 148 - place)
        break
      case 2:
        await registry.confirm(id, analyst('Verified by another team'))
        flows.areStored = place > FIRST_REQUEST
        await registry.publish(id, {
          ...analyst('31 lines talk to it, one other service'),
          ...(flows.areStored ? {} : { override: 'Counted by hand with the provider' }),
        })
        flows.areStored = true
        break
      case 3:
        await registry.dismiss(id, analyst('Known service, verified'))
        break
      case 4:
        await registry.review(id, analyst('Asked the hosting provider'))
        break
      case 5:
        await publish(id, 200)
        now.ms += HOUR_MS
        await registry.dispute(id, analyst('The owner writes that the server was cleaned'))
        break
      case 6:
        await publish(id, 200)
        now.ms += HOUR_MS
        await registry.retract(id, analyst('It was a monitoring service'))
        break
      case 7:
        await registry.confirm(id, { ...analyst('On a trusted list'), kind: 'downloader' })
        break
      case 8:
        await publish(id, 2)
        now.ms += 3 * HOUR_MS
        await registry.expireDue({ actor: 'maintenance' })
        break
      default:
    }
  }
}

async function addVoices(registry: Registry, id: string, atMs: number): Promise<void> {
  const said = (origin: string, stance: 'for' | 'against', text: string) =>
    registry.addEvidence(
      id,
      {
        source: stance === 'for' ? 'reputation-list' : 'analyst',
        origin,
        observedAtMs: atMs - 20 * MINUTE_MS,
        stance,
        text,
        counts: stance === 'for' ? { entries: 2 } : {},
      },
      { actor: stance === 'for' ? 'lists' : 'k.sato' },
    )
  await said('example-feed', 'for', 'Listed as a controller since two days.')
  await said('soc', 'against', 'The provider says that the machine is a customer’s monitoring.')
}

async function bringLists(
  database: Database,
  dataPath: string,
  addresses: readonly string[],
): Promise<void> {
  const lists = createLists(database, { nowMs: () => Date.now() })
  const bring = async (
    source: string,
    lines: readonly string[],
    statement: Parameters<typeof lists.import>[0]['statement'],
  ) => {
    const place = join(dataPath, `${source}.txt`)
    await writeFile(place, `${lines.join('\n')}\n`)
    await lists.import({ source, place, statement, actor: 'a.suzuki' })
    await rm(place)
  }
  // Lists may not name what is set aside for benchmarks.
  const v4 = addresses.filter((address) => /^(192\.0\.2|198\.51\.100|203\.0\.113)\./.test(address))
  await bring('example-feed', v4.slice(0, 25), { terms: 'CC0', reliability: 0.8 })
  await bring('copied-feed', v4.slice(5, 20), { terms: 'CC BY 4.0', origin: 'example-feed' })
  await bring('resolvers', ['192.0.2.53', '198.51.100.0/28'], {
    kind: 'known-good',
    terms: 'own',
    reason: 'Public resolvers',
    validDays: 90,
  })
}

async function invitePeople(database: Database): Promise<Record<string, string>> {
  const people = createPeople(database, { nowMs: () => Date.now() }, drawOctets)
  const links: Record<string, string> = {}
  for (const [id, { name, roles }] of Object.entries(PEOPLE))
    links[id] = (await people.links.invite({ id, name, roles }, 'system')).secret
  return links
}
