import 'next/dist/server/node-environment-baseline';
import { RequestCookies } from 'next/dist/compiled/@edge-runtime/cookies';
import { workAsyncStorage } from 'next/dist/server/app-render/work-async-storage.external';
import { workUnitAsyncStorage } from 'next/dist/server/app-render/work-unit-async-storage.external';
import { NextRequest } from 'next/server';
import type { SignInAnswer, SignInRequest } from '../answer';
import { finishOidc } from '../oidc';

type WorkStore = NonNullable<ReturnType<typeof workAsyncStorage.getStore>>;
type RequestStore = NonNullable<ReturnType<typeof workUnitAsyncStorage.getStore>>;

/**
 * `finishOidc` the way Next's server calls a route: next-auth's own handler asks `next/headers` for the cookies, and Next
 * keeps those in the two stores that are filled here. It has no public way to do so; e2e/ runs its real server.
 */
export function finish(asking: SignInRequest, query: URLSearchParams): Promise<SignInAnswer> {
  const nextauth = ['callback', `${asking.audience}-oidc`];
  const address = `${asking.env.APP_URL}/api/auth/${nextauth.join('/')}?${query}`;
  const headers = new Headers({ cookie: asking.headers.get('cookie') ?? '' });
  const request = new NextRequest(address, { headers });
  const work = { route: '/api/auth/[...nextauth]' } as unknown as WorkStore;
  const unit = {
    type: 'request',
    phase: 'render',
    headers,
    cookies: new RequestCookies(headers),
  } as unknown as RequestStore;
  return workAsyncStorage.run(work, () =>
    workUnitAsyncStorage.run(unit, () =>
      finishOidc(asking, { request, context: { params: Promise.resolve({ nextauth }) } }),
    ),
  );
}
