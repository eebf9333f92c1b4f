import { isInForce, type Warning, type WarningUse } from '../warning.ts'

/** A warning on a list, and the number of the change that brought it to how it is now. */
export type Listed = { readonly warning: Warning; readonly sequence: number }

/** All that a face needs to be drawn. Two renderings of equal input are equal octets. */
export type FaceInput = {
  /** Name of the hub, which stands as the author. */
  readonly hub: string
  /** The number of the newest change of the list. */
  readonly version: number
  readonly nowMs: number
  /** Everything that is held, also what was withdrawn: some formats must say so. */
  readonly listed: readonly Listed[]
  /**
   * Leases that were withdrawn and that another lease of the same endpoint has followed, until their own end.
   * Formats that name leases (STIX) would otherwise leave them standing with whoever missed the moment.
   */
  readonly former: readonly Listed[]
}

export type FaceFile = {
  /** Relative, as software that reads the format expects it. */
  readonly path: string
  readonly mediaType: string
  readonly body: string
}

/**
 * The list in a form that software already reads. Rendering is whole: what is not in the files any more is
 * removed by whoever loads them, and formats that would keep it carry a tombstone.
 */
export type Face = {
  readonly name: string
  /** What a recipient needs to be allowed before it gets this form. */
  readonly use: WarningUse
  render(input: FaceInput): readonly FaceFile[]
}

/** Warnings that may be acted on now, in one order, so that a reload without a change changes nothing. */
export function inForce({ listed, nowMs }: FaceInput, use?: WarningUse): Warning[] {
  return listed
    .map(({ warning }) => warning)
    .filter((warning) => isInForce(warning, nowMs) && (!use || warning.uses.includes(use)))
    .sort((a, b) => (a.id < b.id ? -1 : 1))
}

export const isIpv6 = (address: string): boolean => address.includes(':')

/** Whole seconds that a warning still holds; at least one, because zero means "for ever" to nftables. */
export const secondsLeft = (warning: Warning, nowMs: number): number =>
  Math.max(1, Math.floor((Date.parse(warning.validUntil) - nowMs) / 1000))
