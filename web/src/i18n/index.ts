// Chinese first, English complete. The choice is kept in the cookie that the pages without scripts read too.
import { createI18n } from 'vue-i18n';
import { en } from './en';
import { zh } from './zh';

export type Locale = 'zh' | 'en';

function chosen(): Locale {
  const cookie = /(?:^|; )zc-lang=(zh|en)/.exec(document.cookie)?.[1];
  return (cookie as Locale | undefined) ?? (navigator.language.toLowerCase().startsWith('en') ? 'en' : 'zh');
}

export const i18n = createI18n({ legacy: false, locale: chosen(), fallbackLocale: 'zh', messages: { zh, en } });

export function applyLanguage(locale: Locale): void {
  i18n.global.locale.value = locale;
  document.documentElement.lang = locale === 'zh' ? 'zh-CN' : 'en';
}

export function chooseLanguage(locale: Locale): void {
  document.cookie = `zc-lang=${locale}; Path=/; SameSite=Lax; Max-Age=31536000`;
  applyLanguage(locale);
}
