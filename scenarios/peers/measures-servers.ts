/** The Internet of a scenario: accepts connections on ports of all its addresses and says a word on each. */
import { createServer } from 'node:net'

for (const port of process.argv.slice(2))
  createServer((socket) => {
    socket.on('error', () => {})
    socket.write('hello\n')
  }).listen(Number(port), '::')
