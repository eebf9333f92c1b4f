import type { Clock } from '../../core/clock.ts'
import type { Prefix } from '../../core/prefix.ts'
import type { DrawOctets } from '../../core/secret.ts'
import type { Database } from '../../db/database.ts'
import { parseCheckpoint } from '../log/checkpoint.ts'
import type { Confirm } from '../log/confirm.ts'
import { parseNote } from '../log/note.ts'
import type { TileStore } from '../log/tile-store.ts'
import type { WitnessLine } from '../log/witness-client.ts'
import type { SigningKey } from '../warning/trust/signing-key.ts'
import { AccessTokens } from './access-tokens.ts'
import { BulkWatch } from './bulk-watch.ts'
import { Canaries } from './canaries.ts'
import { addHubEvent, type HubContext } from './context.ts'
import { Issuer, type IssuerKeys } from './issuer.ts'
import { Judgements } from './judgements.ts'
import { findLeak, type LeakedRow, type LeakFinding } from './leak.ts'
import { Ledger } from './ledger.ts'
import { type Confirmation, LogKeeper } from './log-keeper.ts'
import { isInStanding, type MemberProfile } from './member.ts'
import { Members } from './members.ts'
import { Receipts } from './receipts/receipts.ts'
import { forgetReceived } from './received.ts'
import { Sightings } from './sightings.ts'
import {
  type MemberStatistics,
  memberStatistics,
  STATISTICS_SPAN_MS,
} from './statistics/member-statistics.ts'
import { forgetSpeeds } from './statistics/speed-record.ts'
import { forgetWords } from './statistics/word-record.ts'
import type { HubTables } from './tables.ts'
import { type ListPolicy, WarningList } from './warning-list.ts'

export type HubSettings = ListPolicy & {
  readonly keys: IssuerKeys
  readonly log: {
    readonly origin: string
    readonly key: SigningKey
    readonly store: TileStore
    /** A third party's word on checkpoints, where the association has one (RFC 3161). */
    readonly confirm?: Readonly<Partial<Record<Confirmation, Confirm>>>
    /** Who is shown every checkpoint. */
    readonly witnesses?: readonly WitnessLine[]
  }
  /** Of the association's own addresses, where canaries live; none when not given. */
  readonly canaryPrefix: Prefix | null
}

export type Hub = {
  readonly name: string
  readonly members: Members
  readonly list: WarningList
  readonly log: LogKeeper
  readonly issuer: Issuer
  readonly ledger: Ledger
  readonly sightings: Sightings
  readonly judgements: Judgements
  readonly receipts: Receipts
  readonly tokens: AccessTokens
  readonly canaries: Canaries | null
  readonly bulk: BulkWatch
  /** Accuracy and speed of every member, for the association's eyes. */
  memberStatistics(): Promise<readonly MemberStatistics[]>
  /** What only time does; called about once a minute. */
  passTime(): Promise<void>
  /** About once an hour. Throws TIME_STAMP_REFUSED; the log goes on without. */
  stamp(): Promise<void>
  /** What it may know and what its voice counts for follow at once. Throws MEMBER_INVALID. */
  change(id: string, change: Partial<MemberProfile>, actor: string): Promise<void>
  /** Whose copy a leaked list is; recorded, without a word of the list. */
  traceList(rows: readonly LeakedRow[], actor: string): Promise<LeakFinding>
  /** A suspension that is complete: no request, no token, no voice. */
  suspend(id: string, reason: string, actor: string): Promise<void>
  resume(id: string, reason: string, actor: string): Promise<void>
}

/** @param draw octets that nobody can foresee */
export async function createHub(
  database: Database,
  clock: Clock,
  draw: DrawOctets,
  settings: HubSettings,
): Promise<Hub> {
  const context: HubContext = { db: database.$extendTables<HubTables>(), clock, draw }
  const members = new Members(context)
  const { origin, key, store, witnesses = [] } = settings.log
  const log = new LogKeeper(context, store, { origin, key, size: sizeOf(store), witnesses })
  // What a crash kept from reaching the tree reaches it now.
  await log.flush()
  const list = new WarningList(context, settings, log)
  const tokens = new AccessTokens(context)
  const canaries = settings.canaryPrefix && new Canaries(context, settings.canaryPrefix, log)
  const receipts = new Receipts(context)
  const ended = new Set<string>()
  return {
    name: settings.keys.hub,
    members,
    list,
    log,
    issuer: new Issuer(context, settings.keys, list),
    ledger: new Ledger(context),
    sightings: new Sightings(context),
    judgements: new Judgements(context),
    receipts,
    tokens,
    canaries,
    bulk: new BulkWatch(context),
    memberStatistics: () => memberStatistics(context),
    passTime: async () => {
      const nowMs = clock.nowMs()
      for (const member of await members.list()) {
        const isReceiving = isInStanding(member, nowMs) && member.roles.includes('receiving')
        if (isReceiving) await canaries?.keep(member.id)
        // Its term ended: what it said ends with it, once.
        const isOver = member.status === 'active' && nowMs >= member.endsAtMs
        if (isOver && !ended.has(member.id)) await list.reconsiderMember(member.id)
        if (isOver) ended.add(member.id)
        else ended.delete(member.id)
      }
      await list.passTime()
      const bound = new Date(nowMs - STATISTICS_SPAN_MS)
      await forgetWords(context.db, bound)
      await forgetReceived(context.db, bound)
      await receipts.forgetBefore(bound)
      await forgetSpeeds(context.db, bound.toISOString().slice(0, 10))
    },
    stamp: async () => {
      await log.refreshWitnesses()
      for (const [kind, confirm] of Object.entries(settings.log.confirm ?? {}))
        await log.confirm(kind as Confirmation, confirm)
    },
    change: async (id, change, actor) => {
      await members.change(id, change, actor)
      await list.reconsiderMember(id)
    },
    traceList: async (rows, actor) => {
      const finding = await findLeak(context, rows, settings.keys.watermarkSecret)
      const details = { rows: finding.rows, known: finding.known }
      const at = new Date(clock.nowMs())
      await addHubEvent(context.db, { at, actor, kind: 'list-traced', memberId: null, details })
      return finding
    },
    suspend: async (id, reason, actor) => {
      await members.suspend(id, reason, actor)
      await tokens.revokeAll(id)
      await list.reconsiderMember(id)
    },
    resume: async (id, reason, actor) => {
      await members.resume(id, reason, actor)
      await list.reconsiderMember(id)
    },
  }
}

function sizeOf(store: TileStore): number {
  const octets = store.read('checkpoint')
  return octets ? parseCheckpoint(parseNote(Buffer.from(octets).toString('utf8')).text).size : 0
}
