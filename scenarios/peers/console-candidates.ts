import type { Candidate, Reason } from '../../src/cases/index.ts'

/** The first stand in the prefixes for documentation (RFC 5737), which lists may name. */
const DOCUMENTATION = ['192.0.2', '198.51.100', '203.0.113'] as const
const DOCUMENTATION_COUNT = 600
/** All others in 198.18.0.0/15, set aside for benchmarks (RFC 2544). */
const BENCHMARK_SIZE = 2 ** 17
/** Keeps the documented ones at the top, so that stories are told about them. */
const OTHERS_PROBABILITY = 0.86
const PORTS = [8443, 6667, 4444, 1177, 2323, 9001, 5555, 48_101, 443, 8080] as const

/** A small mixing function (Steele's SplitMix32), so that a place always draws the same case. */
function drawn(place: number, salt: number): number {
  let mixed = Math.imul(place + 1, 0x9e3779b9) ^ Math.imul(salt + 1, 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad)
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97)
  return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32
}

/** Candidates as detection words them, most of them weak, as in a real week. */
export function drawCandidates(from: number, count: number): Candidate[] {
  return Array.from({ length: count }, (_, index) => drawCandidate(from + index))
}

function drawCandidate(place: number): Candidate {
  const highest = place < DOCUMENTATION_COUNT ? 0.97 : OTHERS_PROBABILITY
  const probability = Math.round(drawn(place, 1) ** 2.2 * highest * 1000) / 1000
  const clients = 2 + Math.floor(drawn(place, 2) ** 4 * 120)
  return {
    address: addressOf(place),
    protocol: drawn(place, 3) < 0.94 ? 'tcp' : 'udp',
    port: PORTS[Math.floor(drawn(place, 4) * PORTS.length)]!,
    probability,
    band: probability >= 0.85 ? 'share-candidate' : probability >= 0.5 ? 'suspected' : 'watch',
    clients,
    reasons: reasonsFor(place, clients, probability),
    against: reasonsAgainst(place, clients),
  }
}

function addressOf(place: number): string {
  if (place < DOCUMENTATION_COUNT && place % 16 !== 5)
    return `${DOCUMENTATION[place % 3]}.${1 + Math.floor(place / 3)}`
  // One in sixteen lives in the IPv6 documentation prefix.
  if (place % 16 === 5)
    return `2001:db8:${(place % 0xffff).toString(16)}::${(place >> 4).toString(16)}`
  const within = (place * 7919) % BENCHMARK_SIZE
  return `198.${18 + (within >> 16)}.${(within >> 8) & 255}.${within & 255}`
}

function reasonsFor(place: number, clients: number, probability: number): Reason[] {
  const scanning = Math.max(1, Math.floor(clients * (0.4 + drawn(place, 5) * 0.5)))
  const seconds = 30 * (1 + Math.floor(drawn(place, 6) * 20))
  const reasons: Reason[] = [
    {
      group: 'rhythm',
      weight: 0.24,
      en: `Its clients come back every ${seconds} seconds, give or take ${Math.ceil(seconds / 15)}.`,
      ja: `クライアントは${seconds}秒ごとに接触しています（ずれは${Math.ceil(seconds / 15)}秒程度）。`,
    },
    {
      group: 'size',
      weight: 0.17,
      en: 'Contacts are small and alike: half of them carry between 120 and 180 bytes back.',
      ja: '接触は小さく、似通っています。半数の応答が120～180バイトです。',
    },
  ]
  if (probability > 0.4)
    reasons.unshift({
      group: 'clients',
      weight: 0.38,
      en: `${scanning} of its ${clients} clients also try port 23 on many addresses.`,
      ja: `接触した${clients}台のうち${scanning}台が、多数のアドレスの23番ポートにも接続を試みています。`,
    })
  return reasons
}

function reasonsAgainst(place: number, clients: number): Reason[] {
  if (drawn(place, 7) < 0.3) return []
  return [
    {
      group: 'service',
      weight: -0.09,
      en: 'The same address also answers on 443 to many ordinary clients.',
      ja: '同じアドレスの443番ポートには、多数の一般的なクライアントが接続しています。',
    },
    {
      group: 'ordinary',
      weight: -0.05,
      en: `${Math.max(1, Math.floor(clients / 9))} of its clients show nothing else unusual.`,
      ja: `クライアントのうち${Math.max(1, Math.floor(clients / 9))}台には、他に不審な点がありません。`,
    },
  ]
}
