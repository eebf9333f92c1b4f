/**
 * What a rate of errors means where it is used. LITERATURE’s reference day: an ISP sees ten million
 * endpoints, of which the evidence gate leaves a hundred thousand candidates; a hundred are C2 servers.
 */
export const REFERENCE_DAY = { candidates: 100_000, controllers: 100 } as const

export type BaseRate = {
  readonly recall: number
  /** False endpoints per benign candidate. */
  readonly falseRate: number
  readonly trueAlarms: number
  readonly falseAlarms: number
  /** Share of the alarms that would be right on that day. */
  readonly precision: number
  /** The false rate at which nine of ten alarms would be right. */
  readonly falseRateForNinety: number
}

/** Precision on the reference day at a recall and a false rate measured elsewhere. */
export function baseRate(recall: number, falseRate: number, day = REFERENCE_DAY): BaseRate {
  const benign = day.candidates - day.controllers
  const trueAlarms = recall * day.controllers
  const falseAlarms = falseRate * benign
  return {
    recall,
    falseRate,
    trueAlarms,
    falseAlarms,
    precision:
      trueAlarms + falseAlarms === 0 ? Number.NaN : trueAlarms / (trueAlarms + falseAlarms),
    falseRateForNinety: trueAlarms / 9 / benign,
  }
}
