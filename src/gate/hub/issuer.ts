import { DAY_MS } from '../../core/time-span.ts'
import type { Offer } from '../warning/trust/follow.ts'
import { type Issued, issueDelta, issueHead } from '../warning/trust/issue.ts'
import { issueSnapshotParts, type PartedDocument, piecesOf } from '../warning/trust/issue-parts.ts'
import { isRekeyed, readRoot } from '../warning/trust/root.ts'
import type { SigningKey } from '../warning/trust/signing-key.ts'
import { isWithdrawn } from '../warning/warning.ts'
import { addHubEvent, type HubContext } from './context.ts'
import { HubError } from './errors.ts'
import { type ListRow, type MirrorRow, PAGE, turnOfOthers } from './list-mirror.ts'
import type { Member } from './member.ts'
import { needToKnow } from './need-to-know.ts'
import { OneAtATime } from './one-at-a-time.ts'
import { RateLimit } from './rate-limit.ts'
import type { WarningList } from './warning-list.ts'
import { isShortened, watermarked } from './watermark.ts'

/** Where a member says that it stands. */
export type Standing = {
  readonly rootVersion: number
  readonly list: { readonly version: number; readonly hash: string } | null
}

/** As it is sent, a whole list in pieces. */
export type PartedOffer = Omit<Offer, 'documents'> & {
  readonly documents: readonly (Issued | PartedDocument)[]
}

/** The offer as JSON text, piece by piece: a whole list need not be one string of twice its size. */
export async function* offerPieces({
  roots,
  head,
  documents,
}: PartedOffer): AsyncGenerator<string> {
  yield `{"roots":${JSON.stringify(roots)},"head":${JSON.stringify(head)},"documents":[`
  for (const [index, document] of documents.entries()) {
    yield index === 0 ? '"' : ',"'
    const pieces = 'text' in document ? [document.text] : piecesOf(document)
    for (const piece of pieces) {
      yield JSON.stringify(piece).slice(1, -1)
      await turnOfOthers()
    }
    yield '"'
  }
  yield ']}'
}

const textOf = (document: Issued | PartedDocument): string =>
  'text' in document ? document.text : [...piecesOf(document)].join('')

export type IssuerKeys = {
  readonly hub: string
  readonly list: SigningKey
  readonly head: SigningKey
  /** Every root since the first, in order; a member follows them one by one. */
  readonly roots: readonly string[]
  /** Foreseen by nobody: whose copy a list is follows from it. */
  readonly watermarkSecret: Uint8Array
}

/** Documents that a member may still go on from; a lost answer or a restored backup needs an older one. */
const PATH_LENGTH_MAX = 32
/** Beyond this a whole list is shorter than the changes. */
const DELTA_COUNT_MAX = 20_000
/** A whole list now and then is a lost disk; more is somebody who collects, and the association is told. */
const SNAPSHOTS_ALARM = { count: 4, perMs: DAY_MS }
/** Whoever restarts in a loop still gets its list; beyond this nobody needs it. */
const SNAPSHOTS = { count: 24, perMs: DAY_MS }

/** Makes for each member the documents that lead from where it stands to the list as it may know it. */
export class Issuer {
  readonly #context: HubContext
  readonly #keys: IssuerKeys
  readonly #list: WarningList
  readonly #alarm: RateLimit
  readonly #snapshots: RateLimit
  readonly #turn = new OneAtATime()

  constructor(context: HubContext, keys: IssuerKeys, list: WarningList) {
    this.#context = context
    this.#keys = keys
    this.#list = list
    this.#alarm = new RateLimit(context.clock, SNAPSHOTS_ALARM)
    this.#snapshots = new RateLimit(context.clock, SNAPSHOTS)
  }

  /** Whole lists are long: `piecesOf` them is what is sent. */
  async offer(member: Member, standing: Standing): Promise<Offer> {
    const { roots, head, documents } = await this.offerParts(member, standing)
    return { roots, head, documents: documents.map((document) => textOf(document)) }
  }

  async offerParts(member: Member, standing: Standing): Promise<PartedOffer> {
    if (!member.roles.includes('receiving'))
      throw new HubError('MEMBER_ROLE_MISSING', 'only a receiving member is given the list')
    const roots = this.#keys.roots.slice(standing.rootVersion)
    // With new keys a member forgets where it stood: what a thief had signed must bind nobody.
    const isNew = rekeyedSince(this.#keys.roots, standing.rootVersion)
    const base = isNew ? undefined : await this.#pathOf(member, standing)
    const issued = base ? await this.#delta(member, base) : await this.#snapshot(member)
    const newest = issued ?? base!
    const { hub, head } = this.#keys
    const nowMs = this.#context.clock.nowMs()
    await this.#remember(member.id, issued, nowMs)
    return {
      roots,
      head: issueHead({ hub, view: member.id }, newest, head, nowMs),
      documents: issued ? [issued] : [],
    }
  }

  /** What a member may know, in its own copy: for faces as for documents. */
  viewOf(member: Member, rows: readonly ListRow[]): ListRow[] {
    const copyOf = this.viewer(member)
    return rows.flatMap((row) => copyOf(row) ?? [])
  }

  /** For one row after another: a member's own copy, or `undefined` where it need not know. */
  viewer(member: Member): (row: ListRow) => ListRow | undefined {
    const needs = needToKnow(member)
    const { watermarkSecret } = this.#keys
    return (row) => {
      const { warning, onlyMember } = row
      const isTold = onlyMember === null ? needs(warning) : onlyMember === member.id
      return isTold
        ? { ...row, warning: watermarked(warning, member.id, watermarkSecret) }
        : undefined
    }
  }

  /** The document it stands at, if it was given that one and may go on from it. */
  async #pathOf(member: Member, { list }: Standing) {
    if (!list) return undefined
    const { db } = this.#context
    const path = await db
      .selectFrom('hub_paths')
      .innerJoin('hub_members', 'hub_members.id', 'hub_paths.member_id')
      .select(['version', 'hash', 'octets'])
      .where('member_id', '=', member.id)
      .where('version', '=', list.version)
      .where('hash', '=', list.hash)
      .where('needs_snapshot', '=', false)
      .executeTakeFirst()
    return path
  }

