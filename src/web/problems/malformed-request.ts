import type { Socket } from 'node:net'
import { problemOf } from './problem.ts'
import { WEB_PROBLEM_TEXTS } from './web-problems.ts'

/** Answers what Node could not read as HTTP, in the shape of every other refusal, and hangs up. */
export function answerMalformed(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const body = JSON.stringify(problemOf('REQUEST_MALFORMED', WEB_PROBLEM_TEXTS.REQUEST_MALFORMED))
  socket.end(
    'HTTP/1.1 400 Bad Request\r\nconnection: close\r\n' +
      'content-type: application/json; charset=utf-8\r\n' +
      `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
}
