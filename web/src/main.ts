import { createApp } from 'vue';
import App from './App.vue';
import { applyLanguage, i18n } from './i18n';
import { router } from './router';
import './styles/tokens.css';
import './styles/base.css';
import './styles/parts.css';

applyLanguage(i18n.global.locale.value as 'zh' | 'en');
createApp(App).use(i18n).use(router).mount('#app');

// Keeps the files of the page, so that it opens without a network. Where a browser refuses (no TLS, a certificate that it does not trust) all else works.
if (import.meta.env.PROD && 'serviceWorker' in navigator) navigator.serviceWorker.register('/app/worker.js').catch(() => undefined);
