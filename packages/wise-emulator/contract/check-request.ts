import { essenceOf } from './check-answer';
import { readBody } from './json-body';
import { nameOf, type Operation, type Parameter } from './openapi';
import type { Exchange } from './recorder';
import type { Validators } from './validators';

/** Everything in a request that openapi.yml does not say; nothing when it keeps the contract. */
export function checkRequest(validators: Validators, operation: Operation, exchange: Exchange): string[] {
  return [
    ...checkAuthorization(operation, exchange),
    ...checkParameters(validators, operation, exchange),
    ...checkBody(validators, operation, exchange),
  ].map((problem) => `${nameOf(operation)}: ${problem}`);
}

function checkAuthorization({ security }: Operation, { headers }: Exchange): string[] {
  if (security.length === 0) return [];
  const scheme = security.includes('BasicAuth') ? 'Basic' : 'Bearer';
  return headers.authorization?.toString().startsWith(`${scheme} `) ? [] : [`no ${scheme} authorization`];
}

function checkParameters(validators: Validators, operation: Operation, exchange: Exchange): string[] {
  const url = new URL(exchange.url, 'http://wise.invalid');
  const given: Record<Parameter['in'], Record<string, string>> = {
    path: pathValues(exchange.route ?? '', url.pathname),
    query: Object.fromEntries(url.searchParams),
    header: headerValues(exchange.headers),
  };
  const known = operation.parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name);
  const unknown = Object.keys(given.query).filter((name) => !known.includes(name));
  return [
    ...unknown.map((name) => `the query parameter "${name}" is not documented`),
    ...operation.parameters.flatMap((parameter) => {
      const name = parameter.in === 'header' ? parameter.name.toLowerCase() : parameter.name;
      return checkValue(validators, parameter, given[parameter.in]?.[name]);
    }),
  ];
}

function checkValue(validators: Validators, parameter: Parameter, value: string | undefined): string[] {
  if (value === undefined)
    return parameter.required ? [`no ${parameter.in} parameter "${parameter.name}"`] : [];
  if (!parameter.schema) return [];
  return validators
    .ofText(parameter.schema)(value)
    .map((problem) => `${parameter.in} parameter "${parameter.name}": ${problem}`);
}

function checkBody(
  validators: Validators,
  { requestBody }: Operation,
  { headers, body }: Exchange,
): string[] {
  if (!requestBody) return body === '' ? [] : ['a body where none is documented'];
  if (body === '') return requestBody.required ? ['no body'] : [];
  const type = essenceOf(headers['content-type']);
  const media = requestBody.content[type];
  if (!media) return [`the content type "${type}" is not documented`];
  if (!media.schema) return [];
  if (type === 'application/x-www-form-urlencoded') {
    return validators.ofText(media.schema)(Object.fromEntries(new URLSearchParams(body)));
  }
  const read = readBody(type, body);
  return read.ok ? [...read.problems, ...validators.of(media.schema)(read.value)] : [read.problem];
}

/** `/v2/profiles/:profileId` and `/v2/profiles/7` → `{ profileId: '7' }`. */
function pathValues(route: string, pathname: string): Record<string, string> {
  const values = pathname.split('/');
  const names = route.split('/').map((step, at) => [step, decodeURIComponent(values[at] ?? '')] as const);
  return Object.fromEntries(
    names.filter(([step]) => step.startsWith(':')).map(([step, value]) => [step.slice(1), value]),
  );
}

function headerValues(headers: Exchange['headers']): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value ?? '')]));
}
