import { useEffect, useState } from 'react'

/** The current time, often enough for "3 minutes ago". */
export function useNow(stepMs = 10_000): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), stepMs)
    return () => clearInterval(timer)
  }, [stepMs])
  return now
}
