import type { ReactNode } from 'react';
import { staffHomeMessages } from '#web/messages/staff/home';

const { empty: messages } = staffHomeMessages;

/** What a fresh installation shows where the numbers would be: how to come to the first connection. */
export function FirstSteps() {
  const { check, connect, use } = messages.steps;
  return (
    <section
      aria-labelledby="first-steps"
      className="mt-10 rounded-md border border-line border-dashed p-4 sm:p-8"
    >
      <h2 id="first-steps" className="font-semibold text-lg">
        {messages.title}
      </h2>
      <p className="mt-1 text-muted">{messages.text}</p>
      <ol className="mt-6 list-decimal space-y-5 pl-6 marker:text-muted">
        <Step title={check.title} text={check.text}>
          <a href="/staff/credentials" className="link inline-flex min-h-11 items-center sm:min-h-6">
            {check.link}
          </a>
        </Step>
        <Step title={connect.title} text={connect.text}>
          <a href="/dashboard" className="link inline-flex min-h-11 items-center sm:min-h-6">
            {connect.link}
          </a>
        </Step>
        <Step title={use.title} text={use.text} />
      </ol>
    </section>
  );
}

function Step({ title, text, children }: { title: string; text: string; children?: ReactNode }) {
  return (
    <li>
      <p className="font-medium">{title}</p>
      <p className="max-w-prose text-muted text-sm leading-6">{text}</p>
      {children}
    </li>
  );
}
