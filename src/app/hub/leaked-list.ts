import { canonicalAddress } from '../../core/address.ts'
import type { LeakedRow } from '../../gate/hub/leak.ts'
import { warningIdOf } from '../../gate/warning/warning-id.ts'
import { parseWholeHour } from '../../gate/warning/whole-time.ts'

/**
 * The rows of a list as it was found: our CSV or JSON lines, whole or in part, with other lines between. What does
 * not name an endpoint and the end of its lease tells nothing and is left out.
 */
export function readLeakedList(text: string): readonly LeakedRow[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const row = line.trimStart().startsWith('{') ? ofJson(line) : ofCsv(line)
    return row ? [row] : []
  })
}

function ofJson(line: string): LeakedRow | undefined {
  try {
    const { address, protocol, port, validUntil } = JSON.parse(line)
    return rowOf(address, protocol, port, validUntil)
  } catch {
    return undefined
  }
}

/** `address,protocol,port,kind,band,valid_from,valid_until,…` */
function ofCsv(line: string): LeakedRow | undefined {
  const [address, protocol, port, , , , validUntil] = line.split(',').map((cell) => cell.trim())
  return rowOf(address, protocol, Number(port), validUntil)
}

function rowOf(
  address: unknown,
  protocol: unknown,
  port: unknown,
  validUntil: unknown,
): LeakedRow | undefined {
  const canonical = typeof address === 'string' ? canonicalAddress(address) : undefined
  const isRow =
    canonical !== undefined &&
    typeof protocol === 'string' &&
    Number.isInteger(port) &&
    typeof validUntil === 'string' &&
    parseWholeHour(validUntil) !== undefined
  if (!isRow) return undefined
  return { id: warningIdOf({ address: canonical, protocol, port: port as number }), validUntil }
}
