import { computed, defineOps } from './op.ts'

/** Linear algebra. */
export const linalg = defineOps('linear', {
  matmul: computed({
    title: 'matmul',
    icon: 'M1.5 4.5h6v7h-6zM4.5 4.5v7M12.5 4.5h6v7h-6zM12.5 8h6',
    doc: 'Each entry is a row of the left times a column of the right; the gradients are products with the transposes.',
    operator: { signs: ['@'], precedence: 3, place: 'left' },
    ports: ['input', 'other'],
    plot: 'product',
    value: (k, [a, b]) => k.matmul(a!, b!),
    examples: [
      {
        inputs: [
          [
            [1, 2],
            [3, 4],
          ],
          [[5], [6]],
        ],
        output: [[17], [39]],
        grads: [
          [
            [5, 6],
            [5, 6],
          ],
          [[4], [6]],
        ],
      },
      {
        inputs: [
          [1, 2],
          [3, 4],
        ],
        output: 11,
        grads: [
          [3, 4],
          [1, 2],
        ],
      },
    ],
  }),
})
