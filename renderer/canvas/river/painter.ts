import type { Rect } from '../room.ts'
import { type Bead, beadsAt, type Streams, streamsOf } from './beads.ts'
import { type Ink, inkOf } from './ink.ts'
import { type Context, paintRiver } from './paint.ts'
import { coverOf, type Scene } from './place.ts'

/** Draws the river on a canvas. */
export interface Painter {
  /** Draws a scene at once: whoever calls it as the cards are drawn has both in one frame. */
  show(scene: Scene): void
  /** Lets beads run, or takes them away. */
  run(running: boolean): void
  /** Reads the theme anew, and draws with it. */
  repaint(): void
}

/** A bead is a drop of its lane's colour with a light core: it is seen in a broad lane and on a narrow one. */
const dropOf = (broad: number) => Math.max(2.1, broad / 2 + 0.4)
const coreOf = (broad: number) => Math.min(2.4, Math.max(1, broad * 0.2))

function paintBeads(context: Context, beads: readonly Bead[], ink: Ink): void {
  const discs = (list: readonly Bead[], colour: string, radiusOf: (broad: number) => number) => {
    context.fillStyle = colour
    context.beginPath()
    for (const { at, broad } of list) {
      const radius = radiusOf(broad)
      context.moveTo(at[0] + radius, at[1])
      context.arc(at[0], at[1], radius, 0, 2 * Math.PI)
    }
    context.fill()
  }
  for (const sign of ['positive', 'negative'] as const) {
    const list = beads.filter((bead) => bead.sign === sign)
    discs(list, ink[sign], dropOf)
    discs(list, ink.ground, coreOf)
  }
}

/** Puts a canvas where it is needed, as fine as the screen and empty; its context draws in CSS px of the window. */
function cleared(canvas: HTMLCanvasElement, { x, y, width, height }: Rect, ratio: number) {
  const context = canvas.getContext('2d')
  if (context === null) return null
  const [across, down] = [Math.round(width * ratio), Math.round(height * ratio)]
  // To set its size, even the same, gives a canvas new memory.
  if (canvas.width !== across || canvas.height !== down) {
    canvas.width = across
    canvas.height = down
    canvas.style.width = `${across / ratio}px`
    canvas.style.height = `${down / ratio}px`
  } else {
    context.setTransform(1, 0, 0, 1, 0, 0)
    context.clearRect(0, 0, across, down)
  }
  canvas.style.transform = `translate(${x}px, ${y}px)`
  context.setTransform(ratio, 0, 0, ratio, -x * ratio, -y * ratio)
  return context
}

const nothing: Streams = { list: [], spacing: 1 }

/** Beads go a px or so in this time: more pictures of them would cost and not be seen. */
const pauseMs = 24
/** Of more wires than these a picture is kept, to lay beads over. */
const keptFrom = 100

/**
 * A painter of one canvas. Lanes are drawn when they change, with beads as they are then; beads some
 * thirty times a second besides, while there are any and nothing else makes a picture. Where nothing
 * flows nothing is asked for, until another scene.
 */
export function painterOf(canvas: HTMLCanvasElement): Painter {
  let ink = inkOf(canvas)
  let scene: Scene | null = null
  let streams = nothing
  let running = false
  /** The lanes alone, as the scene has them; `null` until they are needed. */
  let kept: OffscreenCanvas | null = null
  let pause: ReturnType<typeof setTimeout> | undefined
  let frame = 0

  const paint = () => {
    if (scene === null) return
    const ratio = globalThis.devicePixelRatio || 1
    const cover = coverOf(scene, ratio)
    const context = cleared(canvas, cover, ratio)
    if (context === null || cover.width === 0) return
    const { wires, view } = scene
    if (kept === null) paintRiver(context, wires, view, ink)
    else context.drawImage(kept, cover.x, cover.y, kept.width / ratio, kept.height / ratio)
    paintBeads(context, beadsAt(streams, performance.now() / 1000, view, scene), ink)
  }
  /** Keeps a picture of the lanes: they stay as they are while beads run on. */
  const keepLanes = () => {
    if (kept !== null || scene === null || scene.wires.length < keptFrom) return
    const picture = new OffscreenCanvas(canvas.width, canvas.height)
    const [from, to] = [canvas.getContext('2d'), picture.getContext('2d')]
    if (from === null || to === null) return
    to.setTransform(from.getTransform())
    paintRiver(to, scene.wires, scene.view, ink)
    kept = picture
  }
  const wait = () => {
    clearTimeout(pause)
    cancelAnimationFrame(frame)
    if (streams.list.length === 0) return
    pause = setTimeout(() => {
      frame = requestAnimationFrame(() => {
        keepLanes()
        paint()
        wait()
      })
    }, pauseMs)
  }
  const begin = () => {
    kept = null
    streams = running && scene !== null ? streamsOf(scene.wires, scene.view) : nothing
    paint()
    wait()
  }
  return {
    show: (next) => {
      scene = next
      begin()
    },
    run: (next) => {
      if (running === next) return
      running = next
      begin()
    },
    repaint: () => {
      ink = inkOf(canvas)
      begin()
    },
  }
}
