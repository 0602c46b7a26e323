/** What a JSON text from outside says; undefined when it is none. Whoever asks checks its shape. */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
