import type { MessageText } from './message-text.ts'

/** For mail and webhooks: no mark-up, no link, nothing that needs more than reading. */
export function plainMessage({ sections, language }: MessageText): string {
  const head = language === 'ja' ? '■ ' : ''
  const parts = sections.map(({ heading, paragraphs, steps }) =>
    [
      `${head}${heading}`,
      ...paragraphs,
      ...steps.map((step, index) => `${index + 1}. ${step}`),
    ].join('\n'),
  )
  return `${parts.join('\n\n')}\n`
}
