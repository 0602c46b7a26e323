import type { FastifyRequest } from 'fastify';
import { readCookie } from '#emulator/kernel/http/cookie';
import type { EmulatorState } from '#emulator/kernel/state';
import type { WiseUser } from '#emulator/kernel/store/people/types';

// The name is long on purpose: cookies know no ports, and the product runs on the same host in development.
const COOKIE = 'emulator_not_wise_sign_in';

/** The Wise user this browser is signed in as; undefined when nobody is, or the account was closed since. */
export function signedInUser(state: EmulatorState, request: FastifyRequest): WiseUser | undefined {
  const signInId = readCookie(request.headers.cookie, COOKIE);
  const userId = signInId && state.signIns.userOf(signInId);
  return userId && state.people.isActive(userId) ? state.people.find(userId) : undefined;
}

/** Returns the `Set-Cookie` header. */
export function signIn(state: EmulatorState, userId: string): string {
  return `${COOKIE}=${state.signIns.start(userId)}; Path=/; HttpOnly; SameSite=Lax`;
}
