import type { CommandName } from '#core/index.ts'

/** Commands that a text field has of its own. */
export const editing: ReadonlySet<CommandName> = new Set(['undo', 'redo', 'selectAll'])

/** Whether keys are being typed into a field. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches('input, textarea, select, [role=menu] *'))
  )
}
