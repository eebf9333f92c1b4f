import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { parseAddress } from '../core/address.ts'
import { PURPOSE_IDS } from '../core/flow-access.ts'
import { parsePrefix } from '../core/prefix.ts'
import { TUNNELS } from '../flows/wire/packet/tunnel.ts'
import { MeasuresConfiguration } from '../measures/configuration.ts'
import { HOUSE_ROLES } from '../people/index.ts'
import { AlertConfiguration } from './alerts/alert-configuration.ts'
import { DatabaseServer } from './database-url.ts'
import { AppError } from './errors.ts'

const Address = z.string().refine((text) => parseAddress(text) !== undefined, 'not an IP address')
const PrefixText = z.string().refine((text) => parsePrefix(text) !== undefined, 'not a prefix')
const Port = z.int().min(0).max(65535)
const Listener = z.strictObject({
  address: Address,
  port: Port,
  /** TCP carries IPFIX only (RFC 7011 §10.4). */
  transport: z.enum(['udp', 'tcp']).optional(),
})

const RecordsPerSecondMax = z.int().min(100).max(1e9)
const SamplingInterval = z.int().min(1).max(0xffff_ffff)
const SamplingPolicy = z.strictObject({
  /** What to do with records whose exporter neither announced nor sent a sampling interval. */
  missing: z.enum(['assume', 'reject']).default('assume'),
  assume: SamplingInterval.default(1),
  /** Counts instead of whatever the exporter says. */
  override: SamplingInterval.optional(),
})

/** A password has no place in an address: addresses are logged. */
const ServerUrl = z
  .url({ protocol: /^https?$/ })
  .refine((text) => !text.includes('@'), 'credentials belong in user and passwordFile')
const EngineName = z.string().regex(/^[A-Za-z_][\w-]{0,63}$/)
const ServerStore = z.strictObject({
  url: ServerUrl,
  user: z.string().min(1).max(200).optional(),
  /** A file that holds the password and nothing else. */
  passwordFile: z.string().min(1).optional(),
  /** PEM of the authorities that vouch for an `https` server, where the system does not know them. */
  authoritiesFile: z.string().min(1).optional(),
  database: EngineName.default('noroshi'),
  cluster: z
    .strictObject({ name: EngineName, nodes: z.array(ServerUrl).min(1).max(1024) })
    .optional(),
})

const OpenId = z.strictObject({
  label: z.string().min(1).max(60).default('OpenID Connect'),
  issuer: ServerUrl,
  clientId: z.string().min(1).max(200),
  /** A file that holds the client's secret and nothing else. */
  clientSecretFile: z.string().min(1),
  /** Claim whose values `roles` maps; who has no mapped value and no invitation stays outside. */
  claim: z.string().min(1).max(100).default('groups'),
  roles: z.record(z.string().max(200), z.array(z.enum(HOUSE_ROLES.operator)).min(1)).default({}),
})

const StatedText = z.strictObject({
  ja: z.string().max(500).default(''),
  en: z.string().max(500).default(''),
})

/** At most `LEASE_MS_MAX` of the registry: no warning promises more at once. */
const LeaseHours = z
  .number()
  .min(1)
  .max(31 * 24)

/**
 * `noroshi.json` in the data directory; every field is optional. Everything listens on loopback and
 * nobody is on the allow-list but loopback until the operator says otherwise.
 */
