import { type Case, type CaseEvent, CaseStatus, type Cases } from '../../src/web/schemas/cases.ts'
import type { Reason } from '../../src/web/schemas/detection.ts'
import type { Band } from '../../src/web/schemas/shared.ts'

const STATUSES = CaseStatus.options
const HOUR_MS = 3_600_000
const DEFAULT_LIMIT = 50

const reason = (group: string, weight: number, en: string, ja: string): Reason => ({
  group,
  weight,
  en,
  ja,
})

const scanning = (clients: number, share: number) =>
  reason(
    'clients',
    0.34,
    `${share} of its ${clients} clients also try port 23 on many addresses.`,
    `接触した${clients}台のうち${share}台が、多数のアドレスの23番ポートにも接続を試みています。`,
  )
const REASONS = {
  short: reason(
    'size',
    0.21,
    'Many short contacts with few bytes back: a typical contact returns 148 bytes.',
    '応答の小さい短い接触が多数あります。典型的な接触の応答は148バイトです。',
  ),
  rhythm: reason(
    'rhythm',
    0.17,
    'Its clients keep the same rhythm: one contact every 60 seconds, give or take 4.',
    'クライアントが同じリズムで接触しています（60秒ごと、ずれは4秒程度）。',
  ),
  night: reason(
    'rhythm',
    0.09,
    'Contacts do not fall at night, when people sleep.',
    '人が眠る夜間にも、接触が減りません。',
  ),
  young: reason(
    'novelty',
    0.07,
    'First seen three days ago, and its clients have doubled since.',
    '3日前に初めて観測され、その後クライアントが2倍になりました。',
  ),
  port: reason(
    'service',
    0.05,
    'The port is not one that ordinary services use.',
    '一般のサービスがあまり使わないポートです。',
  ),
}
const AGAINST = {
  shop: reason(
    'service',
    -0.06,
    'The same address also answers on 443 to many ordinary clients.',
    '同じアドレスの443番ポートには、多数の一般的なクライアントが接続しています。',
  ),
  ordinary: reason(
    'clients',
    -0.04,
    '2 of its clients show nothing else unusual.',
    'クライアントのうち2台には、他に不審な点がありません。',
  ),
  download: reason(
    'size',
    -0.19,
    'Some contacts carry large downloads, as an update service would.',
    '更新サービスのような、大きなダウンロードを伴う接触があります。',
  ),
}

type Seed = readonly [string, number, number, number, CaseStatus, number]

/** address, port, probability, clients, status, hours since it was proposed */
const SEEDS: readonly Seed[] = [
  ['203.0.113.7', 8443, 0.93, 31, 'proposed', 3.2],
  ['198.51.100.20', 6667, 0.88, 8, 'proposed', 7.8],
  ['2001:db8:bad::5:1c', 4444, 0.81, 5, 'proposed', 1.1],
  ['203.0.113.91', 1177, 0.74, 4, 'proposed', 20.5],
  ['198.51.100.143', 2323, 0.58, 17, 'proposed', 26],
  ['203.0.113.200', 9001, 0.31, 3, 'proposed', 2.4],
  ['192.0.2.177', 123, 0.12, 64, 'proposed', 44],
  ['203.0.113.44', 5555, 0.96, 40, 'confirmed', 51],
  ['198.51.100.61', 48_101, 0.9, 12, 'confirmed', 74],
  ['203.0.113.18', 443, 0.83, 3, 'confirmed', 120],
  ['192.0.2.210', 8080, 0.62, 210, 'dismissed', 60],
  ['198.51.100.240', 5228, 0.4, 1840, 'dismissed', 98],
]

const bandOf = (probability: number): Band =>
  probability >= 0.85 ? 'share-candidate' : probability >= 0.5 ? 'suspected' : 'watch'

export function createFakeCases(nowMs: number): Map<string, Case> {
  const cases = SEEDS.map((seed, index) => fakeCase(`case-${index + 1}`, seed, nowMs))
  return new Map(cases.map((one) => [one.id, one]))
}

