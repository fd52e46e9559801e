import { type Bead, beadsAt, type Streams, streamsOf } from './beads.ts'
import type { View } from './course.ts'
import { type Ink, inkOf } from './ink.ts'
import { paintRiver } from './paint.ts'
import type { RiverWire } from './wires.ts'

/** What is to be seen: wires, from where, and in a window of what size, in CSS px. */
export interface Scene {
  readonly wires: readonly RiverWire[]
  readonly view: View
  readonly width: number
  readonly height: number
}

/** Draws the river on two canvases, lanes below and beads above. */
export interface Painter {
  /** Draws a scene at once: whoever calls it as the cards are drawn has both in one frame. */
  show(scene: Scene): void
  /** Lets beads run, or takes them away. */
  run(running: boolean): void
  /** Reads the theme anew, and draws with it. */
  repaint(): void
}

/** Makes a canvas as fine as the screen and empty; its context draws in CSS px. */
function cleared(canvas: HTMLCanvasElement, { width, height }: Scene) {
  const context = canvas.getContext('2d')
  if (context === null) return null
  const ratio = globalThis.devicePixelRatio || 1
  const [across, down] = [Math.round(width * ratio), Math.round(height * ratio)]
  // To set its size, even the same, clears a canvas and gives it new memory.
  if (canvas.width !== across || canvas.height !== down) {
    canvas.width = across
    canvas.height = down
    canvas.style.width = `${across / ratio}px`
    canvas.style.height = `${down / ratio}px`
  } else {
    context.setTransform(1, 0, 0, 1, 0, 0)
    context.clearRect(0, 0, across, down)
  }
  context.setTransform(ratio, 0, 0, ratio, 0, 0)
  return context
}

/** A bead is a drop of its lane's colour with a light core: it is seen in a broad lane and on a narrow one. */
const dropOf = (broad: number) => Math.max(2.1, broad / 2 + 0.4)
const coreOf = (broad: number) => Math.min(2.4, Math.max(1, broad * 0.2))

function paintBeads(context: CanvasRenderingContext2D, beads: readonly Bead[], ink: Ink): void {
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

const sameView = (a: Scene, b: Scene) =>
  a.view.left === b.view.left &&
  a.view.top === b.view.top &&
  a.view.zoom === b.view.zoom &&
  a.width === b.width &&
  a.height === b.height

const nothing: Streams = { list: [], spacing: 1 }

/** Beads go a px or so in this time: more pictures of them would cost and not be seen. */
const pauseMs = 24

/**
 * A painter of two canvases. Lanes are drawn when they change, and only then; beads some thirty times
 * a second while there are any, so that what runs costs as little as the beads do.
 */
export function painterOf(lanes: HTMLCanvasElement, beads: HTMLCanvasElement): Painter {
  let ink = inkOf(lanes)
  let scene: Scene | null = null
  let streams = nothing
  let running = false
  let hasBeads = false
  let pause: ReturnType<typeof setTimeout> | null = null
  let frame = 0

  const drawBeads = () => {
    if (scene === null) return
    const list = beadsAt(streams, performance.now() / 1000, scene.view, scene)
    if (list.length === 0 && !hasBeads) return
    const context = cleared(beads, scene)
    if (context !== null) paintBeads(context, list, ink)
    hasBeads = list.length > 0
  }
  const nextFrame = () => {
    pause = null
    drawBeads()
    keepRunning()
  }
  /** Asks for the next picture; where nothing flows nothing is asked for, until another scene. */
  const keepRunning = () => {
    if ((streams.list.length === 0 && !hasBeads) || pause !== null) return
    pause = setTimeout(() => {
      frame = requestAnimationFrame(nextFrame)
    }, pauseMs)
  }
  const flow = () => {
    streams = running && scene !== null ? streamsOf(scene.wires, scene.view) : nothing
  }
  const draw = () => {
    if (scene === null) return
    const context = cleared(lanes, scene)
    if (context !== null) paintRiver(context, scene.wires, scene.view, ink)
  }
  return {
    show: (next) => {
      const isSameView = scene !== null && sameView(scene, next)
      scene = next
      draw()
      flow()
      // Where only numbers change, beads are where they are: they wait for their own next picture.
      if (!isSameView) drawBeads()
      keepRunning()
    },
    run: (next) => {
      if (running === next) return
      running = next
      if (pause !== null) clearTimeout(pause)
      cancelAnimationFrame(frame)
      pause = null
      flow()
      drawBeads()
      keepRunning()
    },
    repaint: () => {
      ink = inkOf(lanes)
      draw()
      drawBeads()
    },
  }
}
