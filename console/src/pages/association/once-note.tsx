import '../people/people.css'
import { Button } from '../../design/button.tsx'
import { CopyButton } from '../../design/copy-button.tsx'
import { useTexts } from './texts/use-texts.ts'

/** A secret that is shown once, until the reader says that it was handed over. */
export function OnceNote(props: {
  readonly title: string
  readonly text: string
  readonly secret: string
  readonly onClose: () => void
}) {
  const { common } = useTexts()
  return (
    <section className="once" role="status">
      <h2>{props.title}</h2>
      <p>{props.text}</p>
      <code translate="no">{props.secret}</code>
      <div className="once-buttons">
        <CopyButton
          text={props.secret}
          label={common('settings.copy')}
          done={common('settings.copied')}
        />
        <Button look="quiet" isSmall onClick={props.onClose}>
          {common('people.linkDone')}
        </Button>
      </div>
    </section>
  )
}
