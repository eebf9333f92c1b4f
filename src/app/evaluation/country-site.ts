import { formatEndpoint, parseEndpoint, type ServiceEndpoint } from '../../core/endpoint.ts'
import {
  type AskedFor,
  askedFor,
  benignPlan,
  type CountryPlan,
  createCountry,
  drawPlan,
  type Recording,
} from '../../country/index.ts'
import { FlowBatch } from '../../flows/wire/flow-batch.ts'
import { countEndpointRecords } from '../../verdicts/evaluate/index.ts'
import { CLIENTS_MIN_DEFAULT } from '../../verdicts/fold/evidence-rules.ts'
import { endpointOf } from '../../verdicts/row-endpoint.ts'
import type { SiteView } from './judge-site.ts'
import { SiteStore } from './site-store.ts'
import type { LabelledEndpoint, TruthTable } from './truth-table.ts'

/** A simulated country to be judged. Everything measured on it is synthetic and is called so. */
export type CountryRequest = {
  readonly seed: number
  readonly subscribers: number
  readonly hours: number
  /** One packet in so many at every router; undefined: every router its own. */
  readonly sampling: number | undefined
  /** Nobody is infected: every candidate is a mistake. */
  readonly isBenign?: boolean
  /** Further wishes; the rest of the plan is drawn by the seed: families, traps, router artefacts. */
  readonly plan?: Partial<CountryPlan>
  /** Real traffic to put into it. */
  readonly recordings?: readonly Recording[]
  /** Weighted clients an endpoint needs; an ISP's view asks for three. */
  readonly minClients?: number
  /** Changes exported records before they are stored: what an attacker does to its own traffic. */
  readonly alter?: (batch: FlowBatch, planted: ReadonlyMap<string, Planted>) => void
}

/** What was planted at one endpoint. */
export type Planted = {
  readonly family: string
  /** Whose endpoint it is: those of one moving controller have the same name. */
  readonly controller: string
  readonly bots: number
  /** Half width of the deviation of its rhythm, as a share of the interval. */
  readonly jitter: number
}

export type CountrySite = AsyncDisposable & {
  readonly name: string
  readonly store: SiteStore
  readonly view: SiteView
  readonly planted: ReadonlyMap<string, Planted>
  /** Endpoints that are neither innocent nor a controller's own, and what they are. */
  readonly neither: AskedFor['neither']
  readonly benignKinds: ReadonlyMap<string, string>
  readonly startMs: number
  readonly hours: number
  /** The thinnest of its routers. */
  readonly samplingMax: number
}

/** Batches this long are loaded; a minute of all routers overruns one by fewer rows than the margin. */
const BATCH_ROWS = 262_144
const MINUTE_ROWS_MAX = 524_288
/** A Monday; each seed starts at another hour of the week. */
const EPOCH_MS = Date.UTC(2026, 0, 5)
const HOUR_MS = 3_600_000

/** The only place of the bench that knows how a country is made: what its routers export, in a store of its own. */
export async function openCountrySite(
  request: CountryRequest,
  onHour: (share: number) => void,
): Promise<CountrySite> {
  await using stack = new AsyncDisposableStack()
  const store = stack.use(await SiteStore.open())
  const draw = request.isBenign ? benignPlan : drawPlan
  const plan = draw(request.seed, {
    ...request.plan,
    subscribers: request.subscribers,
    hours: request.hours,
    sampling: request.sampling,
  })
  const { recordings = [] } = request
  const country = createCountry({ ...plan, recordings })
  const startMs = EPOCH_MS + ((request.seed * 7) % 168) * HOUR_MS
  const { controllers, neither } = askedFor(country.planted(), request.hours)
  const planted = new Map(
    [...controllers].map(([endpoint, { family, botnet, bots, jitter }]) => [
      endpoint,
      {
        family,
        controller: botnet === null ? endpoint : `${family} ${botnet}`,
        bots,
        jitter,
      },
    ]),
  )
  const batch = new FlowBatch(BATCH_ROWS + MINUTE_ROWS_MAX)
  const flush = async (): Promise<void> => {
    request.alter?.(batch, planted)
    await store.load(batch)
    batch.length = 0
  }
  for (const { endMs } of country.records(startMs, request.hours, { batch: () => batch })) {
    if (batch.length >= BATCH_ROWS) await flush()
    onHour((endMs - startMs) / (request.hours * HOUR_MS))
  }
  await flush()
  const upstream = new Set(
    country.exporters.flatMap((one) => [one.upstreamInterface, one.transitInterface]),
  )
  const held = stack.move()
  return {
    name: `seed ${request.seed}, 1:${request.sampling ?? 'mixed'}`,
    store,
    view: {
      minClients: request.minClients ?? CLIENTS_MIN_DEFAULT,
      subscriberPrefixes: country.subscriberPrefixes,
      upstreamInterfaces: [...upstream],
      ...(plan.pastDays > 0
        ? { window: { startMs, endMs: startMs + request.hours * HOUR_MS } }
        : {}),
    },
    planted,
    neither,
    benignKinds: country.benignTruth(),
    startMs,
    hours: request.hours,
    samplingMax: Math.max(...country.exporters.map(({ samplingInterval }) => samplingInterval)),
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  }
}

/**
 * Every endpoint that subscribers contacted at least `flowsMin` times, and every planted one however
 * little of it was seen: what sampling hides is a miss, not an excuse.
 */
export async function countryTruth(site: CountrySite, flowsMin: number): Promise<TruthTable> {
  const rows = await countEndpointRecords(site.store.reader, {
    ...site.view,
    recordsMin: 1,
    access: { purpose: 'c2-detection', actor: 'evaluate', reason: 'simulated flows' },
  })
  const table = new Map<string, LabelledEndpoint>()
  const put = (endpoint: ServiceEndpoint, flows: number, samplingMax: number): void => {
    const text = formatEndpoint(endpoint)
    const planted = site.planted.get(text)
    if (!planted && flows < flowsMin) return
    table.set(text, {
      endpoint,
      truth: planted ? 1 : site.neither.has(text) ? null : 0,
      kind: planted?.family ?? site.neither.get(text)?.kind ?? site.benignKinds.get(text),
      flows,
      certainFlows: Math.max(flows, flowsMin),
      samplingMax,
    })
  }
  for (const row of rows) put(endpointOf(row), row.records, row.sampling)
  // Nothing at all was seen of these: a miss like the others.
  for (const text of site.planted.keys())
    if (!table.has(text)) put(parseEndpoint(text)!, 0, site.samplingMax)
  return table
}
