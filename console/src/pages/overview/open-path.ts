/** The open cases that the overview shows. */
export const OPEN_PATH = '/cases?status=proposed&sort=probability&limit=8'
