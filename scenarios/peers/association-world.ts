/**
 * An association in the middle of an ordinary week, made through the hub itself: 20 members who have joined with
 * keys of their own, 2,000 warnings that they submitted, withdrawals that not everybody has dropped, owners who are
 * heard, five of the staff. Every address is one set aside for documentation or benchmarks.
 */
import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openDataDirectory } from '../../src/app/data-directory.ts'
import { openHub } from '../../src/app/hub/open-hub.ts'
import { ENDPOINT_KINDS } from '../../src/core/endpoint-kind.ts'
import { DAY_MS, HOUR_MS } from '../../src/core/time-span.ts'
import type { Member, MemberProfile } from '../../src/gate/hub/member.ts'
import { SigningKey } from '../../src/gate/warning/trust/signing-key.ts'
import { WARNING_BANDS, type Warning } from '../../src/gate/warning/warning.ts'
import { warningIdOf } from '../../src/gate/warning/warning-id.ts'
import { wholeHour } from '../../src/gate/warning/whole-time.ts'
import { createPeople, type Role } from '../../src/people/index.ts'

export const STAFF: Readonly<Record<string, { name: string; roles: readonly Role[] }>> = {
  'k.sato': { name: '佐藤 花子', roles: ['officer'] },
  'm.tanaka': { name: '田中 実', roles: ['reviewer'] },
  'a.suzuki': { name: '鈴木 明', roles: ['administrator'] },
  'y.ito': { name: '伊藤 優', roles: ['auditor'] },
  'r.mori': { name: '森 涼', roles: ['viewer'] },
}

export const WARNING_COUNT = 2_000
const MEMBER_COUNT = 20
/** Every so manieth is warned of by a second member. */
const SHARED_EVERY = 7
const WITHDRAWN_COUNT = 120
const SUBMITTED_AT_ONCE = 200
const FIRST_DISPUTABLE = 200
const DISPUTABLE_COUNT = 50
/** The last of them only warn. */
const RECEIVING_COUNT = 16

export type AssociationWorld = {
  /** One-time secrets for `/join#`, by person. */
  readonly links: Readonly<Record<string, string>>
  readonly warningId: string
  readonly withdrawnId: string
  readonly disputeId: string
  readonly memberId: string
}

/** @param data the directory of a hub that was made and is not running */
export async function makeAssociationWorld(data: string): Promise<AssociationWorld> {
  hearDocumentation(data)
  await using open = await openHub(openDataDirectory(data))
  const { hub, database } = open
  const disputes = open.disputes.disputes
  const nowMs = Date.now()
  const members: Member[] = []
  for (let index = 0; index < MEMBER_COUNT; index++) {
    const { id, profile } = drawMember(index, nowMs)
    const { secret } = await hub.members.add(id, profile, 'k.sato')
    members.push(await hub.members.join(secret, new SigningKey(randomBytes(32)).publicKey))
  }
  await hub.members.add('isp-invited', drawMember(MEMBER_COUNT, nowMs).profile, 'k.sato')
  const warnings = Array.from({ length: WARNING_COUNT }, (_, index) => drawWarning(index, nowMs))
  const saidBy = (place: number) => members[place % MEMBER_COUNT]!
  for (const [place, member] of members.entries()) {
    const own = warnings.filter(
      (_, index) =>
        index % MEMBER_COUNT === place ||
        (index % SHARED_EVERY === 0 && (index + 1) % MEMBER_COUNT === place),
    )
    for (let from = 0; from < own.length; from += SUBMITTED_AT_ONCE) {
      const outcomes = await hub.list.submit(member, own.slice(from, from + SUBMITTED_AT_ONCE))
      const refused = outcomes.find(({ refusal }) => refusal !== null)
      if (refused) throw new Error(`the world is wrong: ${refused.refusal}`)
    }
  }
  const receive = async (member: Member, isActing: boolean): Promise<void> => {
    const { documents } = await hub.issuer.offer(member, { rootVersion: 1, list: null })
    const versions = documents.map((text) => Number(JSON.parse(text).signed.version))
    const version = Math.max(...versions)
    await hub.ledger.acknowledge(member, version, isActing ? version : 0)
  }
  const receiving = members.slice(0, RECEIVING_COUNT)
  for (const [place, member] of receiving.entries()) await receive(member, place !== 3)
  // Refused at the door: a clumsy member, whose words leave nothing but a count.
  await hub.list.submit(saidBy(2), [{ ...warnings[2], note: 'seen twice' }, 'nonsense'])
  for (let index = 1; index < WITHDRAWN_COUNT; index++) {
    const warning = warnings[index]!
    const status = index % 3 === 0 ? 'released' : 'retracted'
    const ended = { ...warning, version: 2, status } as const
    const speakers = [index, ...(index % SHARED_EVERY === 0 ? [index + 1] : [])]
    for (const speaker of speakers) await hub.list.submit(saidBy(speaker), [ended])
  }
  await hub.suspend('isp-05', 'Its detector was poisoned', 'm.tanaka')
  for (const [place, member] of receiving.entries())
    if (place > 2 && member.id !== 'isp-05') await receive(member, place !== 3)
  const disputeId = await hearOwners(disputes, warnings)
  const people = createPeople(
    database,
    { nowMs: () => Date.now() },
    (count) => randomBytes(count),
    undefined,
    'association',
  )
  const links: Record<string, string> = {}
  for (const [id, { name, roles }] of Object.entries(STAFF))
    links[id] = (await people.links.invite({ id, name, roles }, 'system')).secret
  return {
    links,
    warningId: warnings[140]!.id,
    withdrawnId: warnings[3]!.id,
    disputeId,
    memberId: 'isp-04',
  }
}

