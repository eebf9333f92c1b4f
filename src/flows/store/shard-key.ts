/** TCP, UDP and SCTP: where a port is a port. */
const HAS_PORTS = 'protocol IN (6, 17, 132)'

/** The side that serves as far as two sockets alone can tell; the lower address where they cannot. */
const SOURCE_SERVES = `if(${HAS_PORTS} AND src_port != dst_port, src_port < dst_port, src_address < dst_address)`

/**
 * Which shard a flow record belongs to: a hash of the server's endpoint, taken to be the socket with
 * the lower port. It looks at nothing that differs between the two directions of a conversation, so
 * both always lie on one shard, whichever exporter saw them and whatever flags they carry; and it
 * needs no other record, so it is known at insert and is the same when an insert is repeated.
 * Detection may orient a few conversations otherwise (docs/decisions/0011-cluster-by-endpoint.md).
 */
export const CONVERSATION_KEY = `if(${SOURCE_SERVES},
  cityHash64(src_address, if(${HAS_PORTS}, src_port, 0), protocol),
  cityHash64(dst_address, if(${HAS_PORTS}, dst_port, 0), protocol))`

/** Parts that a table of flows lies in by a hash of that key, each of which can be read alone. */
export const CONVERSATION_BUCKETS = 16
