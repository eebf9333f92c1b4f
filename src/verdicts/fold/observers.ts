import type { FoldJob } from '../../flows/store/fold-pending.ts'
import { ANSWER_COLUMNS, mergedAnswers } from './answer-sizes.ts'
import { HOUR_RECORDS_MAX } from './contact-list.ts'
import { WHOLE_CONTACT_SAMPLING_MAX } from './evidence-rules.ts'
import { recordSums } from './pair-hours.ts'

/**
 * One flow may be seen by several observers: each exporter on its way, and the ingress and the egress of one
 * exporter. It counts once: of each conversation and direction the observer is kept that saw most packets,
 * the lowest where two saw as many. Each direction chooses for itself, because routing is asymmetric, and
 * each conversation, because equal-cost paths part flows.
 *
 * Two thin samplers see different packets of a conversation, mostly one packet each, so above a sampling
 * interval of 10 the choice is made for all of a pair's traffic, and only among exporters.
 */
const OBSERVER = `if(sampling <= ${WHOLE_CONTACT_SAMPLING_MAX},
    (exporter, observation_domain, ingress_interface, egress_interface),
    (exporter, toUInt32(0), toUInt32(0), toUInt32(0)))`

/** Of larger folds one bucket of conversations is looked at: routers that see the same traffic see much of it. */
const WHOLE_RECORDS_MAX = 1_000_000

/**
 * Did several observers see the same flows? A site where each flow is seen once pays one look at
 * a few columns for the answer and nothing more.
 */
export async function hasSeveralObservers(job: FoldJob): Promise<boolean> {
  const ofSample = job.range.records > WHOLE_RECORDS_MAX ? 'AND conversation_bucket = 0' : ''
  const isThin = `sampling_interval > ${WHOLE_CONTACT_SAMPLING_MAX}`
  const rows = await job.rows(
    `SELECT 1 FROM flows
     WHERE fold >= {first:UInt32} AND fold <= {last:UInt32} ${ofSample}
     GROUP BY src_address, dst_address, protocol, ${isThin} AS is_thin, if(is_thin, 0, src_port), if(is_thin, 0, dst_port)
     HAVING uniqUpTo(1)(exporter, if(is_thin, 0, observation_domain), if(is_thin, 0, ingress_interface), if(is_thin, 0, egress_interface)) > 1
     LIMIT 1`,
    { first: job.range.first, last: job.range.last },
  )
  return rows.length > 0
}

/** What one direction of an observed conversation adds up to; its last values are the evidence of the other. */
const UP = `(up_records, two_way_records, up_packets, up_octets, up_packets_scaled, up_octets_scaled, up_flags,
        first_ms, last_start_ms, last_ms, pieces)`
const DOWN_SUMS = [
  'down_records',
  'down_packets',
  'down_octets',
  'down_octets_scaled',
  'down_flags',
]
const DOWN = `(${[...DOWN_SUMS, ...ANSWER_COLUMNS].join(', ')})`

/** `pair_sums`, as pair-hours.ts makes it, with every flow counted once. */
export const OBSERVED_PAIR_SUMS_SQL = `observed AS (
  SELECT received_on, hour, server, port, protocol, client,
    if(sampling <= ${WHOLE_CONTACT_SAMPLING_MAX}, client_port, 0) AS conversation,
    ${OBSERVER} AS observer,
    ${recordSums('pieces')}
  FROM records
  GROUP BY received_on, hour, server, port, protocol, client, conversation, observer
),
conversations AS (
  SELECT received_on, hour, server, port, protocol, client, conversation,
    argMin(${UP}, (-toFloat64(observed.up_packets), observer)) AS up,
    argMin(${DOWN}, (-toFloat64(observed.down_packets), observer)) AS down,
    max(observed.sampling_max) AS most_sampled,
    min(observer.1) AS first_exporter, max(observer.1) AS last_exporter
  FROM observed
  GROUP BY received_on, hour, server, port, protocol, client, conversation
),
pair_sums AS (
  SELECT received_on, hour, server, port, protocol, client,
    sum(up.1) AS up_records, sum(down.1) AS down_records, sum(up.2) AS two_way_records,
    sum(up.3) AS up_packets, sum(up.4) AS up_octets,
    sum(down.2) AS down_packets, sum(down.3) AS down_octets,
    sum(up.5) AS up_packets_scaled, sum(up.6) AS up_octets_scaled, sum(down.4) AS down_octets_scaled,
    ${mergedAnswers((_, i) => `down.${DOWN_SUMS.length + 1 + i}`, 'down.1')},
    groupBitOr(up.7) AS up_flags, groupBitOr(down.5) AS down_flags,
    max(most_sampled) AS sampling_max,
    minIf(up.8, up.1 > 0) AS first_ms, maxIf(up.9, up.1 > 0) AS last_start_ms, maxIf(up.10, up.1 > 0) AS last_ms,
    min(first_exporter) AS lowest_exporter, max(last_exporter) AS highest_exporter,
    arraySlice(arraySort(groupArrayArray(up.11)), 1, ${HOUR_RECORDS_MAX}) AS packed_pieces
  FROM conversations
  GROUP BY received_on, hour, server, port, protocol, client
)`
