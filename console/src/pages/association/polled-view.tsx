import type { ReactNode } from 'react'
import { isMissing } from '../../api/problem.ts'
import type { Polled } from '../../api/use-polled.ts'
import { ErrorState, LoadingState } from '../../design/states.tsx'

/** What was answered, else why not, else that it is on its way. */
export function PolledView<Value>(props: {
  readonly polled: Polled<Value>
  readonly lines?: number
  readonly children: (value: Value) => ReactNode
}) {
  const { value, error, reload } = props.polled
  if (value !== null) return props.children(value)
  if (error === null) return <LoadingState lines={props.lines ?? 8} />
  return <ErrorState error={error} {...(isMissing(error) ? {} : { onRetry: reload })} />
}
