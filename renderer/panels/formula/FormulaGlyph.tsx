import { useAppContext } from '../../app.ts'
import { runCommand } from '../../commands/run.ts'
import './formulaBar.css'

/** The sign for formulas: an f of x. */
export function FormulaGlyph() {
  return (
    <svg className="formula-glyph" viewBox="0 0 16 16" aria-hidden="true">
      <path d="M9.5 2.5c-2 0-2 1.500-2.300 3.500L6.300 11c-.3 1.800-.8 2.500-2.300 2.500M4.500 6.500h5M10 9l3.500 4M13.500 9 10 13" />
    </svg>
  )
}

/** In the palette: what leads to the formula bar. */
export function FormulaEntry() {
  const app = useAppContext()
  return (
    <button
      type="button"
      className="formula-entry"
      aria-label="Write a formula"
      onClick={() => runCommand(app, 'formula')}
    >
      <FormulaGlyph />
      <span>tanh(w*x + b)</span>
      <kbd>=</kbd>
    </button>
  )
}
