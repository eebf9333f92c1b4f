/** One field of a template, as announced (RFC 7011 §3.2). */
export type FieldSpecifier = {
  readonly id: number
  /** 0 = IANA. NetFlow v9 knows no other. */
  readonly enterprise: number
  /** Octets; `VARIABLE_LENGTH` when each record says. */
  readonly length: number
  /** Field of an options template that says what the options are about. */
  readonly isScope: boolean
}

/** RFC 7011 §7. */
export const VARIABLE_LENGTH = 65535
