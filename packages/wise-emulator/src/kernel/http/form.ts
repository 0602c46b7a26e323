/** One parameter, once. RFC 6749 section 3.1: a repeated parameter is an error, never "the first one". */
export type Parameter = { given: 'once'; value: string } | { given: 'never' } | { given: 'repeatedly' };

export function readParameter(params: URLSearchParams, name: string): Parameter {
  const [value, another] = params.getAll(name);
  if (value === undefined) return { given: 'never' };
  return another === undefined ? { given: 'once', value } : { given: 'repeatedly' };
}

/** The fields of a form post; empty when the body was anything else. */
export function formOf(body: unknown): URLSearchParams {
  return body instanceof URLSearchParams ? body : new URLSearchParams();
}

/** The query of a request target, still knowing which names were repeated. */
export function queryOf(requestTarget: string): URLSearchParams {
  const mark = requestTarget.indexOf('?');
  return new URLSearchParams(mark === -1 ? '' : requestTarget.slice(mark + 1));
}

export function pathOf(requestTarget: string): string {
  const mark = requestTarget.indexOf('?');
  return mark === -1 ? requestTarget : requestTarget.slice(0, mark);
}
