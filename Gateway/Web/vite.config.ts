import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [svelte()],
  build: {
    outDir: '../wwwroot',
    emptyOutDir: true,
    target: 'es2022',
    // One chunk: nothing to preload, and no helper script that a strict CSP would have to allow.
    modulePreload: { polyfill: false },
    // A data: URL in a style sheet needs a looser CSP than a file.
    assetsInlineLimit: 0,
  },
  server: {
    // `npm run dev` against a gateway on its usual port.
    proxy: {
      '/api': 'http://localhost:8080',
      '/hub': { target: 'http://localhost:8080', ws: true },
    },
  },
  test: { include: ['tests/**/*.test.ts'], environment: 'node' },
});
