/** The methods that some address here takes; every other one is refused before anything looks at it. */
export const METHODS: readonly string[] = ['GET', 'HEAD', 'POST'];
