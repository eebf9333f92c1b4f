import { useEffect, useRef, useState } from 'react'
import { useLocale } from '../i18n/locale.tsx'

export type PlotParts = typeof import('./plot-parts.ts')
export type Draw = (parts: PlotParts, width: number) => SVGSVGElement | HTMLElement

let loading: Promise<PlotParts> | undefined
const loadParts = (): Promise<PlotParts> => {
  loading ??= import('./plot-parts.ts')
  return loading
}

/**
 * One Plot drawing, as wide as its place. Plot is loaded with the first of them.
 *
 * @param props.height reserved before the drawing exists, so that nothing jumps
 */
export function PlotChart(props: {
  readonly label: string
  readonly height: number
  readonly draw: Draw
}) {
  const { t } = useLocale()
  const { draw } = props
  const frame = useRef<HTMLDivElement>(null)
  const [width, setWidth] = useState(0)
  const [parts, setParts] = useState<PlotParts | null>(null)

  useEffect(() => {
    void loadParts().then(setParts)
  }, [])
  useEffect(() => {
    const element = frame.current
    if (!element) return
    const observer = new ResizeObserver(() => setWidth(Math.floor(element.clientWidth)))
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  useEffect(() => {
    if (!parts || width === 0) return
    const drawing = draw(parts, width)
    // Plot brings a style element, which the content security policy forbids; figure.css has its rules.
    drawing.querySelector('style')?.remove()
    drawing.setAttribute('aria-hidden', 'true')
    frame.current?.replaceChildren(drawing)
  }, [parts, draw, width])

  return (
    <div
      ref={frame}
      className="plot-frame"
      role="img"
      aria-label={parts ? props.label : t('figure.drawing')}
      style={{ minHeight: props.height }}
    />
  )
}
