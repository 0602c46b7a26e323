import { Fragment } from 'react';
import { staffSettingsMessages as messages } from '#web/messages/staff/settings';
import type { ProcessSetting, SettingGroup } from '#web/settings/groups';
import { Card } from '../../ui/card';
import { Icon } from '../../ui/icon';

type SettingGroupsProps = { groups: readonly (readonly [SettingGroup, readonly ProcessSetting[]])[] };

/** The settings by subject: their names, their values where those may be read, else whether they are set. */
export function SettingGroups({ groups }: SettingGroupsProps) {
  return (
    <div className="gap-6 lg:columns-2">
      {groups.map(([group, settings]) => (
        <Group key={group} group={group} settings={settings} />
      ))}
    </div>
  );
}

function Group({ group, settings }: { group: SettingGroup; settings: readonly ProcessSetting[] }) {
  const { title, text, docs } = messages.groups[group];
  const set = settings.filter(({ isSet }) => isSet);
  const others = settings.filter(({ isSet }) => !isSet);
  const isTwice = (setting: ProcessSetting) =>
    settings.some((other) => other !== setting && other.name === setting.name);
  return (
    <Card aria-labelledby={`settings-${group}`} className="mb-6 break-inside-avoid">
      <h2 id={`settings-${group}`} className="font-semibold text-lg">
        {title}
      </h2>
      <p className="mt-1 mb-4 text-muted text-sm leading-6 wrap-anywhere">
        {text} {messages.docs(docs)}
      </p>
      {set.length === 0 ? null : (
        <dl className="divide-y divide-line">
          {set.map((setting) => (
            <Setting
              key={`${setting.process} ${setting.name}`}
              setting={setting}
              isTwice={isTwice(setting)}
            />
          ))}
        </dl>
      )}
      {others.length === 0 ? null : <Unset settings={others} isOpen={set.length === 0} />}
    </Card>
  );
}

function Setting({ setting, isTwice }: { setting: ProcessSetting; isTwice: boolean }) {
  const { name, process, value } = setting;
  return (
    <div className="gap-x-6 py-2 first:pt-0 sm:grid sm:grid-cols-2">
      <dt className="text-muted text-sm leading-6">
        <Name name={name} />
        {isTwice ? ` ${messages.ofProcess(messages.process[process])}` : null}
      </dt>
      <dd className="min-w-0 wrap-anywhere">{value === null ? messages.set : <bdi>{value}</bdi>}</dd>
    </div>
  );
}

function Unset({ settings, isOpen }: { settings: readonly ProcessSetting[]; isOpen: boolean }) {
  return (
    <details className="group mt-2" open={isOpen}>
      <summary className="inline-flex min-h-11 cursor-pointer list-none items-center gap-1 text-muted text-sm hover:text-ink sm:min-h-8">
        <Icon name="chevron-right" className="size-4 group-open:rotate-90" />
        {messages.notSet(settings.length)}
      </summary>
      <ul className="mt-1 space-y-1 text-muted text-sm">
        {settings.map(({ process, name }) => (
          <li key={`${process} ${name}`}>
            <Name name={name} />
          </li>
        ))}
      </ul>
    </details>
  );
}

function Name({ name }: { name: string }) {
  // a long name breaks between its words; the break is no part of what is copied
  return (
    <code className="select-all wrap-anywhere">
      {name.split(/(?<=_)/).map((word, at) => (
        <Fragment key={name.split('_').slice(0, at).join('_')}>
          {word}
          <wbr />
        </Fragment>
      ))}
    </code>
  );
}
