import type { App } from '../app.ts'

/** Sharp on a screen of twice the usual resolution, and in print. */
const scale = 2

/** The canvas as it is seen, the step's card with it, as a PNG. */
async function canvasPicture(): Promise<Blob> {
  const canvas = document.querySelector<HTMLElement>('main.canvas')
  if (canvas === null) throw new Error('There is no canvas to copy.')
  const { snapdom } = await import('@zumer/snapdom')
  // What is there to press has no place in a picture.
  const exclude = ['.zoom', '.step-card button']
  return snapdom.toBlob(canvas, { type: 'png', scale, embedFonts: true, reconcile: true, exclude })
}

/** Puts a picture of the canvas on the clipboard. */
export async function copyPicture({ store }: App): Promise<void> {
  const refused = 'The browser does not let this page put a picture on the clipboard.'
  if (typeof ClipboardItem === 'undefined' || navigator.clipboard === undefined)
    throw new Error(refused)
  try {
    // The promise goes in as it is: a browser lets a page write only right after the user has asked.
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': canvasPicture() })])
  } catch (error) {
    if (!(error instanceof DOMException)) throw error
    throw new Error(refused)
  }
  store.getState().say('Copied as a picture.')
}
