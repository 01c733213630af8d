import js from '@eslint/js';
import jsxA11y from 'eslint-plugin-jsx-a11y';
import reactHooks from 'eslint-plugin-react-hooks';
import globals from 'globals';
import tseslint from 'typescript-eslint';

/**
 * Arrows point one way: app → features → lib. A feature imports only its own files and lib; what two features need is in lib, or
 * app composes it. The folder of a feature is flat or one level deep, so `../` may lead to a file, but not to another feature.
 */
const keepOut = (...forbidden) => ({
  'no-restricted-imports': ['error', { patterns: forbidden.map((regex) => ({ regex, message: 'Arrows point one way: app → features → lib, and features do not know each other.' })) }],
  'no-restricted-syntax': ['error', ...forbidden.map((regex) => ({ selector: `ImportExpression > Literal[value=/${regex.replaceAll('/', '\\/')}/]`, message: 'A lazy import is an import: app → features → lib.' }))],
});

export default tseslint.config(
  { ignores: ['dist', 'dist-report', 'src/lib/api/schema.d.ts'] },
  js.configs.recommended,
  {
    files: ['src/**/*.{ts,tsx}'],
    extends: [...tseslint.configs.strictTypeChecked, jsxA11y.flatConfigs.recommended, reactHooks.configs.flat['recommended-latest']],
    languageOptions: { globals: globals.browser, parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
      // Names are counted by code points, as the server counts them.
      '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
    },
  },
  { files: ['src/features/*/*'], rules: keepOut('^@/(features|app)/', '^\\.\\./') },
  { files: ['src/features/*/*/**'], rules: keepOut('^@/(features|app)/', '^\\.\\./\\.\\./') },
  { files: ['src/lib/**'], rules: keepOut('^@/', '/(features|app)/') },
  { files: ['scripts/**', '*.js'], languageOptions: { globals: globals.node } },
  { files: ['public/**'], languageOptions: { globals: globals.browser } },
);
