/** As much of the encoding of Protocol Buffers as GoBGP's requests need. */

const VARINT = 0
const LENGTH_DELIMITED = 2

/** A field that is a whole number below 2^53. */
export const numberField = (field: number, value: number): Buffer =>
  Buffer.concat([varint(field * 8 + VARINT), varint(value)])

/** A field that is a text, or a message of these parts. */
export function field(number: number, ...parts: readonly (Uint8Array | string)[]): Buffer {
  const body = Buffer.concat(parts.map((part) => Buffer.from(part)))
  return Buffer.concat([varint(number * 8 + LENGTH_DELIMITED), varint(body.length), body])
}

/** A message that says of which type it is: `google.protobuf.Any`. */
export const anyField = (number: number, type: string, ...parts: readonly Uint8Array[]): Buffer =>
  field(number, field(1, `type.googleapis.com/${type}`), field(2, ...parts))

function varint(value: number): Buffer {
  const octets: number[] = []
  let rest = value
  while (rest >= 0x80) {
    octets.push((rest % 0x80) + 0x80)
    rest = Math.floor(rest / 0x80)
  }
  return Buffer.from([...octets, rest])
}
