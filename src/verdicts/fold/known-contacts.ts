import { LOOKED_AT_SQL } from './candidate-endpoints.ts'
import { CLIENT_KEY_SQL } from './client-buckets.ts'
import { KNOCKS_MIN } from './evidence-rules.ts'

/** With more clients an endpoint is so common that having it in common says nothing. */
export const KNOWN_CLIENTS_MAX = 256

/**
 * Who was in touch with what at addresses that lists name, whether or not it is a candidate: a controller with
 * one client here is none, and says something about that client's other servers. Clients are the same numbers
 * without meaning as in the fold of endpoints. A knock counts where it is repeated: nobody can say who sent one.
 * Addresses come as one text with blanks between, which is shorter than an array.
 */
export const KNOWN_CONTACTS_SQL = `SELECT IPv6NumToString(server) AS address, port, protocol,
  uniqExact(client) AS client_count,
  groupArraySorted(${KNOWN_CLIENTS_MAX})(${CLIENT_KEY_SQL}) AS clients
FROM (
  SELECT server, port, protocol, client
  FROM pair_hours
  WHERE ${LOOKED_AT_SQL} AND server GLOBAL IN (SELECT toIPv6(arrayJoin(splitByChar(' ', {addresses:String}))))
  GROUP BY server, port, protocol, client
  HAVING sum(up_records) > 0
    AND if(protocol = 6, max(bitAnd(up_flags, 24)) != 0 OR sum(contact_count) >= ${KNOCKS_MIN}, sum(down_packets) > 0)
)
GROUP BY server, port, protocol
ORDER BY server, port, protocol`
