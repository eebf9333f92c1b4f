/** One attempt in a process of its own, for places that only a command reaches: a network namespace, a probe by ssh. */
import { text } from 'node:stream/consumers'
import { makeAttempt } from './attempt.ts'

process.stdout.write(JSON.stringify(await makeAttempt(JSON.parse(await text(process.stdin)))))
