import type { Stance } from './evidence-item.ts'
import type { LifeEvent } from './life-event.ts'

/** What one origin says of a case, however many evidences it gave: lists that copy each other are one voice. */
export type Voice = { readonly origin: string; readonly stance: Exclude<Stance, 'withdrawn'> }

/** More origins than lists exist; those after them are in the history and no longer counted. */
const VOICE_COUNT_MAX = 100

/** The voices after an event. The newest word of an origin counts; what it takes back is no voice. */
export function hear(voices: readonly Voice[], event: LifeEvent): readonly Voice[] {
  const said = saying(event)
  if (!said) return voices
  const { origin, stance } = said
  const known = voices.findIndex((voice) => voice.origin === origin)
  if (stance === 'withdrawn') return known < 0 ? voices : voices.toSpliced(known, 1)
  if (known >= 0)
    return voices[known]!.stance === stance ? voices : voices.with(known, { origin, stance })
  return voices.length >= VOICE_COUNT_MAX ? voices : [...voices, { origin, stance }]
}

function saying(event: LifeEvent): { origin: string; stance: Stance } | undefined {
  if (event.kind === 'evidenced') return event.details?.item
  if ((event.kind === 'proposed' || event.kind === 'scored') && event.evidence)
    return { origin: event.actor, stance: 'for' }
  return undefined
}
