const signs = '⁰¹²³⁴⁵⁶⁷⁸⁹'
const raised = (power: number): string =>
  power === 1 ? '' : String(power).replaceAll(/\d/g, (digit) => signs[Number(digit)]!)
const powerOf = (text: string): number =>
  text === '' ? 1 : Number([...text].map((sign) => signs.indexOf(sign)).join(''))

const partial = new RegExp(`^∂([${signs}]*)([^/]+)/((?:∂[^∂/]+)+)$`)
const variable = new RegExp(`^(.*?)([${signs}]*)$`)

/** A name that is a quotient itself stands in brackets. */
const held = (name: string): string => (name.includes('/') ? `(${name})` : name)

/**
 * What the derivative of a thing by another is called: `∂L/∂x`; of `∂L/∂x` itself by w, `∂²L/∂x∂w`,
 * and by x, `∂²L/∂x²`.
 */
export function partialName(of: string, by: string): string {
  const found = partial.exec(of)
  if (found === null || by.includes('∂')) return `∂${held(of)}/∂${held(by)}`
  const [, order = '', what = '', below = ''] = found
  const powers = new Map<string, number>()
  for (const each of [...below.split('∂').slice(1), by]) {
    const [, name = '', power = ''] = variable.exec(each)!
    powers.set(name, (powers.get(name) ?? 0) + powerOf(power))
  }
  const under = [...powers].map(([name, power]) => `∂${name}${raised(power)}`).join('')
  return `∂${raised(powerOf(order) + 1)}${what}/${under}`
}
