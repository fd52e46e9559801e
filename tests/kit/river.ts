import type { Page } from 'playwright-core'

// What flows in wires is drawn on a canvas: roles and labels do not say what is seen there.

/** The colours of lanes, as the theme has them. */
const hues = {
  value: '--color-value-bar',
  positive: '--color-gradient-positive-line',
  negative: '--color-gradient-negative-line',
  unknown: '--color-gradient-unknown',
} as const

/** What a lane can be coloured as. */
export type Hue = keyof typeof hues

/** How many px of the river's canvas within a square around a place on the page are of each colour. */
export function inkAt(
  page: Page,
  at: { readonly x: number; readonly y: number },
  radius: number,
): Promise<Readonly<Record<Hue, number>>> {
  return page.evaluate(
    ({ x, y, radius, hues }) => {
      const canvas = document.querySelector<HTMLCanvasElement>('.river canvas')
      if (canvas === null) throw new Error('There is no river.')
      const style = getComputedStyle(canvas)
      const copy = (size: number) => {
        const context = new OffscreenCanvas(size, size).getContext('2d', {
          willReadFrequently: true,
        })
        if (context === null) throw new Error('No canvas.')
        return context
      }
      // A canvas reads any colour the page writes.
      const probe = copy(1)
      const rgb = (token: string) => {
        probe.fillStyle = style.getPropertyValue(token)
        probe.fillRect(0, 0, 1, 1)
        return probe.getImageData(0, 0, 1, 1).data
      }
      const wanted = Object.entries(hues).map(([hue, token]) => [hue, rgb(token)] as const)
      const { left, top, width } = canvas.getBoundingClientRect()
      const ratio = canvas.width / width
      const size = Math.max(1, Math.round(2 * radius * ratio))
      const [cornerX, cornerY] = [(x - radius - left) * ratio, (y - radius - top) * ratio]
      const piece = copy(size)
      piece.drawImage(canvas, -Math.round(cornerX), -Math.round(cornerY))
      const { data } = piece.getImageData(0, 0, size, size)
      const found = Object.fromEntries(wanted.map(([hue]) => [hue, 0]))
      for (let at = 0; at < data.length; at += 4) {
        // Dots as thin as a px are half as dense.
        if ((data[at + 3] ?? 0) < 60) continue
        for (const [hue, colour] of wanted)
          if ([0, 1, 2].every((i) => Math.abs((data[at + i] ?? 0) - (colour[i] ?? 0)) < 24))
            found[hue] = (found[hue] ?? 0) + 1
      }
      return found
    },
    { ...at, radius, hues },
  ) as Promise<Readonly<Record<Hue, number>>>
}

/** How many px of beads' cores there are on the page right now: in them the ground's colour shows. */
export function beads(page: Page): Promise<number> {
  return page.evaluate(() => {
    const canvas = document.querySelector<HTMLCanvasElement>('.river canvas')
    if (canvas === null || canvas.width * canvas.height === 0) return 0
    const copy = new OffscreenCanvas(canvas.width + 1, canvas.height).getContext('2d')
    if (copy === null) throw new Error('No canvas.')
    copy.drawImage(canvas, 1, 0)
    // One px of the ground itself, beside the picture.
    copy.fillStyle = getComputedStyle(canvas).getPropertyValue('--color-canvas')
    copy.fillRect(0, 0, 1, 1)
    const { data } = copy.getImageData(0, 0, canvas.width + 1, canvas.height)
    let found = -1
    for (let at = 0; at < data.length; at += 4)
      if (
        (data[at + 3] ?? 0) > 200 &&
        [0, 1, 2].every((i) => Math.abs((data[at + i] ?? 0) - (data[i] ?? 0)) < 40)
      )
        found++
    return found
  })
}
