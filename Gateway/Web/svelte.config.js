import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';

export default {
  preprocess: vitePreprocess(),
  compilerOptions: {
    runes: true,
    // Build elements with createElement instead of parsing template strings: no innerHTML, not even ours.
    fragments: 'tree',
  },
};
