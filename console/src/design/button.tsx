import './button.css'
import type { ComponentProps } from 'react'

type Props = ComponentProps<'button'> & {
  readonly look?: 'plain' | 'strong' | 'quiet'
  readonly isSmall?: boolean
}

export function Button({ look = 'plain', isSmall = false, className, ...rest }: Props) {
  const classes = ['button', look !== 'plain' && `button-${look}`, isSmall && 'button-small']
  return (
    <button type="button" {...rest} className={[...classes, className].filter(Boolean).join(' ')} />
  )
}
