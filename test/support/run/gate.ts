// Lets many work together, or one alone.

export class Gate {
  #together = 0
  #closed: Promise<void> | undefined
  #isIdle: (() => void) | undefined

  /** Beside everybody else who works together. */
  async together(work: () => Promise<void>): Promise<void> {
    while (this.#closed) await this.#closed
    this.#together += 1
    try {
      await work()
    } finally {
      this.#together -= 1
      if (this.#together === 0) this.#isIdle?.()
    }
  }

  /** Once everybody has finished, and before anybody begins. */
  async alone(work: () => Promise<void>): Promise<void> {
    while (this.#closed) await this.#closed
    let open = () => {}
    this.#closed = new Promise((resolve) => {
      open = resolve
    })
    try {
      if (this.#together > 0) {
        await new Promise<void>((resolve) => {
          this.#isIdle = resolve
        })
      }
      this.#isIdle = undefined
      await work()
    } finally {
      this.#closed = undefined
      open()
    }
  }
}
