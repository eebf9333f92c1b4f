import type { Calendar } from '../../../../src/web/schemas/workplace.ts'
import { useLocale } from '../../i18n/locale.tsx'
import { Link } from '../../router/link.tsx'
import { dayOf, weeksFrom } from './days.ts'

/** A narrow grid names the month where it begins, and only there. */
const isFirst = (day: string, weeks: readonly (readonly string[])[]): boolean =>
  day === weeks[0]?.[0] || day.endsWith('-01')

/** Five weeks of days with how many warnings end; a day leads to those. */
export function MonthGrid(props: {
  readonly counts: Calendar['days']
  readonly nowMs: number
  readonly dayCount: number
  readonly chosen: string | null
}) {
  const { t, tCount, format, zone } = useLocale()
  const today = dayOf(props.nowMs, zone)
  const weeks = weeksFrom(today, props.dayCount)
  const byDay = new Map(props.counts.map(({ day, count }) => [day, count]))
  const most = Math.max(1, ...byDay.values())
  return (
    <section>
      <h2>{t('calendar.grid')}</h2>
      <table className="month">
        <caption className="visually-hidden">{t('calendar.grid')}</caption>
        <thead>
          <tr>
            {weeks[0]?.map((day) => (
              <th key={day} scope="col">
                {format.weekday(`${day}T12:00:00`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeks.map((week) => (
            <tr key={week[0]}>
              {week.map((day) => {
                const count = byDay.get(day) ?? 0
                return (
                  <td key={day} className={day < today ? 'is-past' : undefined}>
                    <span className={day === today ? 'month-day is-today' : 'month-day'}>
                      {isFirst(day, weeks) ? (
                        format.day(`${day}T12:00:00`)
                      ) : (
                        <>
                          <span className="only-wide">{format.day(`${day}T12:00:00`)}</span>
                          <span className="only-narrow">
                            {format.dayOfMonth(`${day}T12:00:00`)}
                          </span>
                        </>
                      )}
                    </span>
                    {count > 0 && (
                      <Link
                        className="month-count"
                        href={day === props.chosen ? '/calendar' : `/calendar?day=${day}`}
                        aria-label={`${format.longDay(`${day}T12:00:00`)}: ${tCount('calendar.ending', count)}`}
                        {...(day === props.chosen ? { 'aria-current': 'date' as const } : {})}
                      >
                        {format.number(count)}
                        <svg viewBox="0 0 60 4" aria-hidden="true" preserveAspectRatio="none">
                          <rect className="track" width="60" height="4" />
                          <rect className="fill" width={(60 * count) / most} height="4" />
                        </svg>
                      </Link>
                    )}
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
