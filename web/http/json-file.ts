/** @param name of the file, without its ending: of ours, as another's word in it would be a header that they chose. */
export function jsonFile(name: string, text: string): Response {
  return new Response(text, {
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'content-disposition': `attachment; filename="${name}.json"`,
      'cache-control': 'no-store',
    },
  });
}
