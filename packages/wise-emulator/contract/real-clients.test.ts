import { parse, stringify } from 'lossless-json';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { CALLS } from './calls/calls';
import { type Contract, readContract } from './contract';
import { type ContractCall, contractWise } from './contract-wise';
import { follow, nameOf, type Operation } from './openapi';
import { openapiFile } from './openapi-file';
import { Recorder } from './recorder';
import { valuesFor } from './variant-rules';
import { type ClientRequest, type Variant, variantsOf } from './variants';

// Real clients send what Wise's document calls optional, leave it out, and write names in their own case: nothing of
// that may be refused that Wise takes.
const contract = readContract();
if (contract) describe('what real clients send', () => describeClients(contract));
else it.skipIf(true)(`SKIPPED, nothing was sent: there is no ${openapiFile()}`, () => undefined);

const NONE: Variant = { about: 'as it is', change: () => undefined };

function describeClients({ openapi }: Contract): void {
  const wise = contractWise(new Recorder());
  const honest = globalThis.fetch;
  afterEach(() => vi.unstubAllGlobals());

  /** Makes the call, its requests of this operation changed. Gives the last one back, and the status that it got. */
  const send = async (call: ContractCall, operation: Operation, variant: Variant) => {
    const sent: ClientRequest[] = [];
    const isMeant = pathPattern(operation);
    vi.stubGlobal('fetch', (input: string, init: RequestInit = {}) => {
      const request = readRequest(input, init);
      const isOther = (init.method ?? 'GET') !== operation.method || !isMeant.test(request.url.pathname);
      if (isOther) return honest(input, init);
      variant.change(request);
      sent.push(request);
      const body = request.json === undefined ? init.body : (stringify(request.json) ?? '');
      return honest(request.url, { ...init, headers: request.headers, ...(body == null ? {} : { body }) });
    });
    const { status } = await call.send(wise);
    vi.unstubAllGlobals();
    return { status, request: sent.at(-1) };
  };

  const wanted = CALLS.filter(({ status }) => status < 300);

  it('every operation that is served has a call here', () => {
    const called = new Set(wanted.map(({ operation }) => operation));
    const all = CALLS.map(({ operation }) => operation);
    expect(all.filter((operation) => !called.has(operation))).toEqual([]);
  });

  it.each(wanted)('$operation: $about', async (call) => {
    const operation = openapi.operations.find((each) => nameOf(each) === call.operation);
    if (!operation) throw new Error(`${call.operation} is not in the document`);
    const base = await send(call, operation, NONE);
    if (!base.request) throw new Error(`${call.operation} was not asked for`);
    expect(base.status).toBe(call.status);
    const known = {
      follow: <Thing extends object>(schema: Thing) => follow(openapi.document, schema),
      values: valuesFor(wise.get().state),
    };
    const refused: string[] = [];
    for (const variant of variantsOf(operation, base.request, known)) {
      const { status } = await send(call, operation, variant);
      if (status !== call.status) refused.push(`${variant.about}: ${status}`);
    }
    expect(refused).toEqual([]);
  });
}

function readRequest(input: string, { headers, body }: RequestInit): ClientRequest {
  const sent = new Headers(headers);
  const isJson = /^application\/(merge-patch\+)?json\b/.test(sent.get('content-type') ?? '');
  const json = isJson && typeof body === 'string' ? parse(body) : undefined;
  return { url: new URL(input), headers: sent, json: json as Record<string, unknown> | undefined };
}

function pathPattern({ path }: Operation): RegExp {
  return new RegExp(`^${path.replace(/[.]/g, '\\.').replace(/\{\w+\}/g, '[^/]+')}$`);
}
