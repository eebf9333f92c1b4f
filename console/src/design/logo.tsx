/** A hill and its smoke signal. The smoke rises only while something waits for a decision. */
export function Logo({ isRising }: { readonly isRising: boolean }) {
  return (
    <svg className="logo" viewBox="0 0 24 24" width="26" height="26" aria-hidden="true">
      <path className="logo-hill" d="M1.5 21.5 8.6 13a1.2 1.2 0 0 1 1.8 0l7.1 8.5Z" />
      <g className={isRising ? 'logo-smoke' : 'logo-smoke logo-smoke-resting'}>
        <path d="M10 11.2C7.6 9.2 12.4 7.8 10.4 5.2" />
        <path d="M13.7 9.6c-2-2 3-3.4 1-6.4" />
        <path d="M17.6 8c-1.6-1.9 2.9-3.1 1.4-6" />
      </g>
    </svg>
  )
}
