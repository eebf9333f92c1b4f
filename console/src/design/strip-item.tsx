import type { ReactNode } from 'react'

/** One figure of a `strip`, with the one thing to know about it. */
export function StripItem(props: {
  readonly name: string
  readonly value: string
  readonly hint: ReactNode
}) {
  return (
    <div>
      <dt>{props.name}</dt>
      <dd>
        <span className="figure-value">{props.value}</span>
        <br />
        <span className="figure-hint">{props.hint}</span>
      </dd>
    </div>
  )
}
