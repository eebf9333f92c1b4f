import type { ComponentProps, MouseEvent } from 'react'
import { navigate, useLocation, withSticky } from './location.ts'

type Props = ComponentProps<'a'> & { readonly href: string }

/** An ordinary link, so that new tabs, copying and the status bar work; a plain click stays here. */
export function Link({ href, onClick, ...rest }: Props) {
  useLocation()
  const follow = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event)
    const isPlain = !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)
    if (event.defaultPrevented || event.button !== 0 || !isPlain) return
    event.preventDefault()
    navigate(href)
  }
  return <a {...rest} href={withSticky(href)} onClick={follow} />
}
