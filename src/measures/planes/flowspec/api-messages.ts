import { anyField, field, numberField } from './protobuf.ts'
import { type FlowRule, familyOf } from './rule.ts'

/** Numbers of fields are those of `api/gobgp.proto` and `api/attribute.proto` of GoBGP 3. */
const AFI = { 'ipv4-flowspec': 1, 'ipv6-flowspec': 2 } as const
const SAFI_FLOW_SPEC_UNICAST = 133
const ORIGIN_INCOMPLETE = 2

/** Types of components (RFC 8955 §4.2.2), and an operator octet: equal, and the last one. */
const DESTINATION = 1
const SOURCE = 2
const PROTOCOL = 3
const DESTINATION_PORT = 5
const EQUAL_AND_LAST = 0x81

/** Discards what matches, and carries the community: `AddPathRequest`. */
export const addPathRequest = (rule: FlowRule, community: string): Buffer =>
  field(3, pathOf(rule, community))

/** A rule is found by what it matches; what it does is not compared: `DeletePathRequest`. */
export const deletePathRequest = (rule: FlowRule, community: string): Buffer =>
  Buffer.concat([field(3, familyField(rule)), field(4, pathOf(rule, community))])

function pathOf(rule: FlowRule, community: string): Buffer {
  const isIpv6 = familyOf(rule) === 'ipv6-flowspec'
  const [high, low] = community.split(':').map(Number) as [number, number]
  return Buffer.concat([
    anyField(
      1,
      'apipb.FlowSpecNLRI',
      prefixRule(DESTINATION, rule.destination),
      prefixRule(SOURCE, rule.source),
      numberRule(PROTOCOL, rule.protocol),
      numberRule(DESTINATION_PORT, rule.port),
    ),
    anyField(2, 'apipb.OriginAttribute', numberField(1, ORIGIN_INCOMPLETE)),
    anyField(2, 'apipb.NextHopAttribute', field(1, isIpv6 ? '::' : '0.0.0.0')),
    anyField(2, 'apipb.CommunitiesAttribute', numberField(1, high * 2 ** 16 + low)),
    // A rate of nothing, which is what a message without fields says: discard (RFC 8955 §7.3).
    anyField(2, 'apipb.ExtendedCommunitiesAttribute', anyField(1, 'apipb.TrafficRateExtended')),
    field(9, familyField(rule)),
  ])
}

const familyField = (rule: FlowRule): Buffer =>
  Buffer.concat([numberField(1, AFI[familyOf(rule)]), numberField(2, SAFI_FLOW_SPEC_UNICAST)])

function prefixRule(type: number, prefix: string): Buffer {
  const [address, length] = prefix.split('/') as [string, string]
  const parts = [numberField(1, type), numberField(2, Number(length)), field(3, address)]
  return anyField(1, 'apipb.FlowSpecIPPrefix', ...parts)
}

const numberRule = (type: number, value: number): Buffer =>
  anyField(
    1,
    'apipb.FlowSpecComponent',
    numberField(1, type),
    field(2, numberField(1, EQUAL_AND_LAST), numberField(2, value)),
  )
