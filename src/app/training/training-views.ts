import { formatEndpoint } from '../../core/endpoint.ts'
import type { SeededRandom } from '../../core/random.ts'
import type { Country } from '../../country/index.ts'
import { engineFolds } from '../../flows/store/engine-folds.ts'
import type { FlowEngine } from '../../flows/store/flow-engine.ts'
import { emptyStore } from '../../flows/store/roll-up-tables.ts'
import {
  type ExtractOptions,
  extractFeatures,
  foldFlows,
  type Sample,
} from '../../verdicts/index.ts'
import { WHOLE_TABLE } from './country-flows.ts'

const ACCESS = { purpose: 'c2-detection', actor: 'train', reason: 'simulated flows' } as const
const SITES_MAX = 12
const INFECTED_MIN = 1
const INFECTED_MAX = 3
/** Most endpoints of a view are dull; so many unlabelled ones are kept, drawn at random. */
const UNLABELLED_PER_VIEW = 3_000

/** The ISP's view: what its routers export, its own prefixes, its upstream interfaces. */
export async function ispSamples(
  engine: FlowEngine,
  country: Country,
  minClients: number,
  random: SeededRandom,
): Promise<Sample[]> {
  const upstream = new Set(
    country.exporters.flatMap((exporter) => [
      exporter.upstreamInterface,
      exporter.transitInterface,
    ]),
  )
  const rows = await featuresOf(engine, {
    window: 'all',
    minClients,
    subscriberPrefixes: country.subscriberPrefixes,
    upstreamInterfaces: [...upstream],
    access: ACCESS,
  })
  return labelled(rows, country, random)
}

/** Households of a country by whether one of their devices contacts a planted C2. */
export type Households = { readonly infected: readonly string[]; readonly clean: readonly string[] }

/**
 * One site's view: a sensor at 1–12 households, some infected, everything unsampled, attacks from
 * outside included. Overwrites `flows`.
 */
export async function siteSamples(
  engine: FlowEngine,
  country: Country,
  households: Households,
  random: SeededRandom,
): Promise<Sample[]> {
  const infectedCount = INFECTED_MIN + random.integer(INFECTED_MAX - INFECTED_MIN + 1)
  const cleanCount = random.integer(SITES_MAX - infectedCount + 1)
  const chosen = [
    ...draw(households.infected, infectedCount, random),
    ...draw(households.clean, cleanCount, random),
  ]
  await emptyStore(engine)
  await engine.run(
    `INSERT INTO flows SELECT * FROM ${WHOLE_TABLE}
     WHERE has({chosen:Array(String)}, ${householdOf('src_address')})
        OR has({chosen:Array(String)}, ${householdOf('dst_address')})`,
    { chosen },
  )
  const rows = await featuresOf(engine, {
    window: 'all',
    minClients: 1,
    subscriberPrefixes: [],
    upstreamInterfaces: [],
    access: ACCESS,
  })
  return labelled(rows, country, random)
}

async function featuresOf(engine: FlowEngine, options: ExtractOptions): Promise<Rows> {
  const place = engineFolds(engine)
  await foldFlows(place, options)
  return (await extractFeatures(place, options)).rows
}

type Rows = Awaited<ReturnType<typeof extractFeatures>>['rows']

/**
 * Controllers against everything else. What belongs to a botnet without being its controller is no
 * example of either; nor is an edge of a delivery network, of whose traffic the bots' is a trace.
 */
function labelled(rows: Rows, country: Country, random: SeededRandom): Sample[] {
  const controllers = country.truth().filter(({ shared }) => shared !== 'delivery-network')
  const planted = new Set(controllers.map(formatEndpoint))
  const neither = new Set(
    country
      .planted()
      .filter(({ kind }) => kind !== 'sinkhole')
      .map(formatEndpoint)
      .filter((endpoint) => !planted.has(endpoint)),
  )
  const keep = Math.min(1, UNLABELLED_PER_VIEW / Math.max(1, rows.length))
  return rows
    .filter(({ endpoint }) => !neither.has(formatEndpoint(endpoint)))
    .map(({ endpoint, values }) => ({
      values,
      label: planted.has(formatEndpoint(endpoint)) ? (1 as const) : (0 as const),
    }))
    .filter((sample) => sample.label === 1 || random.next() < keep)
}

/** An IPv4 household is one address; an IPv6 one holds a /64. */
function householdOf(column: string): string {
  return `if(startsWith(toString(${column}), '::ffff:'), toString(${column}), toString(IPv6CIDRToRange(${column}, 64).1))`
}

export async function findHouseholds(engine: FlowEngine, country: Country): Promise<Households> {
  const planted = country.truth().map(({ address, port }) => `${address} ${port}`)
  const rows = await engine.rows<{ household: string; infected: number }>(
    `SELECT household, max(has({planted:Array(String)},
         concat(replaceOne(toString(dst_address), '::ffff:', ''), ' ', toString(dst_port)))) AS infected
     FROM (
       SELECT ${householdOf('src_address')} AS household, dst_address, dst_port
       FROM ${WHOLE_TABLE} WHERE startsWith(toString(src_address), '::ffff:100.64.')
          OR startsWith(toString(src_address), '2001:db8:')
       GROUP BY household, dst_address, dst_port
     )
     GROUP BY household ORDER BY household`,
    { planted },
  )
  const named = (wanted: number): string[] =>
    rows.filter(({ infected }) => infected === wanted).map(({ household }) => household)
  return { infected: named(1), clean: named(0) }
}

function draw(items: readonly string[], count: number, random: SeededRandom): string[] {
  const left = [...items]
  const drawn: string[] = []
  while (drawn.length < count && left.length > 0)
    drawn.push(...left.splice(random.integer(left.length), 1))
  return drawn
}
