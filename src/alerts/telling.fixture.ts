/** What a test of telling begins with: settings, one probable C2, lines that agreed, and flows from them to it. */
import type { Registry } from '../cases/index.ts'
import type { FlowEngine } from '../flows/store/flow-engine.ts'
import type { ConsentLedger } from '../measures/consent/ledger.ts'
import type { AlertSettings } from './alerts.ts'

export const TELLING_SETTINGS: AlertSettings = {
  sender: {
    operator: { ja: '例示', en: 'Example' },
    telephone: '0120-000-000',
    hours: { ja: '平日', en: 'weekdays' },
    proof: { ja: '請求書', en: 'on your bill' },
    timeZone: 'Asia/Tokyo',
  },
  windowHours: 48,
  contactsMin: 3,
  repeatDays: 30,
  dailyMax: 1_000,
  perMinute: 6_000,
  heldOutPercent: 20,
  studyDays: 30,
  reminderAfterDays: 7,
  remindersMax: 1,
  sessionDays: 60,
  sessionGraceMinutes: 60,
  contactDays: 60,
  recordDays: 180,
  upstreamInterfaces: [],
  lettersDirectory: '/nonexistent',
}

export const C2 = { address: '203.0.113.7', protocol: 'tcp', port: 6667 } as const

/** As detection does, and nobody has confirmed it yet. Answers the id of its case. */
export async function proposeC2(registry: Pick<Registry, 'propose' | 'find'>): Promise<string> {
  await registry.propose(
    [{ ...C2, probability: 0.9, band: 'suspected', clients: 9, reasons: [], against: [] }],
    { actor: 'detector' },
  )
  return (await registry.find({ sort: 'probability', limit: 1 })).cases[0]!.id
}

/** @param lines each with its one address */
export async function agreeToBeTold(
  ledger: Pick<ConsentLedger, 'give' | 'assign'>,
  lines: readonly { readonly subscriber: string; readonly address: string }[],
): Promise<void> {
  for (const { subscriber, address } of lines) {
    const by = { subscriber, channel: 'api', actor: 'portal' } as const
    await ledger.give({ ...by, scope: 'device-alerts', language: 'ja' })
    await ledger.assign([{ ...by, prefixes: [address] }])
  }
}

/** Flows of these addresses to one place, an hour between two of them. */
export async function talk(
  engine: Pick<FlowEngine, 'run'>,
  sources: readonly string[],
  to: { readonly address: string; readonly port: number },
  { atMs, flowCount, flags = 0x18 }: { atMs: number; flowCount: number; flags?: number },
): Promise<void> {
  await engine.run(
    `INSERT INTO flows (received_at, start_at, src_address, dst_address, src_port, dst_port, protocol, tcp_flags, packets)
     SELECT now(), fromUnixTimestamp64Milli({at:Int64} + hour * 3600000), toIPv6(source), toIPv6({target:String}),
            40000, {port:UInt16}, 6, {flags:UInt8}, 3
     FROM (SELECT arrayJoin({sources:Array(String)}) AS source, arrayJoin(range({count:UInt8})) AS hour)`,
    { at: atMs, sources, target: to.address, port: to.port, count: flowCount, flags },
  )
}
