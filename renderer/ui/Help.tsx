import { commandNames, commandOf, menus } from '#core/index.ts'
import { keysLabel } from '../commands/keys.ts'
import { FloatDialog } from './FloatDialog.tsx'

/** Keys that belong to what has the keyboard, rather than to a command. */
const canvasKeys: readonly (readonly [string, string])[] = [
  ['A number: step, fine, coarse', '←  →   Shift   Alt'],
  ['A number: to its range’s ends', 'Home  End'],
  ['A number: type', '0 … 9   Enter'],
  ['A card: walk along its wires', '←  →  ↑  ↓'],
  ['Cards: select those walked to as well', 'Shift+←  →  ↑  ↓'],
  ['A card: out of the selection, or into it', 'Shift+Space'],
  ['Cards: move', 'Alt+←  →  ↑  ↓'],
  ['From one to the next', 'Tab'],
]

/** All keys, by menu. */
export function Help() {
  return (
    <FloatDialog name="help" title="Keyboard shortcuts">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls needs the keyboard */}
      <section className="help-sheet" tabIndex={0} aria-label="Keyboard shortcuts">
        {menus.map((menu) => (
          <section key={menu}>
            <h3>{menu}</h3>
            {commandNames
              .filter((name) => commandOf(name).menu === menu)
              .map((name) => (
                <p key={name}>
                  <span>{commandOf(name).label}</span>
                  <kbd>{keysLabel(commandOf(name).keys ?? '')}</kbd>
                </p>
              ))}
          </section>
        ))}
        <section>
          <h3>On the canvas</h3>
          {canvasKeys.map(([what, keys]) => (
            <p key={what}>
              <span>{what}</span>
              <kbd>{keys}</kbd>
            </p>
          ))}
        </section>
      </section>
    </FloatDialog>
  )
}
