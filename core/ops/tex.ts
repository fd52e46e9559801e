/** A parameter's number in a row's LaTeX: `1e-10` is 1 × 10⁻¹⁰. */
export function texNumber(value: number): string {
  const [digits, power] = String(value).split('e')
  return power === undefined ? String(value) : `${digits} \\times 10^{${Number(power)}}`
}

/** Sizes or axes as a row's LaTeX lists them. */
export const texList = (list: readonly (number | null)[]): string => `(${list.join(', ')})`
