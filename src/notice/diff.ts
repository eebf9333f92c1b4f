import type { Bilingual } from '../core/bilingual.ts'
import type { NoticeDocument, NoticeSection } from './document.ts'

/** One sentence that one notice has and the other has not, or has in other words. */
export type NoticeChange = {
  readonly section: string
  readonly heading: Bilingual
  readonly before: Bilingual | null
  readonly after: Bilingual | null
}

/** In the order of the later notice; what was taken out stands with its section. */
export function diffNotices(
  before: NoticeDocument | undefined,
  after: NoticeDocument,
): NoticeChange[] {
  const ids = new Set([...(before?.sections ?? []), ...after.sections].map(({ id }) => id))
  return [...ids].flatMap((id) => {
    const find = (document: NoticeDocument | undefined): NoticeSection | undefined =>
      document?.sections.find((section) => section.id === id)
    return diffSections(find(before), find(after))
  })
}

function diffSections(
  before: NoticeSection | undefined,
  after: NoticeSection | undefined,
): NoticeChange[] {
  const { id: section, heading } = (after ?? before)!
  const changes: NoticeChange[] = []
  if (!isSame(before?.text, after?.text))
    changes.push({ section, heading, before: before?.text ?? null, after: after?.text ?? null })
  const gone = without(before?.items ?? [], after?.items ?? [])
  const come = without(after?.items ?? [], before?.items ?? [])
  // As many as can be are told as rewordings, so that "7 days" beside "14 days" is seen at one glance.
  const paired = Math.min(gone.length, come.length)
  for (let i = 0; i < paired; i++)
    changes.push({ section, heading, before: gone[i]!, after: come[i]! })
  for (const one of gone.slice(paired)) changes.push({ section, heading, before: one, after: null })
  for (const one of come.slice(paired)) changes.push({ section, heading, before: null, after: one })
  return changes
}

function without(these: readonly Bilingual[], those: readonly Bilingual[]): Bilingual[] {
  return these.filter((one) => !those.some((other) => isSame(one, other)))
}

function isSame(one: Bilingual | undefined, other: Bilingual | undefined): boolean {
  return one?.ja === other?.ja && one?.en === other?.en
}
