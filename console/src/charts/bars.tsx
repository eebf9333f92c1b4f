import { useLocale } from '../i18n/locale.tsx'

/** Few counts beside their names: a list that is its own table. */
export function Bars(props: {
  readonly rows: readonly {
    readonly name: string
    readonly count: number
    readonly hint?: string
  }[]
}) {
  const { format } = useLocale()
  const most = Math.max(1, ...props.rows.map(({ count }) => count))
  return (
    <dl className="bars">
      {props.rows.map(({ name, count, hint }) => (
        <div key={name}>
          <dt>
            {name} {hint && <span className="soft small">{hint}</span>}
          </dt>
          <dd>
            <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
              <rect className="fill" width={(100 * count) / most} height="8" />
            </svg>
            {format.number(count)}
          </dd>
        </div>
      ))}
    </dl>
  )
}
