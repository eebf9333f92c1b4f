import { formatEndpoint } from '../../core/endpoint.ts'
import { protocolName } from '../../core/protocol.ts'
import { SeededRandom } from '../../core/random.ts'
import { HOUR_MS } from '../../core/time-span.ts'
import type { FlowEngine } from '../../flows/store/flow-engine.ts'
import { emptyStore } from '../../flows/store/roll-up-tables.ts'
import { FEATURES, type Sample } from '../../verdicts/index.ts'
import { writeRecord } from './drawn/conversation.ts'
import { drawNetwork } from './drawn/draw-network.ts'
import { drawSite, type PlantedServer } from './drawn/draw-site.ts'
import type { EmitRecord } from './drawn/router.ts'
import { drawLists } from './drawn-lists.ts'
import { featuresOf, OPEN_VIEW, type Rows } from './features-of.ts'
import { NativeLoader } from './native-loader.ts'

/** Sites of one batch are folded together; their addresses are drawn apart. */
const SITES_PER_BATCH = 30
/** Endpoints of a site with fewer contacts say little, and there are many of them. */
const SITE_CONTACTS_MIN = 4
const RARE_SHARE = 0.1
const BASE_RATE_FEATURES: ReadonlySet<string> = new Set(['scanning_lift_log2', 'scanning_tail'])
/** A Monday; every site and network starts at another time of the week. */
const EPOCH_MS = Date.UTC(2026, 0, 5)
/** A sensor beside the hosts sees every packet and knows who began. */
const SENSOR = { sampling: 1, exporter: 0, isBiflow: true } as const

/** Endpoints of a batch of drawn sites, each seen by a sensor of its own. */
export async function siteSamples(
  engine: FlowEngine,
  seed: number,
  siteCount = SITES_PER_BATCH,
): Promise<Sample[]> {
  const random = new SeededRandom(seed).fork('sites')
  const planted = await fill(engine, (emit) =>
    Array.from({ length: siteCount }, (_, site) =>
      drawSite(random.fork(`site ${site}`), EPOCH_MS, (conversation) => emit(conversation, SENSOR)),
    ).flat(),
  )
  const rows = (await featuresOf(engine, OPEN_VIEW)).map((row) => apart(row, random))
  return label(rows, namesOf(planted), 'site').filter(
    (sample, i) =>
      sample.label === 1 ||
      rows[i]!.facts.contactsMax >= SITE_CONTACTS_MIN ||
      random.next() < RARE_SHARE,
  )
}

/**
 * A row as its site alone would have given it. How many of the others scan is known of a batch, not of a
 * site: half of the rows go by the share, as at a site of few clients, half by the batch, as at one
 * with many strangers at the door.
 */
function apart(row: Rows[number], random: SeededRandom): Rows[number] {
  const isSmall = random.next() < 0.5
  const { scanningClients, clients } = row.facts
  const values = row.values.map((value, i) => {
    const { name } = FEATURES[i]!
    if (name === 'scanning_share') return isSmall ? scanningClients / clients : Number.NaN
    return isSmall && BASE_RATE_FEATURES.has(name) ? Number.NaN : value
  })
  return { ...row, values }
}

/** Endpoints of a drawn provider's network, as its routers export it. */
export async function networkSamples(engine: FlowEngine, seed: number): Promise<Sample[]> {
  const random = new SeededRandom(seed).fork('network')
  const { planted, companions, span } = await fill(engine, (emit) =>
    drawNetwork(random, EPOCH_MS, emit),
  )
  // What began within the span may be reported somewhat after it.
  const window = { startMs: span.fromMs, endMs: span.toMs + HOUR_MS }
  const names = namesOf(planted)
  const notorious = namesOf(companions)
  const known = drawLists(random.fork('lists'), names, notorious)
  const rows = await featuresOf(engine, OPEN_VIEW, window, known)
  return label(
    rows.filter(({ endpoint }) => !notorious.has(formatEndpoint(endpoint))),
    names,
    'provider',
  )
}

async function fill<Drawn>(engine: FlowEngine, draw: (emit: EmitRecord) => Drawn): Promise<Drawn> {
  await emptyStore(engine)
  await using loader = await NativeLoader.open(engine)
  const drawn = draw((record, observation) => writeRecord(loader.batch(), record, observation))
  await loader.insertRest('flows')
  return drawn
}

const namesOf = (planted: readonly PlantedServer[]): ReadonlySet<string> =>
  new Set(
    planted.map(({ address, port, protocol }) =>
      formatEndpoint({ address: ipv4Text(address), port, protocol: protocolName(protocol) }),
    ),
  )

function label(rows: Rows, names: ReadonlySet<string>, view: string): Sample[] {
  return rows.map(({ endpoint, values }) => ({
    values,
    label: names.has(formatEndpoint(endpoint)) ? 1 : 0,
    view,
  }))
}

const ipv4Text = (address: number): string =>
  [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join('.')
