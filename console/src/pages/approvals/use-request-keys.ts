import { useRef } from 'react'
import type { Approvals } from '../../../../src/web/schemas/workplace.ts'
import { hindranceOf } from '../../cases/choices.ts'
import { useDecisions } from '../../cases/decision.tsx'
import { focusedRowKey } from '../../design/data-table.tsx'
import { useShortcuts } from '../../keyboard/use-shortcuts.ts'
import { useMay, useMyId } from '../../session/use-reach.ts'

/** `j` and `k` walk the requests, `a` approves the one that has the focus, `d` declines it. */
export function useRequestKeys(waiting: Approvals['cases']) {
  const list = useRef<HTMLOListElement>(null)
  const { ask } = useDecisions()
  const may = useMay()
  const myId = useMyId()
  const move = (step: number) => {
    const links = [...(list.current?.querySelectorAll<HTMLElement>('[data-row-link]') ?? [])]
    const at = links.findIndex((link) =>
      link.closest('[data-row-key]')?.contains(document.activeElement),
    )
    const next = links[Math.min(Math.max(at < 0 ? 0 : at + step, 0), links.length - 1)]
    next?.focus()
    next?.closest('[data-row-key]')?.scrollIntoView({ block: 'nearest' })
  }
  const focused = () => waiting.find(({ id }) => id === focusedRowKey())
  const approve = () => {
    const one = focused()
    if (one && hindranceOf('approve', one, may, myId) === null) ask('approve', one)
  }
  const decline = () => {
    const one = focused()
    if (one && may('analyst')) ask('decline', one)
  }
  useShortcuts({ j: () => move(1), k: () => move(-1), a: approve, d: decline })
  return list
}
