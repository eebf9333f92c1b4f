/**
 * Every maximum of the decoders. Exporters are not trusted: a forged UDP datagram may announce
 * anything, and must not be able to grow the collector's memory or keep it busy.
 */
export type DecoderLimits = {
  /** Fields in one template. The widest template seen in the field (an application firewall) has 110. */
  readonly templateFieldCountMax: number
  /** Templates in one observation domain. Routers announce below 30, application probes some hundreds. */
  readonly templateCountPerDomainMax: number
  /** Source ports of one address whose templates or sequence numbers are kept apart. */
  readonly sessionCountPerDomainMax: number
  /** Samplers, and interfaces with a sampling interval of their own, in one observation domain. */
  readonly samplerCountPerDomainMax: number
  /** Exporters remembered. The allow-list is the real bound; this one holds against forged sources. */
  readonly exporterCountMax: number
  /** What one exporter may make us remember: about 1,200 templates of 20 fields. */
  readonly stateOctetsPerExporterMax: number
  /** What all exporters together may make us remember; far inside a 200 MB collector. */
  readonly stateOctetsMax: number
  /** A template neither announced nor used for this long is forgotten: its exporter is gone. */
  readonly templateIdleMs: number
  /** Different record layouts kept compiled. Real networks show some dozens; each takes 5 kB and more once it is hot. */
  readonly compiledLayoutCountMax: number
  /**
   * Work on templates, in units of one new announcement (about 10 µs): what one exporter may cause at
   * once and in a second. 4,000 units are some hundred templates announced and compiled after a
   * restart; 200 a second are 0.2 % of a core.
   */
  readonly templateWorkMax: number
  readonly templateWorkPerSecond: number
  /** What all may cause: forged sources inside the allow-list are many exporters. 2 % of a core. */
  readonly templateWorkOfAllMax: number
  readonly templateWorkOfAllPerSecond: number
  /** Data that came before its template: what one exporter, and all, may make us keep of it. */
  readonly heldOctetsPerExporterMax: number
  readonly heldOctetsMax: number
  /** For so long; routers send their templates again after one to ten minutes. */
  readonly heldAgeMaxMs: number
  /** Skipped information elements counted by name for one exporter; more are counted together. */
  readonly skippedElementCountMax: number
  /** What compiling a layout (0.2 ms) costs in that unit. */
  readonly compilationCost: number
}

export const DECODER_LIMITS: DecoderLimits = {
  templateFieldCountMax: 512,
  templateCountPerDomainMax: 1024,
  sessionCountPerDomainMax: 4,
  samplerCountPerDomainMax: 4096,
  exporterCountMax: 4096,
  stateOctetsPerExporterMax: 3 << 20,
  stateOctetsMax: 48 << 20,
  templateIdleMs: 24 * 3_600_000,
  compiledLayoutCountMax: 512,
  templateWorkMax: 4_000,
  templateWorkPerSecond: 200,
  templateWorkOfAllMax: 40_000,
  templateWorkOfAllPerSecond: 2_000,
  compilationCost: 20,
  heldOctetsPerExporterMax: 256 << 10,
  heldOctetsMax: 16 << 20,
  heldAgeMaxMs: 10 * 60_000,
  skippedElementCountMax: 256,
}
