import { useEffect } from 'react'
import { commandNames, commandOf } from '#core/index.ts'
import type { App } from '../app.ts'
import { matchesKeys } from './keys.ts'
import { runCommand } from './run.ts'
import { editing, isButton, isOnCanvas, isTyping } from './typing.ts'

/** A question waits for its answer: nothing else may be done. */
const isAsked = () => document.querySelector('[role=alertdialog]') !== null

/**
 * Runs commands by their keys. Those without a modifier rest while one types or a dialog is open, and
 * those of them that act on what is selected are the canvas's alone.
 */
export function useHotkeys(app: App): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isAsked()) return
      const { overlay, wireInHand, preview } = app.store.getState()
      const busy = isTyping(event.target) || overlay !== null || wireInHand !== null
      for (const name of commandNames) {
        const { keys, alsoKeys, needs } = commandOf(name)
        if (keys === undefined) continue
        const isMeant = [keys, alsoKeys ?? keys].some((some) => matchesKeys(event, some))
        if (!isMeant) continue
        const plain = !keys.includes('Mod')
        // Enter is a button's own, and means nothing else where nothing is on trial.
        if (needs === 'preview' && (preview === null || isButton(event.target))) return
        if (busy && (plain || (isTyping(event.target) && editing.has(name)))) return
        if (plain && needs !== undefined && !isOnCanvas(event.target)) return
        event.preventDefault()
        runCommand(app, name)
        return
      }
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [app])
}
