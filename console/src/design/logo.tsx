/** A hill and its smoke signal. The smoke rises only while something waits for a decision. */
export function Logo({ isRising }: { readonly isRising: boolean }) {
  return (
    <svg className="logo" viewBox="0 0 24 24" width="26" height="26" aria-hidden="true">
      <path className="logo-hill" d="M1.5 21.5 8.6 13a1.2 1.2 0 0 1 1.8 0l7.1 8.5Z" />
      <g className={isRising ? 'logo-smoke' : 'logo-smoke logo-smoke-resting'}>
        <path d="M9.5 9.7C7.4 7.6 11.6 6.6 9.9 4" />
        <path d="M13 8.9c-2-2.2 3.3-2.9 1.5-5.9" />
        <path d="M16.8 9c-1.3-2.4 4.6-2.7 3.8-6.5" />
      </g>
    </svg>
  )
}
