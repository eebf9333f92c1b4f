/** A snapshot as it lies in a file, and what makes sense in one. */

export const SNAPSHOT_VERSION = 1

export type DecoderSnapshot = {
  readonly version: typeof SNAPSHOT_VERSION
  readonly domains: readonly DomainSnapshot[]
}

export type DomainSnapshot = {
  /** 32 hexadecimal digits. */
  readonly exporter: string
  /** 1 = NetFlow v9, 2 = IPFIX. */
  readonly kind: number
  readonly id: number
  readonly systemInitMs: number | null
  /** [sampler or null, interface or null, interval]. */
  readonly sampling: readonly (readonly [number | null, number | null, number])[]
  readonly templates: readonly TemplateSnapshot[]
}

export type TemplateSnapshot = {
  readonly port: number
  readonly isOptions: boolean
  /** Epoch milliseconds of the last announcement or use. */
  readonly touchedAtMs: number
  /** The announcement, base64. */
  readonly octets: string
}

export type RestoreCounts = {
  readonly templates: number
  /** Entries that make no sense. */
  readonly refused: number
}

/** `DomainSnapshot.kind`. */
export const NETFLOW9 = 1
export const IPFIX = 2
export const PORT_MAX = 65535
const UINT32_MAX = 0xffff_ffff

export function isDomain(value: unknown): value is DomainSnapshot {
  return (
    isObject(value) &&
    typeof value['exporter'] === 'string' &&
    /^[0-9a-f]{32}$/.test(value['exporter']) &&
    (value['kind'] === NETFLOW9 || value['kind'] === IPFIX) &&
    isUint32(value['id']) &&
    (value['systemInitMs'] === null || isInstant(value['systemInitMs'])) &&
    Array.isArray(value['sampling']) &&
    Array.isArray(value['templates'])
  )
}

export function isTemplate(value: unknown): value is TemplateSnapshot {
  return (
    isObject(value) &&
    isUint32(value['port']) &&
    value['port'] <= PORT_MAX &&
    typeof value['isOptions'] === 'boolean' &&
    isInstant(value['touchedAtMs']) &&
    typeof value['octets'] === 'string'
  )
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

export function isIdOrNull(value: unknown): value is number | null {
  return value === null || isUint32(value)
}

export function isUint32(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= UINT32_MAX
}

function isInstant(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}
