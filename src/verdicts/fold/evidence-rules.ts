/**
 * What a contact is worth as evidence, and who may be a candidate: the numbers and the SQL of the
 * evidence gate. Its purpose is that nobody can frame an innocent server by forging sources.
 *
 * Bits of tcp_flags: FIN 1, SYN 2, RST 4, PSH 8, ACK 16.
 */

/** Weighted clients an endpoint must have, unless the caller says otherwise. */
export const CLIENTS_MIN_DEFAULT = 3
/**
 * A third of them do where they keep coming back: in so many hours of the window, so often in all. A quarter of
 * controllers may have one or two bots at a provider. They are shown, and never more than watched (reasons/abstention.ts).
 */
export const RETURNING_SHARE = 3
export const RETURNING_HOURS_MIN = 3
const RETURNING_CONTACTS_MIN = 10

/** Anyone can send one datagram with another's source; five of them equal one answered client. */
export const ONE_WAY_WEIGHT = 0.2

/**
 * A client knocks persistently when it tries so often, over so long, and not in a burst. That is how
 * an infected device keeps looking for a dead C2; a forged flood shows each source once or in bursts.
 */
export const KNOCKS_MIN = 6
export const KNOCK_SPAN_MS_MIN = 600_000
export const KNOCK_GAP_MS_MIN = 2_000

/** Above both, an endpoint is a popular service: blocking it would hurt, and half the country uses it. */
export const POPULAR_CLIENTS_MIN = 100
export const POPULAR_CLIENT_SHARE_MIN = 0.05

/** Sampled more thinly, single contacts are seen in part, and what depends on whole ones is missing. */
export const WHOLE_CONTACT_SAMPLING_MAX = 10

/** Services that self-spreading malware looks for. */
export const SCANNED_PORTS = [
  22, 23, 445, 1433, 2323, 3389, 5358, 5555, 5900, 7547, 8291, 9530, 23231, 37215, 52869, 60001,
] as const
/** Unanswered targets on those ports, or on any port, from which a client counts as scanning. */
export const SCAN_TARGETS_MIN = 5
export const SYN_FAN_OUT_MIN = 40
/** Mail servers a client must have tried to count as sending spam: a household uses one or two. */
export const SPAM_TARGETS_MIN = 8
/** Packets (scaled by sampling) and packets per second to one endpoint that make a flood. */
export const FLOOD_PACKETS_MIN = 20_000
export const FLOOD_RATE_MIN = 500

/** Rows of the pair fold: what this client's contacts with this endpoint weigh. */
export const PAIR_WEIGHT_SQL = `multiIf(
  up_records = 0, 0,
  protocol = 6 AND up_flags != 0, if(bitAnd(up_flags, 24) != 0 OR is_persistent, 1, 0),
  down_packets > 0, 1,
  ${ONE_WAY_WEIGHT})`

/** The client never got beyond asking: no acknowledgement of its own was seen. */
export const PAIR_IS_KNOCK_SQL = 'protocol = 6 AND up_flags != 0 AND bitAnd(up_flags, 24) = 0'

export const PAIR_IS_PERSISTENT_SQL = `contacts >= ${KNOCKS_MIN}
  AND last_ms - first_ms >= ${KNOCK_SPAN_MS_MIN}
  AND gap_median_ms >= ${KNOCK_GAP_MS_MIN}`

/** Fewer clients than asked for. */
export const IS_FEW_SQL = 'one_of * weighted_clients < {min_clients:Float64}'

/** Rows of the endpoint fold: may this endpoint be a candidate at all? */
export const ENDPOINT_PASSES_SQL = `(NOT ${IS_FEW_SQL}
    OR (one_of * weighted_clients >= greatest(1, {min_clients:Float64} / ${RETURNING_SHARE})
      AND contact_sum >= ${RETURNING_CONTACTS_MIN} AND length(hourly.1) >= ${RETURNING_HOURS_MIN}))
  AND protocol IN (6, 17, 132)
  AND is_addressable
  AND NOT (one_of * clients > ${POPULAR_CLIENTS_MIN} AND one_of * clients > ${POPULAR_CLIENT_SHARE_MIN} * all_clients)
  AND NOT (one_of * unheard_clients > ${POPULAR_CLIENTS_MIN} AND one_of * unheard_clients > ${POPULAR_CLIENT_SHARE_MIN} * all_clients)`

/** One host's address: not multicast, broadcast, link-local, loopback or unspecified. */
export const IS_ADDRESSABLE_SQL = `NOT arrayExists(prefix -> isIPAddressInRange(server_text, prefix), [
    '::/128', '::1/128', 'ff00::/8', 'fe80::/10'])
  AND NOT (startsWith(server_text, '::ffff:') AND (
    arrayExists(prefix -> isIPAddressInRange(substring(server_text, 8), prefix), [
      '0.0.0.0/8', '127.0.0.0/8', '169.254.0.0/16', '224.0.0.0/4', '240.0.0.0/4'])
    OR endsWith(server_text, '.255')))`
