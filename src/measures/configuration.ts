import { z } from 'zod'
import { canonicalAddress } from '../core/address.ts'
import { formatPrefix, parsePrefix } from '../core/prefix.ts'

const Address = z
  .string()
  .refine((text) => canonicalAddress(text) !== undefined, 'not an IP address')
  .transform((text) => canonicalAddress(text)!)
const Prefix = z
  .string()
  .refine((text) => parsePrefix(text) !== undefined, 'not a prefix')
  .transform((text) => formatPrefix(parsePrefix(text)!))
const Port = z.int().min(0).max(65_535)
const Place = z.strictObject({ address: Address, port: Port })
/** Program and what stands before its arguments; never a shell. */
const Command = z.array(z.string().min(1).max(1_000)).min(1).max(20)
const DeviceName = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/)
const Text = z.strictObject({
  ja: z.string().min(1).max(500),
  en: z.string().min(1).max(500),
})

/** Below five seconds a busy machine would lose rules that it should keep; above an hour nobody waits. */
const LeaseSeconds = z.number().min(1).max(3_600).default(60)
const device = {
  name: DeviceName,
  leaseSeconds: LeaseSeconds,
  /** After this a command is given up, and tried again. */
  timeoutSeconds: z.number().min(0.1).max(60).default(10),
}
const Count = z.int().min(1).max(1_000_000)
/** A device takes at most so many; what matters most stands first in the plan. */
const room = { targetsMax: Count.default(10_000), sourcesMax: Count.default(200_000) }

const Nftables = z.strictObject({
  kind: z.literal('nftables'),
  ...device,
  ...room,
  command: Command.default(['nft']),
  hook: z.enum(['forward', 'prerouting']).default('forward'),
  priority: z.int().min(-400).max(400).default(-150),
  answer: z.enum(['reject', 'drop']).default('reject'),
})

const Unbound = z.strictObject({
  kind: z.literal('rpz'),
  ...device,
  ...room,
  command: Command.default(['unbound-control']),
  /** Unbound's control socket, asked without a process for each word; the keeper uses `command` in any case. */
  control: z.string().startsWith('/').max(100).optional(),
  zone: z
    .string()
    .regex(/^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/)
    .max(60)
    .default('noroshi.rpz'),
  /** Where the zone is handed out, to `resolver` alone. */
  listen: Place.default({ address: '127.0.0.1', port: 5390 }),
  /** Where unbound answers, to tell it of changes. */
  resolver: Place.default({ address: '127.0.0.1', port: 53 }),
  includeFile: z.string().startsWith('/').max(1_000),
  addressRules: z.boolean().default(true),
})

const Flowspec = z.strictObject({
  kind: z.literal('flowspec'),
  ...device,
  command: Command.default(['gobgp']),
  /** Where GoBGP 3 takes calls of gRPC; without it, and with words in `command`, each rule that comes or goes is a process. */
  api: Place.optional(),
  pools: z.array(Prefix).min(1).max(256),
  rulesMax: z.int().min(1).max(1_000).default(10),
  community: z
    .string()
    .regex(/^\d{1,5}:\d{1,5}$/)
    .refine((text) => text.split(':').every((part) => Number(part) <= 65_535), 'not a community'),
})

const Stream = z.strictObject({
  kind: z.literal('stream'),
  ...device,
  listen: Place,
  enforcers: z
    .array(
      z.strictObject({
        name: DeviceName,
        /** SHA-256 of its API key, in hexadecimal: `printf %s KEY | sha256sum`. */
        keyDigest: z.string().regex(/^[0-9a-f]{64}$/),
        /** Everybody whose traffic it acts on. */
        sources: z.array(Prefix).min(1).max(256),
      }),
    )
    .min(1)
    .max(1_000),
})

const Vantage = z.strictObject({
  source: Address.nullable().default(null),
  command: z.array(z.string().min(1).max(1_000)).max(20).default([]),
})

/** `measures` in `noroshi.json`. Without devices nothing is ever blocked. */
export const MeasuresConfiguration = z.strictObject({
  /** Count what would be done; do nothing. */
  dryRun: z.boolean().default(false),
  devices: z
    .array(z.discriminatedUnion('kind', [Nftables, Unbound, Flowspec, Stream]))
    .max(256)
    .default([])
    .refine(
      (devices) => new Set(devices.map(({ name }) => name)).size === devices.length,
      'two devices have one name',
    ),
  /** Where blocked names lead; without it they do not exist. */
  page: z
    .strictObject({
      listen: Place,
      /** What answers say: an address of `listen`, as subscribers see it. */
      ipv4: Address.nullable().default(null),
      ipv6: Address.nullable().default(null),
      contact: Text,
      pauseHours: z.int().min(1).max(168).default(24),
    })
    .refine(({ ipv4, ipv6 }) => ipv4 !== null || ipv6 !== null, 'the page has no address')
    .optional(),
  /** From where a release is proved. */
  probe: z
    .strictObject({
      consenting: Vantage,
      control: Vantage,
      resolver: Place.nullable().default(null),
    })
    .optional(),
})

export type MeasuresConfiguration = z.infer<typeof MeasuresConfiguration>
export type DeviceConfiguration = MeasuresConfiguration['devices'][number]
