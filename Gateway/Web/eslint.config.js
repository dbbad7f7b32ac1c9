import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

const html = 'Text is rendered as text: no string is ever put into HTML.';
const htmlProperties = ['innerHTML', 'outerHTML', 'srcdoc'];
const htmlMethods = ['insertAdjacentHTML', 'setHTMLUnsafe', 'createContextualFragment', 'parseFromString'];

export default ts.config(
  { ignores: ['node_modules/'] },
  js.configs.recommended,
  ts.configs.strictTypeChecked,
  svelte.configs.recommended,
  {
    languageOptions: {
      globals: globals.browser,
      parserOptions: {
        projectService: { allowDefaultProject: ['*.js'] },
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: ['.svelte'],
      },
    },
    rules: {
      'no-restricted-syntax': [
        'error',
        ...htmlProperties.map((name) => ({
          selector: `AssignmentExpression > MemberExpression.left[property.name='${name}']`,
          message: html,
        })),
        ...htmlMethods.map((name) => ({
          selector: `CallExpression > MemberExpression.callee[property.name='${name}']`,
          message: html,
        })),
        {
          selector: `CallExpression[callee.object.name='document'][callee.property.name=/^write/]`,
          message: html,
        },
        { selector: `SvelteAttribute[key.name=/^(innerHTML|srcdoc|style)$/]`, message: html },
      ],
      'no-eval': 'error',
      'no-implied-eval': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
    },
  },
  {
    files: ['**/*.svelte'],
    languageOptions: { parserOptions: { parser: ts.parser, svelteConfig } },
    rules: {
      'svelte/no-at-html-tags': 'error',
      'svelte/no-target-blank': 'error',
      'svelte/button-has-type': 'error',
      // Links in messages lead elsewhere and room links are hashes: there is no router to resolve them.
      'svelte/no-navigation-without-resolve': 'off',
    },
  },
  { files: ['*.js'], extends: [ts.configs.disableTypeChecked] },
);
