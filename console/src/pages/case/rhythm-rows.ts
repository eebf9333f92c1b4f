import type { Activity } from '../../../../src/web/schemas/detection.ts'

export type RhythmRow = {
  /** Place in the picture, from 1; clients have no other name here. */
  readonly place: number
  readonly contactCount: number
  readonly medianGapSeconds: number | null
  readonly firstAt: number
  readonly lastAt: number
}

export function rhythmRows(activity: Activity): readonly RhythmRow[] {
  return activity.rhythm
    .filter((client) => client.contactsAt.length > 0)
    .map((client, index) => {
      const instants = client.contactsAt.map((at) => Date.parse(at)).toSorted((a, b) => a - b)
      const gaps = instants.slice(1).map((at, place) => at - instants[place]!)
      const middle = gaps.toSorted((a, b) => a - b)[Math.floor(gaps.length / 2)]
      return {
        place: index + 1,
        contactCount: instants.length,
        medianGapSeconds: middle === undefined ? null : middle / 1000,
        firstAt: instants[0]!,
        lastAt: instants.at(-1)!,
      }
    })
}