/** Addresses of documentation have no owner; a laboratory hears them all the same. */
function hearDocumentation(data: string): void {
  const path = join(data, 'hub.json')
  const settings = JSON.parse(readFileSync(path, 'utf8'))
  writeFileSync(path, JSON.stringify({ ...settings, disputes: { isLaboratory: true } }))
}

/** Three owners: one waits, of one the end is proposed, one was right; and one who has yet to prove control. */
async function hearOwners(
  disputes: Awaited<ReturnType<typeof openHub>>['disputes']['disputes'],
  warnings: readonly Warning[],
): Promise<string> {
  const file = async (warning: Warning, statement: string): Promise<string> => {
    const secret = await disputes.open(warning.address, '')
    const { claim } = await disputes.view(secret)
    await disputes.contactProved('k.sato', claim.id, 'Called back at the number in the registry')
    const filing = { warningId: warning.id, statement, contact: 'owner@example.net' }
    return disputes.file(secret, filing)
  }
  await file(warnings[201]!, 'このサーバは監視サービスです。\n攻撃には使われていません。')
  const proposed = await file(warnings[202]!, 'The machine was cleaned on Tuesday.')
  await disputes.take('k.sato', proposed)
  await disputes.tell('k.sato', proposed, 'Which image did you install?')
  await disputes.propose('k.sato', proposed, 'released', 'not-a-controller-any-more', {
    text: 'Two members see nothing since Tuesday.',
  })
  const right = await file(warnings[203]!, 'The address changed hands last month.')
  await disputes.propose('k.sato', right, 'released', 'address-changed-hands')
  await disputes.decide('m.tanaka', right, { text: 'Thank you for the registry entry.' })
  await disputes.open(warnings[204]!.address, '')
  return proposed
}

/** One of them calls itself something that a page must not run. */
function nameOf(index: number, number: string): string {
  if (index === MEMBER_COUNT - 1) return '<img src=x onerror=alert(1)> Networks'
  return index % 3 === 0 ? `例示通信 ${number}` : `Example Networks ${number}`
}

function drawMember(index: number, nowMs: number): { id: string; profile: MemberProfile } {
  const number = String(index + 1).padStart(2, '0')
  const isAnalysing = index % 4 !== 1 || index >= RECEIVING_COUNT
  return {
    id: `isp-${number}`,
    profile: {
      name: nameOf(index, number),
      group: `Group ${String.fromCharCode(65 + (index % 9))}`,
      sector: 'telecom',
      roles: [
        ...(isAnalysing || index < RECEIVING_COUNT ? (['analysing'] as const) : []),
        ...(index < RECEIVING_COUNT ? (['receiving'] as const) : []),
      ],
      uses: ['notify-subscribers', 'block-with-consent'],
      ownPrefixes: [`100.${64 + index}.0.0/16`],
      interestPrefixes: null,
      contacts: [`noc@isp-${number}.example`, `+81 3 0000 00${number}`],
      vetting: { by: 'k.sato', basis: `Agreement 2026-${number}` },
      endsAtMs: nowMs + (index === 6 ? 12 : 200 + index) * DAY_MS,
    },
  }
}

/** In 198.18.0.0/15, which is set aside for benchmarks; those that owners speak of are for documentation. */
function drawWarning(index: number, nowMs: number): Warning {
  const endpoint = {
    address:
      index >= FIRST_DISPUTABLE && index < FIRST_DISPUTABLE + DISPUTABLE_COUNT
        ? `203.0.113.${index - FIRST_DISPUTABLE}`
        : `198.${18 + (index >> 16)}.${(index >> 8) & 255}.${index & 255}`,
    protocol: 'tcp',
    port: [443, 4444, 6667, 8080, 8443][index % 5]!,
  }
  return {
    id: warningIdOf(endpoint),
    ...endpoint,
    kind: ENDPOINT_KINDS[index % ENDPOINT_KINDS.length]!,
    band: WARNING_BANDS[index % WARNING_BANDS.length]!,
    validFrom: wholeHour(nowMs),
    validUntil: wholeHour(nowMs + (24 + (index % 100)) * HOUR_MS),
    status: 'active',
    uses: index % 2 === 0 ? ['notify-subscribers', 'block-with-consent'] : ['notify-subscribers'],
    version: 1,
  }
}
