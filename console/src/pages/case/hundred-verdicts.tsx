const SIDE = 10
const STEP = 7.2

/** A hundred verdicts like this one: filled are right, hollow are wrong. The sentence beside says it. */
export function HundredVerdicts({ rightCount }: { readonly rightCount: number }) {
  return (
    <svg className="hundred" viewBox="0 0 72 72" aria-hidden="true">
      {Array.from({ length: SIDE * SIDE }, (_, place) => (
        <rect
          // biome-ignore lint/suspicious/noArrayIndexKey: a place is all that a square is
          key={place}
          className={place < rightCount ? 'right' : 'wrong'}
          x={(place % SIDE) * STEP + 0.8}
          y={Math.floor(place / SIDE) * STEP + 0.8}
          width="5.2"
          height="5.2"
          rx="0.8"
        />
      ))}
    </svg>
  )
}
