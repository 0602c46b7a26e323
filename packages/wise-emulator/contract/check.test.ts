import { describe, expect, it } from 'vitest';
import { Contract } from './contract';
import { type Openapi, operationsOf } from './openapi';
import type { Exchange } from './recorder';

// A small document of the same kind, so that the checks are checked also where Wise's own file is absent.
const DOCUMENT: Openapi['document'] = {
  paths: {
    '/v1/things/{thingId}': {
      get: {
        security: [{ UserToken: [] }],
        parameters: [
          { name: 'thingId', in: 'path', required: true, schema: { type: 'integer' } },
          { name: 'limit', in: 'query', schema: { type: 'integer' } },
          { $ref: '#/components/parameters/Proof' },
        ],
        responses: {
          '200': { content: { 'application/json': { schema: { $ref: '#/components/schemas/thing' } } } },
          '404': {},
        },
      },
      delete: { responses: { '204': {} } },
    },
    '/v2/things/{id}': { get: { responses: { '200': {} } } },
    '/v1/things': {
      post: {
        security: [{ UserToken: [] }],
        requestBody: {
          required: true,
          content: { 'application/json': { schema: { $ref: '#/components/schemas/thing' } } },
        },
        responses: { '200': {} },
      },
    },
  },
  components: {
    parameters: { Proof: { name: 'X-Proof', in: 'header', required: true, schema: { type: 'string' } } },
    schemas: {
      thing: {
        type: 'object',
        required: ['id'],
        properties: {
          id: { type: 'integer', format: 'int64' },
          at: { type: 'string', format: 'date-time' },
          parts: { type: 'array', items: { type: 'object', properties: { name: { type: 'string' } } } },
        },
      },
    },
  },
};
const contract = new Contract({ document: DOCUMENT, operations: operationsOf(DOCUMENT) });

const GOOD: Exchange = {
  method: 'GET',
  route: '/v1/things/:thingId',
  url: '/v1/things/7?limit=3',
  headers: { authorization: 'Bearer token', 'x-proof': 'yes' },
  body: '',
  status: 200,
  answerHeaders: { 'x-trace-id': 'abc', 'content-type': 'application/json; charset=utf-8' },
  answer: '{"id":9223372036854775807,"at":"2023-01-15T10:30:00","parts":[{"name":"wheel"}]}',
  fault: undefined,
};

const answerProblems = (changes: Partial<Exchange>) => contract.answerMismatches([{ ...GOOD, ...changes }]);
const requestProblems = (changes: Partial<Exchange>) => contract.requestMismatches([{ ...GOOD, ...changes }]);

describe('an answer', () => {
  it('that keeps the contract has no mismatch', () => expect(answerProblems({})).toEqual([]));

  it.each<[string, Partial<Exchange>, RegExp]>([
    ['lacks a required field', { answer: '{}' }, /required property 'id'/],
    ['has a field too many', { answer: '{"id":1,"colour":"red"}' }, /additional.*colour/],
    ['has a field too many further inside', { answer: '{"id":1,"parts":[{"size":1}]}' }, /additional.*size/],
    ['has an id that is a text', { answer: '{"id":"1"}' }, /must be integer/],
    ['has an id of 65 bits', { answer: '{"id":9223372036854775808}' }, /64 bits/],
    ['has a malformed time', { answer: '{"id":1,"at":"yesterday"}' }, /date-time/],
    ['is not JSON', { answer: '{"id":1' }, /is not JSON/],
    ['is a web page', { answerHeaders: { 'x-trace-id': 'a', 'content-type': 'text/html' } }, /content type/],
    ['has no trace id', { answerHeaders: { 'content-type': 'application/json' } }, /x-trace-id/],
    ['does not echo', { headers: { 'x-external-correlation-id': 'c' } }, /correlation id/],
    ['has a status that nobody lists', { status: 418 }, /neither documented nor listed/],
    ['is an error of no known shape', { status: 404, answer: '{"sorry":true}' }, /additional.*sorry/],
    ['is a success that is not documented', { status: 201 }, /not documented/],
    ['has a body where none belongs', { method: 'DELETE', status: 204 }, /a body where none/],
  ])('that %s is a mismatch', (_case, changes, words) => {
    expect(answerProblems(changes).join('\n')).toMatch(words);
  });

  it('that a fault spoiled is exempt, one that it only delayed is not', () => {
    expect(answerProblems({ answer: '{}', fault: 'mistyped-json' })).toEqual([]);
    expect(answerProblems({ answer: '{}', fault: 'delay' })).not.toEqual([]);
  });
});

describe('a request', () => {
  it('that keeps the contract has no mismatch', () => expect(requestProblems({})).toEqual([]));

  const post = { method: 'POST', route: '/v1/things', url: '/v1/things' };
  const json = { ...GOOD.headers, 'content-type': 'application/json' };
  it.each<[string, Partial<Exchange>, RegExp]>([
    ['has a parameter that nobody knows', { url: '/v1/things/7?color=red' }, /"color" is not documented/],
    ['has a parameter of another type', { url: '/v1/things/7?limit=many' }, /"limit".*integer/],
    ['has a path that is no id', { url: '/v1/things/seven' }, /"thingId".*integer/],
    ['lacks a header', { headers: { authorization: 'Bearer token' } }, /no header parameter "X-Proof"/],
    ['asks for what is not there', { route: undefined, url: '/v9/things' }, /is no operation/],
    ['lacks its token', { headers: { 'x-proof': 'yes' } }, /no Bearer authorization/],
    ['has a body where none belongs', { body: '{}' }, /a body where none/],
    ['lacks its body', post, /no body/],
    ['has a body of another type', { ...post, body: 'id=1' }, /content type ""/],
    ['has a field too many', { ...post, headers: json, body: '{"id":1,"x":1}' }, /additional.*"x"/],
    ['has a body that is not JSON', { ...post, headers: json, body: '{' }, /is not JSON/],
  ])('that %s is a mismatch', (_case, changes, words) => {
    expect(requestProblems(changes).join('\n')).toMatch(words);
  });
});

it('a CalVer path stands for the newest version of its resource', () => {
  const pathOf = (method: string, route: string) => contract.operationOf({ method, route })?.path;
  expect(pathOf('GET', '/2026Q4/things/:thingId')).toBe('/v2/things/{id}');
  expect(pathOf('DELETE', '/2026Q4/things/:thingId')).toBe('/v1/things/{thingId}');
  expect(pathOf('GET', '/things/:thingId')).toBeUndefined();
});