export const Configuration = z.strictObject({
  /** Any protocol is accepted on any of these; the numbers are the customary ones. */
  collectors: z
    .array(Listener)
    .min(1)
    .max(64)
    .default([
      { address: '127.0.0.1', port: 2055 },
      { address: '127.0.0.1', port: 4739 },
      { address: '127.0.0.1', port: 6343 },
    ]),
  /** Prefixes whose datagrams are decoded. */
  allowedExporters: z.array(PrefixText).max(4096).default(['127.0.0.0/8', '::1/128']),
  /** Above it an exporter's datagrams are thinned at random and their sampling interval multiplied. */
  exporterLimits: z
    .strictObject({
      recordsPerSecondMax: RecordsPerSecondMax.default(1_000_000),
      byPrefix: z
        .array(z.strictObject({ prefix: PrefixText, recordsPerSecondMax: RecordsPerSecondMax }))
        .max(4096)
        .default([]),
    })
    .prefault({}),
  sampling: SamplingPolicy.extend({
    byPrefix: z
      .array(SamplingPolicy.extend({ prefix: PrefixText }))
      .max(4096)
      .default([]),
  }).prefault({}),
  /** An exporter's clock that is further off than this is wrong; `correct`: start times are then mended. */
  clockSkew: z
    .strictObject({
      secondsMax: z.int().min(1).max(86_400).default(60),
      correct: z.boolean().default(true),
    })
    .prefault({}),
  /** An exporter that sent regularly and then nothing for so long is raised as a warning. */
  silentAfterSeconds: z.int().min(5).max(604_800).default(300),
  /** Threads that share the ports. */
  collectorThreads: z.int().min(1).max(64).default(1),
  /** `auto`: the native receiver where it is compiled and loads, else Node's own sockets. */
  receiver: z.enum(['auto', 'dgram']).default('auto'),
  /** Tunnels to look into where exporters send packet headers. */
  decapsulate: z.array(z.enum(TUNNELS)).max(TUNNELS.length).default([]),
  /** The ISP's own customers: contacts count as evidence only from here. Empty = one site's data. */
  subscriberPrefixes: z.array(PrefixText).max(4096).default([]),
  /** Interfaces (ifIndex) that face other networks: a "subscriber" arriving there is forged. */
  upstreamInterfaces: z.array(z.int().min(0)).max(4096).default([]),
  console: z
    .strictObject({
      address: Address.default('127.0.0.1'),
      port: Port.default(8080),
      /** Under which browsers reach it, such as `https://noroshi.isp.example/`, through a proxy that ends TLS. */
      publicUrl: z.url({ protocol: /^https?$/ }).optional(),
    })
    .prefault({}),
  signIn: z
    .strictObject({
      idleMinutes: z.int().min(5).max(1440).default(60),
      hoursMax: z.int().min(1).max(168).default(12),
      openId: OpenId.optional(),
    })
    .prefault({}),
  retention: z
    .strictObject({
      flowDays: z.int().min(1).max(366).default(7),
      trafficDays: z.int().min(1).max(366).default(35),
    })
    .prefault({}),
  /** How long published warnings hold; docs/explanation/registry.md. */
  warnings: z
    .strictObject({
      leaseHours: z
        .strictObject({
          controller: LeaseHours.default(72),
          'initial-contact': LeaseHours.default(14 * 24),
          downloader: LeaseHours.default(14 * 24),
          scanner: LeaseHours.default(14 * 24),
          sinkhole: LeaseHours.default(14 * 24),
          unknown: LeaseHours.default(14 * 24),
        })
        .prefault({}),
      /** However often it is seen again, after this somebody decides anew. */
      renewedDaysMax: z.number().min(1).max(366).default(90),
      /** So long after an endpoint last answered, knocking alone still renews its warning. */
      synOnlyDaysMax: z.number().min(0).max(90).default(7),
    })
    .prefault({}),
  detection: z
    .strictObject({
      windowHours: z
        .int()
        .min(1)
        .max(24 * 7)
        .default(24),
      minClients: z.int().min(1).default(3),
      /** Innocent servers a day that may be expected among those shown as more than watched. */
      falsePositivesPerDay: z.number().min(0).max(100_000).default(10),
      everySeconds: z.int().min(5).default(600),
    })
    .prefault({}),
  /** What only the operator can say to subscribers; without it no notice can be published. */
  notice: z
    .strictObject({
      operator: StatedText.optional(),
      /** How to reach whoever is responsible. */
      contact: StatedText.optional(),
      /** How a subscriber says no, or changes a consent. */
      optOut: StatedText.optional(),
      /** Within which the notice follows a change; 0: nothing is collected until it has. */
      graceDays: z.int().min(0).max(30).default(7),
    })
    .prefault({}),
  /** Legal grounds in the operator’s own words; a purpose that is not named keeps ours. */
  purposes: z
    .partialRecord(z.enum(PURPOSE_IDS), z.strictObject({ ground: StatedText }))
    .default({}),
  /** What is blocked for those who agreed, where, and what of it waits for a person; docs/explanation/measures.md. */
  measures: MeasuresConfiguration.extend({
    plan: z
      .strictObject({
        /** Targets that may come in force within a day without an approval; what is removed never waits. */
        additionsMax: z.int().min(0).max(1_000_000).default(20),
        /** Whether two people have to approve. */
        needsTwo: z.boolean().default(false),
        /** Nothing less sure is blocked. */
        bandMin: z.enum(['watch', 'suspected', 'share-candidate']).default('suspected'),
      })
      .prefault({}),
  }).prefault({}),
  consent: z
    .strictObject({
      /** After the contract has ended. */
      keepYears: z.number().min(0).max(30).default(5),
    })
    .prefault({}),
  /** The association's hub, once it was joined (`noroshi sync join --data DIR`). */
  hub: z
    .strictObject({
      /** Where the membership is kept when not in the data directory. */
      directory: z.string().min(1).optional(),
      /** Whether what is published here goes to the hub by itself. */
      publish: z.boolean().default(true),
      /** The policy zone (RPZ) for a resolver on this machine. */
      zonePort: Port.optional(),
      zoneNotify: Port.optional(),
    })
    .prefault({}),
  /** Telling subscribers of infected devices; absent: nobody is told anything. */
  alerts: AlertConfiguration.optional(),
  /** Where cases, people and notices are kept when not in the data directory: PostgreSQL by URL. */
  database: DatabaseServer.optional(),
  /** Where flows are kept when not in the data directory: ClickHouse by URL, one server or a cluster. */
  store: ServerStore.optional(),
  spool: z.strictObject({ octetsMax: z.int().min(1e6).default(20e9) }).prefault({}),
})

export type Configuration = z.infer<typeof Configuration>

/** Reads the file if there is one; `overrides` are what the command line said. */
export function loadConfiguration(
  path: string,
  overrides: Partial<Configuration> = {},
): Configuration {
  const result = Configuration.safeParse({ ...readJson(path), ...overrides })
  if (result.success) return result.data
  const issue = result.error.issues[0]!
  throw new AppError('CONFIGURATION_INVALID', `${path}: ${issue.path.join('.')}: ${issue.message}`)
}

function readJson(path: string): Record<string, unknown> {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {}
    throw error
  }
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new AppError(
      'CONFIGURATION_INVALID',
      `${path} is not JSON: ${(cause as Error).message}`,
      {
        cause,
      },
    )
  }
}
