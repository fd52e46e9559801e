import type { CommandName } from '#core/index.ts'

/** Commands that a text field has of its own. */
export const editing: ReadonlySet<CommandName> = new Set(['undo', 'redo', 'selectAll'])

/** Has the field in which one types take what was typed so far, as if it were left. */
export function settleTyping(): void {
  const field = document.activeElement
  if (!(field instanceof HTMLElement) || !isTyping(field)) return
  field.blur()
  if (field.isConnected) field.focus()
}

/** Whether keys are being typed into a field. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target.matches('input:not([type=radio], [type=range]), textarea, select, [role=menu] *'))
  )
}

/** Whether a key presses a button. */
export const isButton = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('button, a') !== null

/** Whether a key is the canvas's: something on it has the keyboard, or nothing in the window has. */
export function isOnCanvas(target: EventTarget | null): boolean {
  return target === document.body || (target instanceof Element && target.closest('main') !== null)
}
