export { ALERT_MIGRATIONS } from './migrations/index.ts'
