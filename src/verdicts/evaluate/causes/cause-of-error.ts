import type { JudgedEndpoint } from '../judged-endpoint.ts'
import type { Cause } from './cause.ts'

/** Words in what the truth calls an endpoint, and the cause they stand for; the first match counts. */
const KINDS_OF_BENIGN: readonly (readonly [RegExp, Cause])[] = [
  [/sinkhole|research/i, 'sinkhole'],
  [/flood|spoof|framed|victim/i, 'spoof'],
  [/swarm|torrent|peer|p2p/i, 'peer-swarm'],
  [/cdn|shared|hosting|front/i, 'shared-host'],
  [/nat|gateway|vpn/i, 'nat-gateway'],
  [/scan|telnet|probe/i, 'scanner'],
  [/dead|gone|retired|closed|switched-off|stale/i, 'dead-service'],
  [
    /poll|push|ntp|update|telemetry|iot|widget|mqtt|sync|heartbeat|monitor|automation|game|chat|mail|dns|check|feed|beacon|agent|copy|backup|voice|sip|stun/i,
    'benign-polling',
  ],
]

const KINDS_OF_CONTROLLER: readonly (readonly [RegExp, Cause])[] = [
  [/padd/i, 'padded'],
  [/p2p|peer|social|overlay/i, 'peer-to-peer'],
  [/flux|moving/i, 'moving-address'],
  [/slow|staged/i, 'too-rare'],
  [/cdn|shared|front|popular/i, 'popular-service'],
]

const MANY_SIBLINGS_LOG2 = 3
const MANY_NEIGHBOURS_LOG2 = 2
const MANY_SAME_PORT_LOG2 = 4
const RHYTHM_MIN = 0.7
const FEW_CLIENTS = 2
const FEW_RECORDS = 20
const THIN_SAMPLING = 100
/** Standard errors above the mean client. */
const UNUSUAL_PROBING_EXCESS = 2

/**
 * Why a benign endpoint stood above controllers. What the truth calls it decides; without, rules over
 * the facts of its row, most telling first.
 */
export function causeOfFalseAlarm(endpoint: JudgedEndpoint): Cause {
  const named = matchKind(endpoint.kind, KINDS_OF_BENIGN)
  if (named) return named
  const fact = (name: string): number => endpoint.facts[name] ?? Number.NaN
  if (fact('siblings_log2') >= MANY_SIBLINGS_LOG2) return 'peer-swarm'
  if (fact('scanning_share') > 0.5 && fact('unanswered_share') > 0.5) return 'infected-neighbour'
  if (fact('same_port_servers_log2') >= MANY_SAME_PORT_LOG2 && fact('unanswered_share') > 0.5)
    return 'scanner'
  if (fact('unanswered_share') > 0.8) return 'dead-service'
  if (fact('network_neighbours_log2') >= MANY_NEIGHBOURS_LOG2) return 'shared-host'
  if (fact('rita_max') >= RHYTHM_MIN) return 'benign-polling'
  if (fact('scanning_share') > 0.5) return 'infected-neighbour'
  return 'undetermined'
}

/** Why a controller stood too low. */
export function causeOfMiss(endpoint: JudgedEndpoint): Cause {
  const named = matchKind(endpoint.kind, KINDS_OF_CONTROLLER)
  if (named) return named
  if (endpoint.score === Number.NEGATIVE_INFINITY)
    return (endpoint.sampling ?? 1) >= THIN_SAMPLING ? 'sampled-out' : 'evidence-gate'
  const sampling = endpoint.sampling ?? 1
  if (sampling >= THIN_SAMPLING && endpoint.flows < FEW_RECORDS) return 'sampled-out'
  if ((endpoint.clients ?? 0) <= FEW_CLIENTS) return 'too-few-clients'
  if ((endpoint.facts['network_neighbours_log2'] ?? 0) >= MANY_NEIGHBOURS_LOG2)
    return 'popular-service'
  return isQuiet(endpoint) ? 'quiet-clients' : 'undetermined'
}

/** None of its clients scans, sends spam or floods, and all together they probe as everybody does. */
function isQuiet({ facts }: JudgedEndpoint): boolean {
  const behaviour = ['scanning_share', 'spamming_share', 'flooding_share'] as const
  return (
    behaviour.every((name) => facts[name] === 0) &&
    // It is missing where there are too few clients to compare with.
    !((facts['probing_excess'] ?? 0) >= UNUSUAL_PROBING_EXCESS)
  )
}

function matchKind(
  kind: string | undefined,
  kinds: readonly (readonly [RegExp, Cause])[],
): Cause | undefined {
  return kind === undefined ? undefined : kinds.find(([pattern]) => pattern.test(kind))?.[1]
}
