import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { DemoPeople } from '#components/sign-in/demo-people';
import { EndedNotice } from '#components/sign-in/ended-notice';
import { Frame } from '#components/sign-in/frame';
import { SignInForm } from '#components/sign-in/sign-in-form';
import { Notice } from '#components/ui/notice';
import { PageHeader } from '#components/ui/page-header';
import type { Audience } from '#lib/contract/people';
import { SESSION_LIMITS } from '#lib/sessions/session';
import { DEMO_CUSTOMERS, DEMO_STAFF, isDevSignInOpen } from '#web/auth/dev';
import { typedEmail } from '#web/auth/email-draft';
import { endedSession } from '#web/auth/ended-session';
import { signInMethods } from '#web/auth/methods';
import { currentCustomer } from '#web/customers/current';
import { webEnv } from '#web/env/web-env';
import { returnPath, signInPaths } from '#web/http/return-path';
import { withUnavailablePage } from '#web/http/with-unavailable-page';
import { signInMessages } from '#web/messages/sign-in';
import { currentStaff } from '#web/staff/current';
import { frameOf, type Search } from './frame';
import { signInRequest } from './handlers/answer';

/** The sign-in page of an audience. Who is signed in already only stays here when asked to sign in again. */
export async function SignInScreen({ audience, search }: { audience: Audience; search: Search }) {
  const query = await search;
  const env = webEnv();
  const returnTo = returnPath(audience, query.return);
  const sent = await headers();
  const request = signInRequest(sent, audience);
  const { person, ended } = await withUnavailablePage(returnTo, async () => {
    const signedIn = audience === 'customer' ? await currentCustomer() : await currentStaff();
    return { person: signedIn, ended: signedIn === undefined ? await endedSession(request) : undefined };
  });
  const isAgain = query.again === '1' && person !== undefined;
  if (person !== undefined && !isAgain) redirect(returnTo);
  const methods = signInMethods(env, audience);
  const hasDemo = isDevSignInOpen(env, sent);
  return (
    <Frame {...frameOf(audience)} person={person && { name: person.name, email: person.email }}>
      <PageHeader {...heading(audience, isAgain, env.PARTNER_NAME)} />
      {ended === undefined ? null : <EndedNotice ended={ended} />}
      {methods.oidcHost === undefined && !methods.hasEmail ? null : (
        <SignInForm
          paths={signInPaths(audience)}
          {...methods}
          returnTo={returnTo}
          isAgain={isAgain}
          email={typedEmail(request) ?? person?.email}
          emailError={emailError(query.problem)}
        />
      )}
      {hasDemo ? (
        <DemoPeople
          audience={audience}
          people={audience === 'customer' ? DEMO_CUSTOMERS : DEMO_STAFF}
          returnTo={returnTo}
        />
      ) : null}
      {methods.oidcHost === undefined && !methods.hasEmail && !hasDemo ? (
        <Notice tone="warn" title={signInMessages.noWay.title}>
          {signInMessages.noWay.text}
        </Notice>
      ) : null}
    </Frame>
  );
}

/** What is wrong with the address that was typed. */
export function emailError(problem: unknown): string | undefined {
  return problem === 'address' ? signInMessages.form.emailError : undefined;
}

const RECENT_MINUTES: Record<Audience, number> = {
  customer: SESSION_LIMITS.customer.recentMinutes,
  staff: SESSION_LIMITS.staff.recentMinutes,
};

function heading(audience: Audience, isAgain: boolean, partnerName: string) {
  const { again, titles, leads } = signInMessages;
  return isAgain
    ? { title: again.title, lead: again.leads[audience](RECENT_MINUTES[audience]) }
    : { title: titles[audience], lead: leads[audience](partnerName) };
}
