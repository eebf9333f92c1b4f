import './form-row.css'
import { type ReactNode, useId } from 'react'
import { Icon } from './icon.tsx'

/** What an input needs so that label, hint and error belong to it for every reader. */
export type FieldProps = {
  readonly id: string
  readonly className: string
  readonly 'aria-describedby'?: string
  readonly 'aria-invalid'?: true
}

export function FormRow(props: {
  readonly label: string
  readonly hint?: string
  readonly error?: string | null
  readonly children: (field: FieldProps) => ReactNode
}) {
  const id = useId()
  const describedBy = [props.hint && `${id}-hint`, props.error && `${id}-error`].filter(Boolean)
  const field: FieldProps = {
    id,
    className: 'input',
    ...(describedBy.length > 0 ? { 'aria-describedby': describedBy.join(' ') } : {}),
    ...(props.error ? { 'aria-invalid': true } : {}),
  }
  return (
    <div className="form-row">
      <label htmlFor={id}>{props.label}</label>
      {props.children(field)}
      {props.hint && (
        <p className="form-row-hint" id={`${id}-hint`}>
          {props.hint}
        </p>
      )}
      {props.error && (
        <p className="form-row-error" id={`${id}-error`} role="alert">
          <Icon name="warning" />
          {props.error}
        </p>
      )}
    </div>
  )
}
