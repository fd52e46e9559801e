import { binary, computed, defineOps, unary } from './op.ts'
import { texNumber } from './tex.ts'

/** What goes to one side of a choice: all where it is taken, half at a tie. */
const part = (sign: string) =>
  `{cotangent} \\text{ where } {input} ${sign} {other}\\text{, half where } {input} = {other}`

/** One of two, a question about two, and where a gradient stops. */
export const choices = defineOps('choice', {
  maximum: binary({
    title: 'maximum',
    icon: '∨',
    doc: 'The larger of two inputs, element by element; the gradient goes to the one taken.',
    value: (k, [a, b]) => k.maximum(a!, b!),
    convention: 'A tie’s gradient is halved.',
    latexVjp: () => [part('>'), part('<')],
    examples: [
      {
        inputs: [
          [1, 5, 2],
          [3, 4, 2],
        ],
        output: [3, 5, 2],
        grads: [
          [0, 1, 0.5],
          [1, 0, 0.5],
        ],
      },
    ],
  }),
  minimum: binary({
    title: 'minimum',
    icon: '∧',
    doc: 'The smaller of two inputs, element by element; the gradient goes to the one taken.',
    value: (k, [a, b]) => k.minimum(a!, b!),
    convention: 'A tie’s gradient is halved.',
    latexVjp: () => [part('<'), part('>')],
    examples: [
      {
        inputs: [
          [1, 5, 2],
          [3, 4, 2],
        ],
        output: [1, 4, 2],
        grads: [
          [1, 0, 0.5],
          [0, 1, 0.5],
        ],
      },
    ],
  }),
  clamp: unary({
    title: 'clamp',
    icon: 'M1 13h5L14 3h5',
    doc: 'Holds every element between two bounds; what is held back gets no gradient.',
    attrs: {
      min: { kind: 'number', default: -1, open: 'no lower bound', doc: 'The lower bound.' },
      max: { kind: 'number', default: 1, open: 'no upper bound', doc: 'The upper bound.' },
    },
    value: (k, [x], { min, max }) => {
      const above = min === null ? x! : k.select(k.lt(x!, min as number), min as number, x!)
      return max === null ? above : k.select(k.lt(max as number, above), max as number, above)
    },
    latex: ({ min, max }) => {
      const least = min === null ? '{input}' : `\\max(${texNumber(min as number)}, {input})`
      return max === null ? least : `\\min(${texNumber(max as number)}, ${least})`
    },
    kinks: ({ min, max }) => [min, max].filter((bound) => typeof bound === 'number'),
    convention: 'At a bound itself the gradient passes.',
    latexVjp: ({ min, max }) => {
      const from = min === null ? '' : `${texNumber(min as number)} \\le `
      const to = max === null ? '' : ` \\le ${texNumber(max as number)}`
      return [`{cotangent} \\text{ where } ${from}{input}${to}\\text{, else } 0`]
    },
    examples: [
      { inputs: [[-2, -1, 0.5, 1, 3]], output: [-1, -1, 0.5, 1, 1], grads: [[0, 1, 1, 1, 0]] },
      { inputs: [[-2, 3]], attrs: { max: null }, output: [-1, 3], grads: [[0, 1]] },
    ],
  }),
  where: computed({
    title: 'where',
    icon: '?:',
    doc: 'Takes the first input where the condition is not 0, and the second elsewhere; the gradient goes to the one taken.',
    ports: ['condition', 'input', 'other'],
    takes: { condition: 'condition' },
    value: (k, [condition, a, b]) => k.select(k.ne(condition!, 0), a!, b!),
    latex: () =>
      '\\begin{cases} {input} & \\text{if } {condition} \\\\ {other} & \\text{else} \\end{cases}',
    examples: [
      {
        inputs: [
          [1, 0],
          [5, 6],
          [7, 8],
        ],
        output: [5, 8],
        grads: [null, [1, 0], [0, 1]],
      },
    ],
  }),
  lt: binary({
    title: 'less',
    icon: '<',
    doc: 'Whether the first input is less than the second: 1 or 0, and no gradient.',
    operator: { signs: ['<'], precedence: 1, place: 'alone' },
    value: (k, [a, b]) => k.lt(a!, b!),
    examples: [{ inputs: [[1, 2, 3], 2], output: [1, 0, 0] }],
  }),
  le: binary({
    title: 'at most',
    icon: '≤',
    doc: 'Whether the first input is at most the second: 1 or 0, and no gradient.',
    operator: { signs: ['<=', '≤'], precedence: 1, place: 'alone' },
    value: (k, [a, b]) => k.le(a!, b!),
    examples: [{ inputs: [[1, 2, 3], 2], output: [1, 1, 0] }],
  }),
  gt: binary({
    title: 'greater',
    icon: '>',
    doc: 'Whether the first input is greater than the second: 1 or 0, and no gradient.',
    operator: { signs: ['>'], precedence: 1, place: 'alone' },
    value: (k, [a, b]) => k.lt(b!, a!),
    latex: () => '{input} > {other}',
    examples: [{ inputs: [[1, 2, 3], 2], output: [0, 0, 1] }],
  }),
  ge: binary({
    title: 'at least',
    icon: '≥',
    doc: 'Whether the first input is at least the second: 1 or 0, and no gradient.',
    operator: { signs: ['>=', '≥'], precedence: 1, place: 'alone' },
    value: (k, [a, b]) => k.le(b!, a!),
    latex: () => '{input} \\ge {other}',
    examples: [{ inputs: [[1, 2, 3], 2], output: [0, 1, 1] }],
  }),
  eq: binary({
    title: 'equal',
    icon: '=',
    doc: 'Whether two inputs are equal: 1 or 0, and no gradient.',
    operator: { signs: ['=='], precedence: 1, place: 'alone' },
    value: (k, [a, b]) => k.eq(a!, b!),
    examples: [{ inputs: [[1, 2, 3], 2], output: [0, 1, 0] }],
  }),
  ne: binary({
    title: 'not equal',
    icon: '≠',
    doc: 'Whether two inputs differ: 1 or 0, and no gradient.',
    operator: { signs: ['!=', '≠'], precedence: 1, place: 'alone' },
    value: (k, [a, b]) => k.ne(a!, b!),
    examples: [{ inputs: [[1, 2, 3], 2], output: [1, 0, 1] }],
  }),
  detach: computed({
    title: 'detach',
    icon: 'M2 8h6M12 8h6M9 4l2 8',
    doc: 'Passes the value on and stops the gradient: for all behind it, this is a constant.',
    ports: ['input'],
    value: (k, [x]) => k.detach(x!),
    latex: () => '\\operatorname{detach}({input})',
    examples: [{ inputs: [[1, 2]], output: [1, 2], grads: [null] }],
  }),
})
