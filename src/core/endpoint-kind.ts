/**
 * What an endpoint is said to be. Only a controller is a C2 server; the others are near it: the first contact
 * of an infection, where it loads its parts, what it looks for victims from, and what a defender put in
 * a controller's place.
 */
export const ENDPOINT_KINDS = [
  'controller',
  'initial-contact',
  'downloader',
  'scanner',
  'sinkhole',
  'unknown',
] as const

export type EndpointKind = (typeof ENDPOINT_KINDS)[number]
