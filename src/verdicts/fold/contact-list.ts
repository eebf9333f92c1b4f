import { HOUR_MS } from '../../core/time-span.ts'

/**
 * Contacts of a pair as numbers of 128 bits: start within the hour in milliseconds (22 bits), client's port
 * (16), duration in milliseconds (26, at most 18 hours), octets sent (64). In the order of these numbers
 * the earliest comes first, and equal starts have an order too, so that a bounded list is the same
 * whatever the order in which records were stored.
 */
const START_SHIFT = 106
const PORT_SHIFT = 90
const DURATION_SHIFT = 64
const DURATION_MS_MAX = 2 ** 26 - 1

/** Packets of one connection further apart than this would have been exported as two flows. */
export const CUT_GAP_MS = 30_000
/** Records of one pair and hour that are looked at for contacts; the earliest. Bounds a run's memory. */
export const HOUR_RECORDS_MAX = 4096
/** Contacts of one pair and hour that are kept; the earliest. One every fourteen seconds. */
export const HOUR_CONTACTS_MAX = 256

export function packedContact(
  startInHourMs: string,
  port: string,
  durationMs: string,
  octets: string,
): string {
  return `bitOr(bitOr(bitShiftLeft(toUInt128(${startInHourMs}), ${START_SHIFT}), bitShiftLeft(toUInt128(${port}), ${PORT_SHIFT})),
    bitOr(bitShiftLeft(toUInt128(least(${durationMs}, ${DURATION_MS_MAX})), ${DURATION_SHIFT}), toUInt128(toUInt64(${octets}))))`
}

/** A packed contact as (client's port, first and last millisecond of the epoch, octets). */
export function unpackedContact(contact: string, hour: string): string {
  const startMs = `toInt64(${hour}) * ${HOUR_MS} + toInt64(bitShiftRight(${contact}, ${START_SHIFT}))`
  return `(${portOfPacked(contact)}, ${startMs},
    ${startMs} + toInt64(bitAnd(bitShiftRight(${contact}, ${DURATION_SHIFT}), ${DURATION_MS_MAX})),
    toUInt64(bitAnd(${contact}, 18446744073709551615)))`
}

export function portOfPacked(contact: string): string {
  return `toUInt16(bitAnd(bitShiftRight(${contact}, ${PORT_SHIFT}), 65535))`
}

/**
 * Layers from `pieces`, an array as `unpackedContact` makes it, to `joined`: pieces of one socket pair less
 * than CUT_GAP_MS apart are one contact, from the first start to the last end, with the octets of all. An
 * exporter's active timeout cuts a long connection into equal pieces, which would pass for a beacon.
 * Joining what is joined changes nothing, so it does not matter where hours and folds have cut.
 */
export function joinLayers(pieces: string, joined: string): readonly (readonly string[])[] {
  // Most pairs have one record: they pass as they are.
  const ordered = `if(length(${pieces}) < 2, arrayResize(${pieces}, 0), arraySort(${pieces}))`
  return [
    [`${ordered} AS join_ordered`],
    [
      // The furthest end so far of the same port: a port's number stands above any time.
      `arrayReduceInRanges('max', arrayMap(i -> (1, i), arrayEnumerate(join_ordered)),
        arrayMap(piece -> ${portAndTime('piece.1', 'piece.3')}, join_ordered)) AS join_reach`,
    ],
    [
      `arraySplit((piece, before) -> ${portAndTime('piece.1', 'piece.2')} > before + ${CUT_GAP_MS}, join_ordered,
        arraySlice(arrayPushFront(join_reach, toInt64(0)), 1, length(join_ordered))) AS join_groups`,
    ],
    [
      `if(length(${pieces}) < 2, ${pieces}, arraySort(piece -> (piece.2, piece.1, piece.3, piece.4), arrayMap(
        group -> (group[1].1, group[1].2, arrayMax(piece -> piece.3, group), arraySum(piece -> piece.4, group)),
        join_groups))) AS ${joined}`,
    ],
  ]
}

/** Times of the epoch fit 46 bits until the year 4199; negative ones count from far below. */
function portAndTime(port: string, timeMs: string): string {
  return `(toInt64(${port}) * 70368744177664 + ${timeMs} + 4398046511104)`
}
