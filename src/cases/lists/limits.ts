/** What one import may cost. Lists come from strangers. */

/** The largest list in use (a full MISP or STIX export of a year) has some 50 MB. */
export const LIST_OCTETS_MAX = 256 * 2 ** 20
/** The largest history known to us has 230,000. */
export const ENTRY_COUNT_MAX = 1_000_000
/** Of a text; a line is an address and a few words. */
export const LINE_LENGTH_MAX = 8_192
/** First few bad lines that are shown. */
export const BAD_LINE_SHOWN_MAX = 10
export const TAG_LENGTH_MAX = 200
export const REASON_LENGTH_MAX = 500
/** Events of one MISP feed, of which each is a request. */
export const EVENT_COUNT_MAX = 5_000
/** Shorter prefixes hold so many servers that one of them cannot be meant. */
export const PREFIX_BITS_MIN = { ipv4: 16, ipv6: 32 } as const
