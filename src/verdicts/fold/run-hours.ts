import type { FoldJob } from '../../flows/store/fold-pending.ts'

/** Hours since the epoch in which flows of a run began, and the last day on which one was received. */
export type RunHours = {
  readonly first: number
  /** Of the flow in the middle: one router whose clock is wrong does not move it. */
  readonly middle: number
  readonly last: number
  readonly day: string
}

export async function hoursOfRun({ rows, range }: FoldJob): Promise<RunHours> {
  const hour = 'toInt32(floor(toUnixTimestamp64Milli(start_at) / 3600000))'
  const [hours] = await rows<RunHours>(
    `SELECT min(${hour}) AS first, quantileExact(${hour}) AS middle, max(${hour}) AS last,
       toString(toDate(max(received_at))) AS day
     FROM flows WHERE fold >= {first:UInt32} AND fold <= {last:UInt32}`,
    { first: range.first, last: range.last },
  )
  return hours!
}

/** Rows that a run has made. Roll-ups lie by hour: without its hours a run would be looked for in all that is kept. */
export const OF_RUN_SQL =
  'hour >= {first_hour:Int32} AND hour <= {last_hour:Int32} AND run = {run:UInt32}'

export const ofRunParameters = ({ run }: FoldJob, { first, last }: RunHours) => ({
  run,
  first_hour: first,
  last_hour: last,
})
