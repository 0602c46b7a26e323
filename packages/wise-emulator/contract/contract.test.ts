import { describe, expect, it } from 'vitest';
import { API_VERSIONS } from '#emulator/kernel/routes/wise-route';
import { CALLS } from './calls/calls';
import { type Contract, readContract } from './contract';
import { type ContractCall, contractWise } from './contract-wise';
import { readJson } from './json-body';
import { nameOf, type Operation } from './openapi';
import { openapiFile } from './openapi-file';
import { RECORDED_ANSWERS } from './recorded';
import { Recorder } from './recorder';
import { NEVER_GIVEN, NOT_IN_OPENAPI, UNDOCUMENTED_STATUSES } from './undocumented';

const contract = readContract();

// The file is Wise's and not ours to publish. Where it lies beside the repository, everything below runs.
if (contract) describe('the contract with openapi.yml', () => describeContract(contract));
else it.skipIf(true)(`SKIPPED, nothing was compared: there is no ${openapiFile()}`, () => undefined);

function describeContract(contract: Contract): void {
  const recorder = new Recorder();
  const wise = contractWise(recorder);

  const mismatchesSince = (first: number) => contract.answerMismatches(recorder.exchanges.slice(first));
  /** Every route that plays an operation of the file. */
  const served = () =>
    recorder.routes.flatMap(({ method, route }) => {
      const operation = contract.operationOf({ method, route });
      return operation ? [{ method, route, operation }] : [];
    });
  const versionsOf = ({ operation }: ContractCall): string[] => {
    const routes = served().filter((each) => nameOf(each.operation) === operation);
    return ['', ...API_VERSIONS].filter((version) =>
      routes.some(({ route }) =>
        version === '' ? !/^\/\d{4}Q/.test(route) : route.startsWith(`/${version}/`),
      ),
    );
  };

  it.each(CALLS)('$operation $status: $about', async (call) => {
    const versions = versionsOf(call);
    expect(versions).toContain('');
    for (const version of versions) {
      const first = recorder.exchanges.length;
      wise.speak(version);
      const { status } = await call.send(wise);
      expect(mismatchesSince(first)).toEqual([]);
      const { answer, url } = recorder.exchanges.at(-1) ?? {};
      expect({ url, status, answer }).toMatchObject({ url, status: call.status });
    }
  });

  describe('any operation behind a bearer token', () => {
    const askAll = async (
      choose: (operation: Operation, route: string) => Promise<string | undefined>,
      status: number,
    ) => {
      const first = recorder.exchanges.length;
      wise.speak('');
      for (const { method, route, operation } of served()) {
        const token = await choose(operation, route);
        if (token === undefined || operation.security.includes('BasicAuth')) continue;
        const path = route.replace(/:\w+/g, '1');
        const response = await wise.ask(method, path, {
          ...(token === '' ? {} : { token }),
          ...(operation.requestBody ? { json: '{}' } : {}),
        });
        expect(`${method} ${path} ${response.status}`).toBe(`${method} ${path} ${status}`);
      }
      expect(mismatchesSince(first)).toEqual([]);
    };
    const wants = ({ security }: Operation, kind: string) => security.includes(kind);

    // by CalVer anybody gets it (docs/wise.md 8.5)
    const isOpen = (route: string) => /^\/\d{4}Q\d\/currencies$/.test(route);

    it('answers 401 without one', () =>
      askAll((_operation, route) => Promise.resolve(isOpen(route) ? undefined : ''), 401));
    it('answers 401 to a dead one', () => askAll(() => Promise.resolve('dead'), 401));

    it("answers 403 to a user's where the application's is wanted, and the other way round", async () => {
      const [user, application] = [await wise.userToken(), await wise.applicationToken()];
      const other = (operation: Operation) => {
        if (!wants(operation, 'ClientCredentialsToken')) return application;
        return wants(operation, 'UserToken') ? undefined : user;
      };
      await askAll((operation) => Promise.resolve(other(operation)), 403);
    });

    it('answers 429 to the second request of a minute that allows one', async () => {
      const { state } = wise.get();
      const [user, application] = [await wise.userToken(), await wise.applicationToken()];
      await wise.control('PUT', '/settings', { rateLimits: true, requestsPerMinute: 1 });
      await askAll(async (operation) => {
        state.limiter.clear();
        const token = wants(operation, 'UserToken') ? user : application;
        await wise.ask('GET', '/v1/me', { token });
        return token;
      }, 429);
    });
  });

  it('the token endpoint answers 429 too', async () => {
    const first = recorder.exchanges.length;
    await wise.control('PUT', '/settings', { rateLimits: true, requestsPerMinute: 1 });
    await wise.token({ grant_type: 'client_credentials' });
    expect((await wise.token({ grant_type: 'client_credentials' })).status).toBe(429);
    expect(mismatchesSince(first)).toEqual([]);
  });

  describe('after all of these', () => {
    const seen = () =>
      new Set(
        recorder.exchanges.flatMap((exchange) => {
          const operation = contract.operationOf(exchange);
          return operation ? [`${nameOf(operation)} ${exchange.status}`] : [];
        }),
      );

    it('no answer was against the file, asked by whichever version of a path', () => {
      expect(mismatchesSince(0)).toEqual([]);
    });

    it('every route plays an operation of the file, or is listed with the reason', () => {
      const strangers = recorder.routes.filter(
        ({ method, route }) => !contract.operationOf({ method, route }),
      );
      const unlisted = strangers.filter(({ route }) => !NOT_IN_OPENAPI.some((row) => row.route.test(route)));
      expect(unlisted).toEqual([]);
      for (const row of NOT_IN_OPENAPI) {
        expect(strangers.some(({ route }) => row.route.test(route))).toBe(true);
      }
    });

    it('every served operation gave every status that the file has for it, or the list says why not', () => {
      const given = seen();
      const names = new Set(
        served().flatMap(({ operation }) =>
          Object.keys(operation.responses).map((status) => `${nameOf(operation)} ${status}`),
        ),
      );
      const missing = [...names].filter((name) => !given.has(name) && !NEVER_GIVEN.has(name));
      expect(missing).toEqual([]);
      expect([...NEVER_GIVEN.keys()].filter((name) => given.has(name) || !names.has(name))).toEqual([]);
    });

    it('every status that the file does not have, but the list does, was given', () => {
      const given = [...seen()];
      const rows = UNDOCUMENTED_STATUSES.filter(({ shownBy }) => shownBy === undefined);
      const wanted = rows.map(({ operation = '', status }) => `${operation} ${status}`);
      expect(wanted.filter((end) => !given.some((name) => name.endsWith(end)))).toEqual([]);
    });

    it('every answer that was recorded against the file was given', () => {
      const given = seen();
      const wanted = RECORDED_ANSWERS.map(({ operation, status }) => `${operation} ${status}`);
      expect(wanted.filter((name) => !given.has(name))).toEqual([]);
    });

    it('no id above 2^53 lost a digit', () => {
      const long = recorder.exchanges.flatMap(({ answer }) => {
        const body = readJson(answer);
        return body.ok ? body.longIntegers : [];
      });
      expect(long.length).toBeGreaterThan(0);
      // None of them is what a double can hold: one that is was rounded on its way.
      expect(long.filter((id) => BigInt(Number(id)) === BigInt(id))).toEqual([]);
    });
  });
}
