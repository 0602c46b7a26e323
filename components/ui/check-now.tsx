import { controlMessages } from '#web/messages/controls';
import { Button } from './button';
import { CheckAgain } from './check-again';

type CheckNowProps = {
  /** Null: it was not checked since it was connected. */
  checkAgainAt: Date | null;
  timeZone: string;
  now: Date;
  className?: string;
};

/** The button of "Check now"; while the vault would not ask Wise again, it is disabled and says until when. */
export function CheckNow({ checkAgainAt, timeZone, now, className }: CheckNowProps) {
  const waitMs = checkAgainAt === null ? 0 : checkAgainAt.getTime() - now.getTime();
  if (checkAgainAt === null || waitMs <= 0) {
    return (
      <Button tone="quiet" className={className} busy={controlMessages.check.checking}>
        {controlMessages.check.now}
      </Button>
    );
  }
  return (
    <>
      <Button tone="quiet" className={className} disabled aria-describedby="check-again">
        {controlMessages.check.now}
      </Button>
      <CheckAgain id="check-again" iso={checkAgainAt.toISOString()} waitMs={waitMs} timeZone={timeZone} />
    </>
  );
}
