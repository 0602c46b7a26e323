import type { ReactNode } from 'react';
import { Card } from '#components/ui/card';
import { Icon, type IconName } from '#components/ui/icon';
import type { Environment } from '#lib/env/wise';

type WiseHost = { host: string; environment: Environment };

type BeforeConnectingProps = {
  partnerName: string;
  /** The hosts the next step leads to, as the address bar will show them. */
  wiseHosts: readonly WiseHost[];
  /** The button. */
  children: ReactNode;
};

/** What connecting means, before anything is connected: what is shared, what is not, what happens next. */
export function BeforeConnecting({ partnerName, wiseHosts, children }: BeforeConnectingProps) {
  return (
    <Card aria-label="Before you connect" className="sm:p-8">
      <div className="grid gap-8 sm:grid-cols-2">
        <Points
          title={`What ${partnerName} gets`}
          icon="check"
          points={[
            'Access to the one Wise profile you choose, until you disconnect it here or at Wise.',
            'The name and type of that profile.',
            `What Wise allows ${partnerName} to see and do for it. Wise asks for your consent first.`,
          ]}
        />
        <Points
          title="What it does not get"
          icon="close"
          points={[
            'Your Wise password or one-time codes.',
            'Your other Wise profiles.',
            'More than Wise shows you before you agree.',
          ]}
        />
      </div>
      <div className="mt-8 border-line border-t pt-8">
        <h2 className="font-semibold">What happens next</h2>
        <ol className="mt-3 space-y-2">
          <Step number={1}>
            You go to <Hosts hosts={wiseHosts} />. Check that this is what your browser shows there.
          </Step>
          <Step number={2}>You sign in at Wise, choose a profile and agree.</Step>
          <Step number={3}>You come back here and see what is connected.</Step>
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
      {index === 0 ? '' : ', or to '}
      <strong className="font-semibold wrap-anywhere">{host}</strong>
      {environment === 'sandbox' && hosts.length > 1 ? ' for the sandbox' : ''}
    </span>
  ));
}