function fakeCase(id: string, seed: Seed, nowMs: number): Case {
  const [address, port, probability, clients, status, hoursAgo] = seed
  const at = (hours: number) => new Date(nowMs - hours * HOUR_MS).toISOString()
  const isStrong = probability >= 0.7
  const reasons = [
    ...(isStrong ? [scanning(clients, Math.ceil(clients * 0.77))] : []),
    REASONS.short,
    ...(probability >= 0.5 ? [REASONS.rhythm, REASONS.night] : []),
    ...(isStrong ? [REASONS.young] : []),
    REASONS.port,
  ]
  const against = probability >= 0.9 ? [AGAINST.shop, AGAINST.ordinary] : [AGAINST.ordinary]
  if (probability < 0.65) against.unshift(AGAINST.download)
  const history: CaseEvent[] = [
    event(1, 'proposed', at(hoursAgo), 'detector', null, probability - 0.06),
    event(2, 'scored', at(hoursAgo * 0.4), 'detector', null, probability),
  ]
  if (status === 'confirmed')
    history.push(event(3, status, at(hoursAgo * 0.3), 'k.sato', 'Clients scan after contact', null))
  if (status === 'dismissed')
    history.push(event(3, status, at(hoursAgo * 0.3), 'm.tanaka', 'Known service, verified', null))
  return {
    id,
    endpoint: { address, protocol: 'tcp', port },
    status,
    kind: 'unknown',
    voicesFor: 1,
    voicesAgainst: 0,
    publicationRequest: null,
    warning: null,
    proposedAt: at(hoursAgo),
    changedAt: history.at(-1)!.at,
    scoredAt: history[1]!.at,
    probability,
    band: bandOf(probability),
    clients,
    leadingReason: reasons[0] ?? null,
    reasons,
    against,
    history,
  }
}

function event(
  sequence: number,
  kind: CaseEvent['kind'],
  at: string,
  actor: string,
  note: string | null,
  probability: number | null,
): CaseEvent {
  const nothing = { evidence: null, collateral: null, override: null, validUntil: null }
  return { sequence, kind, at, actor, note, probability, ...nothing }
}

export function listFakeCases(all: Iterable<Case>, query: URLSearchParams): Cases {
  const everything = [...all]
  const status = query.get('status')
  const search = query.get('search') ?? ''
  const sort = query.get('sort') ?? 'probability'
  const limit = Number(query.get('limit') ?? DEFAULT_LIMIT)
  const start = Number(query.get('cursor') ?? 0)
  const matching = everything
    .filter((one) => !status || one.status === status)
    .filter((one) => `${one.endpoint.address}:${one.endpoint.port}`.includes(search))
    .toSorted((a, b) =>
      sort === 'changed'
        ? b.changedAt.localeCompare(a.changedAt)
        : sort === 'clients'
          ? b.clients - a.clients
          : b.probability - a.probability,
    )
  const countOf = (one: CaseStatus) => everything.filter((each) => each.status === one).length
  return {
    cases: matching.slice(start, start + limit),
    total: matching.length,
    counts: Object.fromEntries(STATUSES.map((one) => [one, countOf(one)])) as Cases['counts'],
    nextCursor: start + limit < matching.length ? String(start + limit) : null,
  }
}

const DECIDED = { confirm: 'confirmed', dismiss: 'dismissed', reopen: 'reopened' } as const

export function decideFakeCase(
  subject: Case,
  verb: keyof typeof DECIDED,
  decision: { note: string; actor: string },
  nowMs: number,
): Case {
  const kind = DECIDED[verb]
  const at = new Date(nowMs).toISOString()
  const sequence = subject.history.length + 1
  return {
    ...subject,
    status: kind === 'reopened' ? 'proposed' : kind,
    changedAt: at,
    history: [...subject.history, event(sequence, kind, at, decision.actor, decision.note, null)],
  }
}
