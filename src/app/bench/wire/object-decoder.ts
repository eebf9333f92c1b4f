/**
 * The decoder that everybody writes first: each record an object, each field by its name. It is fair
 * work, not a straw man: one DataView, no strings but the addresses, no lookup that could be hoisted.
 */
export type ObjectTemplate = readonly (readonly [id: number, length: number])[]
export type ObjectRecord = Record<string, number | bigint | string>

const NAMES: Readonly<Record<number, string>> = {
  1: 'in_bytes',
  2: 'in_pkts',
  4: 'protocol',
  5: 'src_tos',
  6: 'tcp_flags',
  7: 'l4_src_port',
  8: 'ipv4_src_addr',
  9: 'src_mask',
  10: 'input_snmp',
  11: 'l4_dst_port',
  12: 'ipv4_dst_addr',
  13: 'dst_mask',
  14: 'output_snmp',
  15: 'ipv4_next_hop',
  16: 'src_as',
  17: 'dst_as',
  21: 'last_switched',
  22: 'first_switched',
  61: 'direction',
  89: 'forwarding_status',
}
const ADDRESSES = new Set([8, 12, 15])

/** Decodes the one data set of a NetFlow v9 datagram. */
export function decodeToObjects(payload: Uint8Array, template: ObjectTemplate): ObjectRecord[] {
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength)
  const end = 20 + view.getUint16(22)
  const recordLength = template.reduce((sum, [, length]) => sum + length, 0)
  const records: ObjectRecord[] = []
  for (let at = 24; at + recordLength <= end; ) {
    const record: ObjectRecord = {}
    for (const [id, length] of template) {
      record[NAMES[id]!] = ADDRESSES.has(id) ? addressText(view, at) : integer(view, at, length)
      at += length
    }
    records.push(record)
  }
  return records
}

function integer(view: DataView, at: number, length: number): number | bigint {
  if (length === 1) return view.getUint8(at)
  if (length === 2) return view.getUint16(at)
  if (length === 4) return view.getUint32(at)
  return view.getBigUint64(at)
}

function addressText(view: DataView, at: number): string {
  return `${view.getUint8(at)}.${view.getUint8(at + 1)}.${view.getUint8(at + 2)}.${view.getUint8(at + 3)}`
}
