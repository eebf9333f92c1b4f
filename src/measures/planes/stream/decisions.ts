import { createHash } from 'node:crypto'

/** A decision as CrowdSec's local API tells its bouncers. */
export type Decision = {
  readonly id: number
  readonly uuid: string
  readonly origin: 'noroshi'
  readonly type: 'ban'
  readonly scope: 'Ip'
  readonly value: string
  readonly scenario: 'noroshi/c2'
  /** Go's notation: `3600s`; negative when it is over. */
  readonly duration: string
}

const OVER = '-1s'

export function decision(address: string, untilMs: number | undefined, nowMs: number): Decision {
  const digest = createHash('sha256').update(`noroshi decision ${address}`).digest('hex')
  const seconds = Math.max(1, Math.floor(((untilMs ?? 0) - nowMs) / 1000))
  return {
    id: Number.parseInt(digest.slice(0, 7), 16),
    uuid: digest.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'),
    origin: 'noroshi',
    type: 'ban',
    scope: 'Ip',
    value: address,
    scenario: 'noroshi/c2',
    duration: untilMs === undefined ? OVER : `${seconds}s`,
  }
}
