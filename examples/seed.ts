import { Tanh, tensor } from '#core/eager/index.ts'

const X = tensor([-3, -1, 0, 1, 3], { requiresGrad: true })
const tanh = Tanh()

const Y = tanh(X)
Y.sum().backward()

console.log(`Input: ${X.numpy()}`)
console.log(`Output: ${Y.numpy()}`)
console.log(`Gradients: ${X.grad}`)
