import { SHELL_VARIABLES } from './curl';
import { type Html, html, prose } from './html';
import { type Field, fieldsOf, typeText } from './schema';
import type { Answer, OpenApi, Operation, Parameter, Schema } from './types';

type Shown = { method: string; path: string; operation: Operation };

/**
 * The document as one page: no script, no style in it, no address but its own. It works by keyboard, without JavaScript and
 * on a phone, because it is text.
 */
export function pageOf(document: OpenApi): string {
  const all = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): Shown => ({ method, path, operation })),
  );
  const groups = document.tags.map(({ name }) => ({
    name,
    shown: all.filter(({ operation }) => operation.tags.includes(name)),
  }));
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${document.info.title}</title>
<link rel="stylesheet" href="/v1/docs/style.css">
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<nav aria-label="Operations">
${groups.map(
  ({ name, shown }) => html`<p class="group">${name}</p>
<ul>${shown.map(linkTo)}</ul>
`,
)}</nav>
<main id="content">
<h1>${document.info.title}</h1>
<p class="quiet">Version ${document.info.version} · <a href="/v1/openapi.json">OpenAPI 3.1</a></p>
<p>${prose(document.info.description)}</p>
<p>${prose('Every operation with a scope wants `Authorization: Bearer cwk_…`: an API key that has that scope. The examples below take these lines as given:')}</p>
<pre><code>${SHELL_VARIABLES}</code></pre>
${groups.map(
  ({ name, shown }) => html`<h2>${name}</h2>
${shown.map((each) => sectionOf(document, each))}`,
)}
</main>
</body>
</html>
`.text;
}

const linkTo = ({ method, path, operation }: Shown): Html =>
  html`<li><a href="#${operation.operationId}"><span class="method">${method.toUpperCase()}</span> ${path}</a></li>`;

function sectionOf(document: OpenApi, { method, path, operation }: Shown): Html {
  const { operationId: id, parameters = [], requestBody, responses } = operation;
  const body = requestBody?.content['application/json']?.schema;
  const answers = Object.entries(responses);
  return html`<section aria-labelledby="${id}">
<h3 id="${id}"><span class="method">${method.toUpperCase()}</span> ${path}</h3>
<p>${operation.summary}.${operation.description === undefined ? '' : html` ${prose(operation.description)}`}</p>
${operation['x-codeSamples'].map(({ source }) => html`<pre><code>${source}</code></pre>`)}
${parameters.length === 0 ? '' : html`<h4>Parameters</h4>${listOf(parameters.map(parameterField))}`}
${body === undefined ? '' : html`<h4>Body</h4>${listOf(fieldsOf(body))}`}
${answers.filter(([status]) => !isFailure(status)).map(([status, answer]) => answerOf(document, status, answer))}
${failuresOf(answers)}
</section>
`;
}

const isFailure = (status: string): boolean => Number(status) >= 400;

const parameterField = ({ name, required = false, description, schema }: Parameter): Field => ({
  name,
  type: typeText(schema),
  isRequired: required,
  ...(description === undefined ? {} : { description }),
});

function listOf(fields: readonly Field[]): Html {
  return html`<dl>${fields.map(
    ({ name, type, description = '', isRequired }) =>
      html`<div><dt><code>${name}</code> <span class="quiet">${type}${isRequired ? '' : ', optional'}</span></dt><dd>${prose(description)}</dd></div>
`,
  )}</dl>`;
}

function answerOf(document: OpenApi, status: string, { description, content = {} }: Answer): Html {
  const { schema, example } = content['application/json'] ?? {};
  const shown =
    example === undefined ? '' : html`<pre><code>${JSON.stringify(example, null, 2)}</code></pre>`;
  const fields = schema === undefined ? [] : fieldsOf(resolve(document, schema));
  const title = status === 'default' ? 'Any other answer' : `Answer ${status}`;
  return html`<h4>${title}</h4>
${description === 'OK' ? '' : html`<p>${prose(description)}</p>`}${shown}
${fields.length === 0 ? '' : html`<details><summary>Fields of the answer</summary>${listOf(fields)}</details>`}
`;
}

function resolve({ components }: OpenApi, schema: Schema): Schema {
  const name = schema.$ref?.split('/').at(-1);
  return name === undefined ? schema : (components.schemas[name] ?? schema);
}

function failuresOf(answers: readonly [string, Answer][]): Html {
  const failures = answers.filter(([status]) => isFailure(status));
  if (failures.length === 0) return html``;
  return html`<details><summary>Failures: codes, and what to do</summary><dl>${failures.flatMap(
    ([status, { description }]) =>
      description.split('\n\n').map((line) => {
        const [, code, step] = /^`(\w+)`: (.*)$/s.exec(line) ?? [];
        return html`<div><dt>${status} <code>${code ?? ''}</code></dt><dd>${prose(step ?? line)}</dd></div>
`;
      }),
  )}</dl></details>`;
}
