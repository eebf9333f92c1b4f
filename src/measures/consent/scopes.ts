/**
 * What a subscriber may agree to, each by itself: looking at names is more than looking at addresses, and is done
 * only for those whose consent names it (REQUIREMENTS C11).
 */
export const CONSENT_SCOPES = [
  'block-address',
  'block-name',
  'gateway-detection',
  'device-alerts',
] as const
export type ConsentScope = (typeof CONSENT_SCOPES)[number]

/** Scopes under which something is blocked. */
export const BLOCK_SCOPES = ['block-address', 'block-name'] as const
export type BlockScope = (typeof BLOCK_SCOPES)[number]
