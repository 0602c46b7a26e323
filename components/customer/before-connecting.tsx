import type { ReactNode } from 'react';
import { Card } from '#components/ui/card';
import { Icon, type IconName } from '#components/ui/icon';
import { Phrase } from '#components/ui/sentence';
import type { Environment } from '#lib/env/wise';
import { dashboardMessages } from '#web/messages/customer/dashboard';

const messages = dashboardMessages.before;

type WiseHost = { host: string; environment: Environment };

type BeforeConnectingProps = {
  partnerName: string;
  /** In the partner's own words: why they ask, for which kinds of access, and their privacy policy. */
  purpose: string | undefined;
  access: readonly string[];
  privacyUrl: string | undefined;
  /** The hosts the next step leads to, as the address bar will show them. */
  wiseHosts: readonly WiseHost[];
  /** The button. */
  children: ReactNode;
};

/** What connecting means, before anything is connected: what is shared, what is not, what happens next. */
export function BeforeConnecting(props: BeforeConnectingProps) {
  const { partnerName, purpose, access, privacyUrl, wiseHosts, children } = props;
  const onlyHost = wiseHosts.length === 1 ? wiseHosts[0]?.host : undefined;
  return (
    <Card aria-label={messages.label} className="sm:p-8">
      {purpose === undefined ? null : (
        <div className="mb-8">
          <h2 className="font-semibold">{messages.purpose(partnerName)}</h2>
          <p className="mt-2 max-w-prose text-sm leading-6 wrap-anywhere">{purpose}</p>
        </div>
      )}
      <div className="grid gap-8 sm:grid-cols-2">
        <Points {...messages.gets(partnerName, access)} icon="check" />
        <Points {...messages.getsNot(partnerName)} icon="close" />
      </div>
      {privacyUrl === undefined ? null : (
        <p className="mt-4">
          <a href={privacyUrl} rel="noopener" className="link inline-flex min-h-11 items-center text-sm">
            {messages.privacy}
          </a>
        </p>
      )}
      <div className="mt-8 border-line border-t pt-8">
        <h2 className="font-semibold">{messages.next.title}</h2>
        <ol className="mt-3 space-y-2">
          <Step number={1}>
            <Phrase parts={messages.next.goTo(<Hosts hosts={wiseHosts} />, onlyHost)} />
          </Step>
          <Step number={2}>{messages.next.atWise}</Step>
          <Step number={3}>{messages.next.back}</Step>
        </ol>
        <div className="mt-8">{children}</div>
      </div>
    </Card>
  );
}

function Points({ title, icon, points }: { title: string; icon: IconName; points: readonly string[] }) {
  return (
    <div>
      <h2 className="font-semibold">{title}</h2>
      <ul className="mt-3 space-y-3">
        {points.map((point) => (
          <li key={point} className="flex gap-3 text-sm leading-6">
            <Icon name={icon} className="mt-0.5 text-muted" />
            <span>{point}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Step({ number, children }: { number: number; children: ReactNode }) {
  return (
    <li className="flex gap-3 text-sm leading-6">
      <span aria-hidden="true" className="w-5 shrink-0 text-center text-muted tabular-nums">
        {number}
      </span>
      <span>{children}</span>
    </li>
  );
}

function Hosts({ hosts }: { hosts: readonly WiseHost[] }) {
  return hosts.map(({ host, environment }, index) => (
    <span key={environment}>
      {index === 0 ? '' : messages.next.orTo}
      <strong className="font-semibold wrap-anywhere">{host}</strong>
      {environment === 'sandbox' && hosts.length > 1 ? messages.next.forSandbox : ''}
    </span>
  ));
}