  /** `undefined` when nothing that this member may know has changed. */
  async #delta(
    member: Member,
    base: { readonly version: number; readonly hash: string },
  ): Promise<Issued | PartedDocument | undefined> {
    const version = await this.#list.version()
    const rows = await this.#list.changesSince(base.version, DELTA_COUNT_MAX + 1)
    if (rows.length > DELTA_COUNT_MAX) return this.#snapshot(member)
    // What came between reading the version and the rows goes out next time.
    const changes = this.viewOf(
      member,
      rows.filter(({ sequence }) => sequence <= version),
    )
    if (changes.length === 0) return undefined
    const { hub, list } = this.#keys
    const warnings = changes.map(({ warning }) => warning)
    const nowMs = this.#context.clock.nowMs()
    return issueDelta({ hub, view: member.id }, version, base, warnings, list, nowMs)
  }

  /** One at a time: each is 27 MB while it is signed, and all members may ask at once. */
  async #snapshot(member: Member): Promise<PartedDocument> {
    await this.#watchBulk(member)
    return this.#turn.run(() => this.#makeSnapshot(member))
  }

  async #makeSnapshot(member: Member): Promise<PartedDocument> {
    const { db, clock } = this.#context
    // Under a number of its own: one version must never be two documents.
    const version = await this.#list.drawVersion()
    await db
      .updateTable('hub_members')
      .set({ needs_snapshot: false })
      .where('id', '=', member.id)
      .execute()
    const { listed } = await this.#list.standing()
    const texts = await this.#textsFor(member, listed, version)
    const { hub, list } = this.#keys
    const place = { hub, view: member.id }
    return issueSnapshotParts(place, version, texts, list, clock.nowMs(), turnOfOthers)
  }

  /** What the member may know of a list, in its own copy, as canonical texts that all members share. */
  async #textsFor(
    member: Member,
    listed: readonly MirrorRow[],
    version: number,
  ): Promise<readonly string[]> {
    const needs = needToKnow(member)
    const { watermarkSecret } = this.#keys
    const texts: string[] = []
    for (const [index, row] of listed.entries()) {
      if (index % PAGE === PAGE - 1) await turnOfOthers()
      const { warning, onlyMember, sequence } = row
      const isTold = onlyMember === null ? needs(warning) : onlyMember === member.id
      const isSaid = sequence < version && (isWithdrawn(warning) || warning.status !== 'expired')
      if (isTold && isSaid)
        texts.push(isShortened(warning, member.id, watermarkSecret) ? row.shortText : row.text)
    }
    return texts
  }

  async #watchBulk({ id }: Member): Promise<void> {
    if (!this.#alarm.take(id)) {
      const at = new Date(this.#context.clock.nowMs())
      await addHubEvent(this.#context.db, { at, actor: id, kind: 'bulk-download', memberId: id })
    }
    this.#snapshots.spend(id)
  }

  async #remember(
    memberId: string,
    issued: Pick<Issued, 'version' | 'hash' | 'octets'> | undefined,
    nowMs: number,
  ): Promise<void> {
    const { db } = this.#context
    const at = new Date(nowMs)
    if (issued) {
      const { version, hash, octets } = issued
      await db
        .insertInto('hub_paths')
        .values({ member_id: memberId, version, hash, octets, issued_at: at })
        .onConflict((conflict) =>
          conflict.columns(['member_id', 'version']).doUpdateSet({ hash, octets, issued_at: at }),
        )
        .execute()
      const kept = await db
        .selectFrom('hub_paths')
        .select('version')
        .where('member_id', '=', memberId)
        .orderBy('version', 'desc')
        .offset(PATH_LENGTH_MAX - 1)
        .limit(1)
        .executeTakeFirst()
      if (kept)
        await db
          .deleteFrom('hub_paths')
          .where('member_id', '=', memberId)
          .where('version', '<', kept.version)
          .execute()
    }
    const given = issued?.version
    await db
      .insertInto('hub_positions')
      .values({
        member_id: memberId,
        given: given ?? 0,
        holds: 0,
        enforces: 0,
        contact_at: at,
        acknowledged_at: null,
      })
      .onConflict((conflict) =>
        conflict
          .column('member_id')
          .doUpdateSet({ contact_at: at, ...(given === undefined ? {} : { given }) }),
      )
      .execute()
  }
}

/** Whether a member of this root will find other keys for lists in the newest one. */
function rekeyedSince(roots: readonly string[], version: number): boolean {
  const [held, newest] = [roots[version - 1], roots.at(-1)]
  if (held === undefined || newest === undefined || held === newest) return false
  const [before, after] = [readRoot(held).signed, readRoot(newest).signed]
  return isRekeyed(before, after, 'list') || isRekeyed(before, after, 'head')
}
