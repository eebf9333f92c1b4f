import {
  type ConsentLedger,
  type ConsentScope,
  importConsent,
  WORDING_TEMPLATES,
} from '../measures/consent/index.ts'
import { operatorName } from '../people/index.ts'
import { proofView } from '../web/routes/consent.ts'
import {
  type AllTerms,
  type ConsentProof,
  type ConsentReceipt,
  type ConsentStatistics,
  type ConsentTerms,
  GiveConsent,
  type ImportConsentAnswer,
  type ImportConsentProgress,
  MakeSubscriberLink,
  PublishTerms,
  type SubscriberLink,
  type SubscriberStanding,
  type Unanswered,
  WithdrawConsent,
} from '../web/schemas/consent.ts'
import { allTermsView, importView, standingView, termsView } from '../web/views/consent-view.ts'
import { loadConfiguration } from './configuration.ts'
import { callService, isServiceRunning } from './control-client.ts'
import { openDataDirectory } from './data-directory.ts'
import { HeldDirectory } from './held-directory.ts'
import { openMeasures } from './measures/open-measures.ts'
import { readConsentFile } from './measures/read-consent-file.ts'
import { openOperationalDatabase } from './operational-database.ts'
import { configuredRegistry } from './service/case-registry.ts'
import { configuredPeople } from './service/sign-in.ts'
import { systemClock } from './system-ports.ts'

const DAY_MS = 86_400_000
const PROGRESS_EVERY_MS = 500

/** What the command line does with consents, wherever the ledger is open. */
export type GrantDesk = {
  terms(): Promise<AllTerms>
  publishTerms(request: PublishTerms): Promise<ConsentTerms>
  import(
    request: { readonly path: string; readonly isDryRun: boolean; readonly actor: string },
    onProgress: (done: number, total: number) => void,
  ): Promise<ImportConsentAnswer>
  give(request: GiveConsent): Promise<ConsentReceipt>
  withdraw(request: WithdrawConsent): Promise<ConsentReceipt>
  show(subscriber: string): Promise<SubscriberStanding>
  proof(subscriber: string): Promise<ConsentProof>
  link(request: MakeSubscriberLink): Promise<SubscriberLink>
  statistics(): Promise<ConsentStatistics>
  unanswered(scope: ConsentScope, limit: number): Promise<Unanswered>
}

/** Through the running service when there is one, else on the database itself. */
export async function withGrantDesk<Result>(
  dataPath: string,
  use: (desk: GrantDesk) => Promise<Result>,
): Promise<Result> {
  const directory = openDataDirectory(dataPath)
  if (await isServiceRunning(directory.controlSocket))
    return await use(remoteDesk(directory.controlSocket))
  await using _held = await HeldDirectory.hold(directory, 'noroshi grant')
  await using database = await openOperationalDatabase(directory)
  const configuration = loadConfiguration(directory.configurationFile)
  const people = configuredPeople(database, configuration)
  const registry = configuredRegistry(database, people, configuration)
  const opened = await openMeasures({ database, people, registry, configuration })
  return await use(localDesk(opened))
}

function remoteDesk(socket: string): GrantDesk {
  const read = <Answer>(path: string): Promise<Answer> =>
    callService(socket, 'GET', `/api/v1/consent/${path}`)
  const record = <Answer>(path: string, body: object): Promise<Answer> =>
    callService(socket, 'POST', `/api/v1/consent/${path}`, body)
  const of = (subscriber: string): string => `subscribers/${encodeURIComponent(subscriber)}`
  return {
    terms: () => read('terms'),
    publishTerms: (request) => record('terms', request),
    import: (request, onProgress) => importThere(socket, request, onProgress),
    give: (request) => record('give', request),
    withdraw: (request) => record('withdraw', request),
    show: (subscriber) => read(of(subscriber)),
    proof: (subscriber) => read(`${of(subscriber)}/proof`),
    link: (request) => record('links', request),
    statistics: () => read('statistics'),
    unanswered: (scope, limit) => read(`unanswered?scope=${scope}&limit=${limit}`),
  }
}

/** Asks how far it is while it waits: a carrier's file takes half a minute. */
async function importThere(
  socket: string,
  request: { readonly path: string; readonly isDryRun: boolean; readonly actor: string },
  onProgress: (done: number, total: number) => void,
): Promise<ImportConsentAnswer> {
  const ask = setInterval(async () => {
    const asked = callService<ImportConsentProgress>(socket, 'GET', '/control/consent/import')
    // Whoever cannot say how far it is still does it.
    const { done, total } = await asked.catch(() => ({ done: 0, total: 0 }))
    if (total > 0) onProgress(done, total)
  }, PROGRESS_EVERY_MS)
  try {
    return await callService(socket, 'POST', '/control/consent/import', request)
  } finally {
    clearInterval(ask)
  }
}

function localDesk({
  consent,
  subscriberLinks,
}: Pick<Awaited<ReturnType<typeof openMeasures>>, 'consent' | 'subscriberLinks'>): GrantDesk {
  return {
    terms: async () => allTermsView(consent),
    publishTerms: async (given) => {
      const { graceDays, wording, actor, note, ...draft } = PublishTerms.parse(given)
      const graceMs = Math.round(graceDays * DAY_MS)
      const words = wording ?? WORDING_TEMPLATES[draft.scope]
      const by = { actor: operatorName(actor), note }
      return termsView(await consent.publishTerms({ ...draft, graceMs, wording: words }, by))
    },
    import: async ({ path, isDryRun, actor }, onProgress) =>
      importView(
        await importConsent(consent, readConsentFile(path), {
          actor: operatorName(actor),
          isDryRun,
          onProgress,
        }),
      ),
    give: async (given) => {
      const { saidAt, actor, ...agreement } = GiveConsent.parse(given)
      const saidAtMs = saidAt === undefined ? undefined : Date.parse(saidAt)
      return receipt(await consent.give({ ...agreement, actor: operatorName(actor), saidAtMs }))
    },
    withdraw: async (given) => {
      const { actor, ...withdrawal } = WithdrawConsent.parse(given)
      return receipt(await consent.withdraw({ ...withdrawal, actor: operatorName(actor) }))
    },
    show: async (subscriber) => standingView(consent, subscriber, systemClock.nowMs()),
    proof: async (subscriber) => proofView(await consent.proof(subscriber)),
    link: async (given) => {
      const { subscriber, hours, actor } = MakeSubscriberLink.parse(given)
      consent.standing(subscriber)
      const made = await subscriberLinks.make(subscriber, hours, operatorName(actor))
      return {
        path: `/my/link/${made.secret}`,
        expiresAt: new Date(made.expiresAtMs).toISOString(),
      }
    },
    statistics: async () => {
      const { scopes, ...counts } = consent.statistics()
      return { ...counts, scopes: [...scopes] }
    },
    unanswered: async (scope, limit) => ({
      subscribers: consent.unanswered(scope, limit).map(({ subscriber, endsAtMs }) => ({
        subscriber,
        endsAt: endsAtMs === null ? null : new Date(endsAtMs).toISOString(),
      })),
    }),
  }
}

const receipt = ({ atMs, hash }: Awaited<ReturnType<ConsentLedger['give']>>): ConsentReceipt => ({
  at: new Date(atMs).toISOString(),
  hash,
})
