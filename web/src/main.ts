import { createApp } from 'vue';
import App from './App.vue';
import { applyLanguage, i18n } from './i18n';
import { router } from './router';
import './styles/tokens.css';
import './styles/base.css';
import './styles/parts.css';

applyLanguage(i18n.global.locale.value as 'zh' | 'en');
createApp(App).use(i18n).use(router).mount('#app');
