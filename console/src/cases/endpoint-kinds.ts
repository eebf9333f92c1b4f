import type { EndpointKind } from '../../../src/web/schemas/cases.ts'

/** In the order in which they are offered. */
export const ENDPOINT_KINDS: readonly EndpointKind[] = [
  'controller',
  'initial-contact',
  'downloader',
  'scanner',
  'sinkhole',
  'unknown',
]
