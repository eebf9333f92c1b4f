/**
 * Something that a third party, or a key of the organisation itself, confirms about octets: a time stamp, an electronic
 * seal. One method, so that nobody depends on one vendor.
 */
export type Confirm = (octets: Uint8Array) => Promise<Uint8Array>
