import type { DecodeObserver } from '../flow-decoder.ts'
import type { ExporterShare } from './exporter-share.ts'

/** The records of one set that came before its template, with what its message said about them. */
export type HeldSet = {
  readonly owner: HeldOwner
  readonly templateId: number
  readonly octets: Uint8Array
  readonly port: number
  readonly receivedAtMs: number
  readonly exportMs: number
  readonly uptimeMs: number
  readonly isUptimeKnown: boolean
  readonly weight: number
  readonly observer: DecodeObserver
}

/** The observation domain whose template is missing. */
export type HeldOwner = {
  readonly exporter: ExporterShare
  /** By template id. */
  readonly held: Map<number, Set<HeldSet>>
}
