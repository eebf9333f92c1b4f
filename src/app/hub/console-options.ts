/** Where the association's console is opened. */
export type ConsoleOptions = {
  readonly host: string
  readonly port: number
  /** How browsers reach it, when that is not the port itself: through a proxy that ends TLS. */
  readonly publicUrl: string | null
}
