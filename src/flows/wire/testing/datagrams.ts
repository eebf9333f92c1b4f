/** Hand-made NetFlow v9 and IPFIX datagrams for tests: octets first, no cleverness. */
export const EXPORT_SECONDS = 1_760_000_000
export const UPTIME_MS = 1_000_000

/** [element, length] or [element, length, enterprise]. */
export type TestField = readonly [id: number, length: number, enterprise?: number]

/** Numbers of so many octets, big-endian: `u(4, 1, 2)` is two 32-bit words. */
export function u(octets: 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8, ...values: (number | bigint)[]): number[] {
  return values.flatMap((value) => {
    let rest = BigInt(value)
    const result: number[] = []
    for (let i = 0; i < octets; i++) {
      result.unshift(Number(rest & 255n))
      rest >>= 8n
    }
    return result
  })
}

export function ip4(text: string): number[] {
  return text.split('.').map(Number)
}

export function set(id: number, ...parts: readonly number[][]): number[] {
  const body = parts.flat()
  return [...u(2, id, 4 + body.length), ...body]
}

export function fields(list: readonly TestField[]): number[] {
  return list.flatMap(([id, length, enterprise]) =>
    enterprise === undefined
      ? u(2, id, length)
      : [...u(2, id | 0x8000, length), ...u(4, enterprise)],
  )
}

export function template(id: number, list: readonly TestField[]): number[] {
  return [...u(2, id, list.length), ...fields(list)]
}

type Header = { readonly sequence?: number; readonly domain?: number; readonly seconds?: number }

export function netflow9(sets: readonly number[][], header: Header = {}): Uint8Array {
  const { sequence = 0, domain = 1, seconds = EXPORT_SECONDS } = header
  return Uint8Array.from([
    ...u(2, 9, sets.length),
    ...u(4, UPTIME_MS, seconds, sequence, domain),
    ...sets.flat(),
  ])
}

export function ipfix(sets: readonly number[][], header: Header = {}): Uint8Array {
  const { sequence = 0, domain = 1, seconds = EXPORT_SECONDS } = header
  const body = sets.flat()
  return Uint8Array.from([
    ...u(2, 10, 16 + body.length),
    ...u(4, seconds, sequence, domain),
    ...body,
  ])
}
