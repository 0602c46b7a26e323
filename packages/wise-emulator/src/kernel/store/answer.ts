/** What a handler decided to say. Handlers return it, so that a fault can replace, delay or drop it. */
export type Answer = { status: number; headers: Record<string, string>; body: string };
