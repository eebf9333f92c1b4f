/** Asked by the frame and by the overview alike. */
export const OVERVIEW_PATH = '/overview'
export const OVERVIEW_INTERVAL_MS = 10_000
