/**
 * Acts when a dialog or menu has closed and given the keyboard back, as it does by a timer of its own:
 * what is focused here keeps the keyboard.
 */
export function afterClosing(act: () => void): void {
  requestAnimationFrame(() => setTimeout(act))
}
