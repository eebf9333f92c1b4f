import type { ConsentTerms } from '../../../../src/web/schemas/consent.ts'

/** Words as subscribers read them, in both languages beside each other. */
export function WordingText({ wording }: { readonly wording: ConsentTerms['wording'] }) {
  return (
    <div className="two-columns">
      {(['ja', 'en'] as const).map((language) => (
        <div key={language} lang={language} className="wording-text">
          <p>
            <strong>{wording.title[language]}</strong>
          </p>
          <p>{wording.summary[language]}</p>
          <ul>
            {wording.points.map((point) => (
              <li key={`${point.ja} ${point.en}`}>{point[language]}</li>
            ))}
          </ul>
        </div>
      ))}
    </div>
  )
}
