let enabled = true

/** Whether what is computed now remembers how, so that a gradient can flow back through it. */
export function isGradEnabled(): boolean {
  return enabled
}

/** Runs `body` with recording on or off, and puts it back as it was, also after an error. */
export function withRecording<T>(on: boolean, body: () => T): T {
  const before = enabled
  enabled = on
  try {
    return body()
  } finally {
    enabled = before
  }
}

/**
 * Runs `body` without recording: what it computes has no gradient, and leaves may be written to.
 *
 * @source PyTorch, `torch.no_grad`.
 */
export function noGrad<T>(body: () => T): T {
  return withRecording(false, body)
}

/**
 * Runs `body` with recording, also inside `noGrad`.
 *
 * @source PyTorch, `torch.enable_grad`.
 */
export function enableGrad<T>(body: () => T): T {
  return withRecording(true, body)
}
