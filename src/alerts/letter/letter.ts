import PDFDocument from 'pdfkit'
import { AlertError } from '../errors.ts'
import type { MessageText } from '../texts/message-text.ts'
import type { LetterFonts } from './letter-fonts.ts'

export type Letter = {
  /** Printed small, so that a letter that comes back can be told. */
  readonly reference: string
  readonly atMs: number
  readonly timeZone: string
  readonly recipient: {
    readonly name: string
    readonly postalCode: string
    readonly postalAddress: string
  }
  readonly operator: string
  readonly text: MessageText
}

type Pdf = InstanceType<typeof PDFDocument>

const MARGIN = 62
const BODY = { size: 11, lineGap: 4 }
/** A device's longest text takes two pages. */
const PAGE_COUNT_MAX = 6

/**
 * A letter as PDF that a screen reader can read: a structure tree in reading order, its language, a title, bookmarks,
 * text that can be searched, and the font inside (ISO 14289-1, PDF/UA). The same letter is the same octets, so that
 * writing it again changes nothing.
 *
 * @returns undefined where the font lacks a letter of the recipient's name or address: a person writes that one
 */
export async function renderLetter(
  letter: Letter,
  fonts: LetterFonts,
): Promise<Uint8Array | undefined> {
  const { text } = letter
  const pdf = new PDFDocument({
    size: 'A4',
    margin: MARGIN,
    bufferPages: true,
    tagged: true,
    pdfVersion: '1.7',
    subset: 'PDF/UA',
    lang: text.language === 'ja' ? 'ja-JP' : 'en-GB',
    displayTitle: true,
    // Not one of the built-in fonts: they cannot be embedded and know no Japanese.
    font: null,
    info: {
      Title: text.subject,
      Author: letter.operator,
      Creator: 'Noroshi',
      Producer: 'Noroshi',
      CreationDate: new Date(letter.atMs),
    },
    // The types know neither PDF/UA nor that there may be no font.
  } as unknown as PDFKit.PDFDocumentOptions)
  const octets = collect(pdf)
  setFonts(pdf, fonts)
  if (!canWrite(pdf, recipientLines(letter).join(''))) return undefined
  write(pdf, letter)
  numberPages(pdf, letter.reference)
  pdf.end()
  return await octets
}

function setFonts(pdf: Pdf, { regular, bold, regularName, boldName }: LetterFonts): void {
  try {
    pdf.registerFont('regular', regular, regularName)
    pdf.registerFont('bold', bold, boldName)
    pdf.font('bold').font('regular')
  } catch (cause) {
    throw new AlertError(
      'ALERT_FONT_MISSING',
      `the font files hold no ${regularName} and ${boldName}`,
      { cause },
    )
  }
}

/** The font as its parser knows it; PDFKit's types leave it out. */
type ParsedFont = { hasGlyphForCodePoint(codePoint: number): boolean }

function canWrite(pdf: Pdf, text: string): boolean {
  const { font } = (pdf as unknown as { _font: { font: ParsedFont } })._font
  return [...text].every((letter) => font.hasGlyphForCodePoint(letter.codePointAt(0)!))
}

function recipientLines({ recipient, text }: Letter): string[] {
  const { name, postalCode, postalAddress } = recipient
  const address = postalAddress.split('\n')
  return text.language === 'ja'
    ? [`〒${postalCode}`, ...address, `${name} 様`]
    : [name, ...address, postalCode]
}

function write(pdf: Pdf, letter: Letter): void {
  const root = pdf.struct('Document')
  pdf.addStructure(root)
  const add = (tag: string, draw: () => void): void => {
    root.add(element(pdf, tag, draw))
  }
  // Where a window envelope shows it.
  add('P', () => {
    pdf.font('regular').fontSize(11)
    pdf.text(recipientLines(letter).join('\n'), MARGIN, MARGIN, { width: 260, lineGap: 2 })
  })
  const date = new Intl.DateTimeFormat(letter.text.language === 'ja' ? 'ja-JP' : 'en-GB', {
    timeZone: letter.timeZone,
    dateStyle: 'long',
  }).format(letter.atMs)
  add('P', () => {
    pdf
      .fontSize(10)
      .text(`${date}\n${letter.operator}`, MARGIN, 170, { align: 'right', lineGap: 2 })
  })
  pdf.moveDown(1.2)
  add('H1', () => void pdf.font('bold').fontSize(13.5).text(letter.text.subject, { lineGap: 3 }))
  pdf.outline.addItem(letter.text.subject, { expanded: true })
  for (const section of letter.text.sections) {
    pdf.moveDown(0.7)
    // A heading alone at the foot of a page belongs to nothing.
    if (pdf.y > pdf.page.height - MARGIN - 70) pdf.addPage()
    add('H2', () => void pdf.font('bold').fontSize(12).text(section.heading, { lineGap: 3 }))
    pdf.outline.addItem(section.heading)
    pdf.font('regular').fontSize(BODY.size)
    for (const paragraph of section.paragraphs)
      add('P', () => void pdf.text(paragraph, { lineGap: BODY.lineGap, paragraphGap: 2 }))
    if (section.steps.length > 0) addSteps(pdf, root, section.steps)
  }
  root.end()
}

/** Each element is hung up before it is drawn: PDFKit draws what has no parent only later, elsewhere. */
function addSteps(pdf: Pdf, root: Element, steps: readonly string[]): void {
  const list = pdf.struct('L')
  root.add(list)
  const indent = MARGIN + 20
  const width = pdf.page.width - MARGIN - indent
  for (const [index, step] of steps.entries()) {
    const height = pdf.heightOfString(step, { width, lineGap: BODY.lineGap })
    if (pdf.y + height > pdf.page.height - MARGIN) pdf.addPage()
    const top = pdf.y
    const item = pdf.struct('LI')
    list.add(item)
    item.add(element(pdf, 'Lbl', () => void pdf.text(`${index + 1}.`, MARGIN, top, { width: 18 })))
    const body = { width, lineGap: BODY.lineGap, paragraphGap: 3 }
    item.add(element(pdf, 'LBody', () => void pdf.text(step, indent, top, body)))
    item.end()
  }
  list.end()
  pdf.x = MARGIN
}

type Element = ReturnType<Pdf['struct']>

/** The types of PDFKit know only the form with attributes; what draws it may stand in their place. */
function element(pdf: Pdf, tag: string, draw: () => void): Element {
  return (pdf.struct as (tag: string, draw: () => void) => Element).call(pdf, tag, draw)
}

/** Decoration, not reading matter: a screen reader passes over it. */
function numberPages(pdf: Pdf, reference: string): void {
  const { count } = pdf.bufferedPageRange()
  if (count > PAGE_COUNT_MAX) throw new Error(`a letter of ${count} pages`)
  for (let page = 0; page < count; page++) {
    pdf.switchToPage(page)
    // Below the margin PDFKit would begin another page.
    pdf.page.margins.bottom = 0
    pdf.markContent('Artifact', { type: 'Pagination' })
    pdf.font('regular').fontSize(8)
    pdf.text(`${reference}　${page + 1} / ${count}`, MARGIN, pdf.page.height - 40, {
      align: 'center',
      width: pdf.page.width - 2 * MARGIN,
      lineBreak: false,
    })
    pdf.endMarkedContent()
  }
}

function collect(pdf: Pdf): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  return new Promise((resolve, reject) => {
    pdf.on('data', (chunk: Buffer) => chunks.push(chunk))
    pdf.on('end', () => resolve(Buffer.concat(chunks)))
    pdf.on('error', reject)
  })
}
