/** Between these times of the day nobody is told; `from` may be later than `until`, over midnight. */
export type QuietHours = {
  /** `20:00`. */
  readonly from: string
  readonly until: string
  /** Whether nothing goes out on Saturdays and Sundays. */
  readonly weekends: boolean
}

const minuteOf = (text: string): number => {
  const [hours, minutes] = text.split(':').map(Number)
  return hours! * 60 + minutes!
}

/** @param timeZone an IANA name: that of whoever is told, and of whoever answers the telephone */
export function isQuiet(
  atMs: number,
  { from, until, weekends }: QuietHours,
  timeZone: string,
): boolean {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(atMs)
  const part = (type: Intl.DateTimeFormatPartTypes): string =>
    parts.find((each) => each.type === type)!.value
  if (weekends && (part('weekday') === 'Sat' || part('weekday') === 'Sun')) return true
  const minute = minuteOf(`${part('hour')}:${part('minute')}`)
  const [first, last] = [minuteOf(from), minuteOf(until)]
  return first <= last ? minute >= first && minute < last : minute >= first || minute < last
}
