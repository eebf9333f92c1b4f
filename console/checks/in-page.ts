/**
 * Runs inside the page, as text: what a person with other eyes, or no eyes, would trip over.
 * A script without imports or exports, because the page's content policy lets no module in.
 */
type Rgba = readonly [number, number, number, number]

const CONTRAST_MIN = 4.5
/** WCAG 2.2 §1.4.3: from 24 px, or 18.66 px bold, 3:1 is enough. */
const CONTRAST_LARGE_MIN = 3

// biome-ignore lint/correctness/noUnusedVariables: called by its name from page-session.ts
function inspectPage(language: string): string[] {
  return [
    ...findStructureFaults(language),
    ...findUnlabelled(),
    ...findContrastFaults(),
    ...findOverflow(),
  ]
}

function findStructureFaults(language: string): string[] {
  const faults: string[] = []
  const root = document.documentElement
  if (root.lang !== language) faults.push(`lang is "${root.lang}" instead of "${language}"`)
  if (document.title.trim() === '' || document.title === 'Noroshi')
    faults.push('title says nothing')
  const headings = [...document.querySelectorAll('h1, h2, h3, h4')].filter(
    // A dialog is a document of its own, wherever it stands.
    (heading) => !heading.closest('dialog'),
  )
  const firsts = headings.filter((heading) => heading.tagName === 'H1')
  if (firsts.length !== 1) faults.push(`${firsts.length} h1 instead of one`)
  if (headings[0] && headings[0].tagName !== 'H1') faults.push('the first heading is no h1')
  headings.forEach((heading, index) => {
    const before = Number(headings[index - 1]?.tagName[1] ?? 0)
    if (Number(heading.tagName[1]) > before + 1)
      faults.push(`heading level skipped before "${heading.textContent}"`)
  })
  // The ways in have no menu.
  const isFramed = document.querySelector('.frame') !== null
  for (const landmark of isFramed ? ['header', 'nav', 'main', 'footer'] : ['main'])
    if (!document.querySelector(landmark)) faults.push(`no ${landmark}`)
  if (document.querySelector('[tabindex]:not([tabindex="0"], [tabindex="-1"])'))
    faults.push('a positive tabindex changes the order of focus')
  const ids = [...document.querySelectorAll('[id]')].map((element) => element.id)
  const twice = ids.filter((id, index) => ids.indexOf(id) !== index)
  if (twice.length > 0) faults.push(`id used twice: ${twice.join(', ')}`)
  return faults
}

function findUnlabelled(): string[] {
  const selector = 'button, a[href], input, textarea, select, [role="img"], dialog, nav'
  return [...document.querySelectorAll<HTMLElement>(selector)]
    .filter((element) => nameOf(element) === '')
    .map((element) => `no label: ${element.outerHTML.slice(0, 120)}`)
}

function nameOf(element: HTMLElement): string {
  const labelledBy = (element.getAttribute('aria-labelledby') ?? '').split(' ').filter(Boolean)
  const own = 'labels' in element ? [...((element.labels as NodeListOf<Element>) ?? [])] : []
  const isContainer = ['NAV', 'DIALOG'].includes(element.tagName)
  return [
    element.getAttribute('aria-label'),
    ...labelledBy.map((id) => document.getElementById(id)?.textContent),
    ...own.map((label) => label.textContent),
    isContainer ? '' : element.textContent,
    element.title,
  ]
    .join('')
    .trim()
}

function findContrastFaults(): string[] {
  const faults = new Set<string>()
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement
    const text = texts.currentNode.textContent?.trim() ?? ''
    if (!element || text === '' || !isShown(element)) continue
    const style = getComputedStyle(element)
    const isSvg = element instanceof SVGElement
    const size = Number.parseFloat(style.fontSize)
    const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700)
    const background = backgroundOf(element)
    const ink = parseColour(isSvg ? style.fill : style.color)
    const shown = blend([ink[0], ink[1], ink[2], ink[3] * opacityOf(element)], background)
    const ratio = contrastOf(shown, background)
    if (ratio < (isLarge ? CONTRAST_LARGE_MIN : CONTRAST_MIN))
      faults.add(`contrast ${ratio.toFixed(2)}:1 of "${text.slice(0, 40)}" (${element.className})`)
  }
  return [...faults]
}

function isShown(element: Element): boolean {
  if (element.closest('noscript, script, style, title, :disabled')) return false
  const box = element.getBoundingClientRect()
  if (box.width <= 1 || box.height <= 1) return false
  return element.checkVisibility({ opacityProperty: true, visibilityProperty: true })
}

function backgroundOf(element: Element): Rgba {
  const layers: Rgba[] = []
  for (let each: Element | null = element; each; each = each.parentElement) {
    if (each instanceof SVGElement) continue
    const colour = parseColour(getComputedStyle(each).backgroundColor)
    if (colour[3] > 0) layers.push(colour)
    if (colour[3] === 1) break
  }
  return layers.reduceRight<Rgba>((below, above) => blend(above, below), [255, 255, 255, 1])
}

function opacityOf(element: Element): number {
  let opacity = 1
  for (let each: Element | null = element; each; each = each.parentElement)
    opacity *= Number(getComputedStyle(each).opacity)
  return opacity
}

function parseColour(text: string): Rgba {
  const [red = 0, green = 0, blue = 0, alpha = 1] = (text.match(/[\d.]+/g) ?? []).map(Number)
  return text === 'transparent' || text === 'none' ? [0, 0, 0, 0] : [red, green, blue, alpha]
}

function blend(above: Rgba, below: Rgba): Rgba {
  const mix = (a: number, b: number) => a * above[3] + b * (1 - above[3])
  return [mix(above[0], below[0]), mix(above[1], below[1]), mix(above[2], below[2]), 1]
}

function contrastOf(a: Rgba, b: Rgba): number {
  const [lighter = 0, darker = 0] = [luminanceOf(a), luminanceOf(b)].sort((x, y) => y - x)
  return (lighter + 0.05) / (darker + 0.05)
}

function luminanceOf([red, green, blue]: Rgba): number {
  const linear = (value: number) => {
    const share = value / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  }
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
}

/** A page that scrolls sideways loses its reader on a phone. */
function findOverflow(): string[] {
  const excess = document.documentElement.scrollWidth - window.innerWidth
  if (excess <= 1) return []
  const widest = [...document.querySelectorAll('main *, header *')].find(
    (element) =>
      element.getBoundingClientRect().right > window.innerWidth + 1 &&
      !element.closest('.table-scroll, pre'),
  )
  return [`${excess} px too wide at ${widest?.outerHTML.slice(0, 100) ?? 'somewhere'}`]
}
