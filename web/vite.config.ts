import vue from '@vitejs/plugin-vue';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { compressed } from './compressed';
import { worker } from './worker';

export default defineConfig({
  base: '/app/',
  plugins: [vue(), worker(), compressed()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  define: { __VUE_OPTIONS_API__: true, __VUE_PROD_DEVTOOLS__: false, __VUE_I18N_LEGACY_API__: false, __VUE_I18N_FULL_INSTALL__: false },
  build: {
    target: ['es2020', 'chrome86'],
    modulePreload: { polyfill: false }, // the polyfill would stand inside the page, which the policy forbids
    assetsInlineLimit: 0,
    cssCodeSplit: true,
    chunkSizeWarningLimit: 400,
  },
  server: { proxy: { '/api': 'http://127.0.0.1:8080', '/import': 'http://127.0.0.1:8080' } },
  test: { include: ['../tests/web/unit/**/*.test.ts'], environment: 'node' },
});
