/** What a sending process is started with. */
export type SenderTask = {
  readonly file: string
  readonly host: string
  readonly port: number
}

export type SenderOrder =
  /** Sends so many flow records, or for so long; the pass through the file goes on where it stood. */
  | {
      readonly kind: 'send'
      readonly flowCount?: number
      readonly seconds?: number
      readonly flowsPerSecond: number
    }
  /** Changes the rate of what is being sent. */
  | { readonly kind: 'rate'; readonly flowsPerSecond: number }
  | { readonly kind: 'end' }

export type SenderMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'progress'; readonly flows: number }
  | ({ readonly kind: 'sent' } & Sent)

/** What one order came to. */
export type Sent = {
  readonly flows: number
  readonly datagrams: number
  /** Datagrams the system did not take. */
  readonly refusedDatagrams: number
  readonly seconds: number
}
