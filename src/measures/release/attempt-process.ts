/** Attempts in a process of their own, for places that only a command reaches: a network namespace, a probe by ssh. */
import { text } from 'node:stream/consumers'
import { type Attempt, makeAttempt } from './attempt.ts'

const attempts = JSON.parse(await text(process.stdin)) as Attempt[]
process.stdout.write(JSON.stringify(await Promise.all(attempts.map(makeAttempt))))
