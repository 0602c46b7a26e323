// Packages that npm hands out without the text of their licence.

/**
 * Either the text, or the file of another package, from the root, that has it.
 * @typedef {{ text: string; textOf?: undefined } | { textOf: string }} WithoutText
 */

/**
 * @param {string} notice the line of the copyright
 * @returns {string} the MIT License
 */
export const mit = (notice) => `MIT License

${notice}

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.`;

/** @param {string} notice */
const isc = (notice) => `ISC License

${notice}

Permission to use, copy, modify, and/or distribute this software for any
purpose with or without fee is hereby granted, provided that the above
copyright notice and this permission notice appear in all copies.

THE SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL WARRANTIES WITH
REGARD TO THIS SOFTWARE INCLUDING ALL IMPLIED WARRANTIES OF MERCHANTABILITY
AND FITNESS. IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR ANY SPECIAL, DIRECT,
INDIRECT, OR CONSEQUENTIAL DAMAGES OR ANY DAMAGES WHATSOEVER RESULTING FROM
LOSS OF USE, DATA OR PROFITS, WHETHER IN AN ACTION OF CONTRACT, NEGLIGENCE OR
OTHER TORTIOUS ACTION, ARISING OUT OF OR IN CONNECTION WITH THE USE OR
PERFORMANCE OF THIS SOFTWARE.`;

const aws = { textOf: 'node_modules/@aws-sdk/client-kms/LICENSE' };
const edge = { textOf: 'node_modules/next/dist/compiled/edge-runtime/LICENSE' };
const next = { textOf: 'node_modules/next/license.md' };
const react = { textOf: 'node_modules/react/LICENSE' };

/**
 * By the name in package.json. A copyright is as the package's author or its repository names it, without years that neither names.
 * @type {Record<string, WithoutText>}
 */
export const WITHOUT_TEXT = {
  // one repository each, whose text another package of it carries
  '@aws-sdk/credential-provider-http': aws,
  '@aws-sdk/credential-provider-login': aws,
  '@aws-sdk/nested-clients': aws,
  '@next/env': next,
  'client-only': react,
  'server-only': react,
  '@edge-runtime/cookies': edge,
  '@edge-runtime/ponyfill': edge,
  '@edge-runtime/primitives': edge,
  'abstract-logging': { text: mit('Copyright James Sumners <james.sumners@gmail.com>') },
  'next-auth': {
    text: isc('Copyright Iain Collins <me@iaincollins.com>, Balázs Orbán and the contributors'),
  },
  standardwebhooks: { text: mit('Copyright (c) 2023 Svix (https://www.svix.com)') },
  // in the public domain, of The Dark Sky Company
  'string-hash': { text: 'CC0 1.0 Universal: https://creativecommons.org/publicdomain/zero/1.0/legalcode' },
};
