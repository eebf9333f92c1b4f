/** Runs tasks in the order they came, never two at once: numbers of changes must not overtake each other. */
export class OneAtATime {
  #last: Promise<unknown> = Promise.resolve()

  run<Result>(task: () => Promise<Result>): Promise<Result> {
    const next = this.#last.then(task)
    // A task that fails is its caller's matter; the next one begins all the same.
    this.#last = next.catch(() => {})
    return next
  }
}
