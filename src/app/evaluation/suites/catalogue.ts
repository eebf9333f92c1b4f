import type { SuiteRequest, SuiteResult } from './suite.ts'

type Suite = (request: SuiteRequest) => Promise<SuiteResult>

/** Suites by name. Each is loaded when it is asked for: the country is large, and --help is not. */
export const SUITES = {
  real: async (): Promise<Suite> => (await import('./real.ts')).realSuite,
  isp: async (): Promise<Suite> => (await import('./isp.ts')).ispSuite,
  country: async (): Promise<Suite> => (await import('./country.ts')).countrySuite,
  forward: async (): Promise<Suite> => (await import('./forward.ts')).forwardSuite,
  hostile: async (): Promise<Suite> => (await import('./hostile.ts')).hostileSuite,
  calibration: async (): Promise<Suite> => (await import('./calibration.ts')).calibrationSuite,
  cost: async (): Promise<Suite> => (await import('./cost.ts')).costSuite,
} as const

export type SuiteName = keyof typeof SUITES
