// Chinese first, English complete. The choice is kept in the cookie that the pages without scripts read too.
import { createI18n } from 'vue-i18n';
import { en } from './en';
import type { Topic } from './topic';
import { zh } from './zh';

export type Locale = 'zh' | 'en';

function chosen(): Locale {
  const cookie = /(?:^|; )zc-lang=(zh|en)/.exec(document.cookie)?.[1];
  return (cookie as Locale | undefined) ?? (navigator.language.toLowerCase().startsWith('en') ? 'en' : 'zh');
}

// The words of each group of screens stand in a file of their own, under its name.
const topics = import.meta.glob<Topic>('./topics/*.ts', { eager: true, import: 'default' });
const named = Object.entries(topics).map(([path, words]) => [/([^/]+)\.ts$/.exec(path)?.[1] ?? path, words] as const);
const of = (locale: Locale) => Object.fromEntries(named.map(([name, words]) => [name, words[locale]]));

export const i18n = createI18n({ legacy: false, locale: chosen(), fallbackLocale: 'zh', messages: { zh: { ...zh, ...of('zh') }, en: { ...en, ...of('en') } } });

export function applyLanguage(locale: Locale): void {
  i18n.global.locale.value = locale;
  document.documentElement.lang = locale === 'zh' ? 'zh-CN' : 'en';
}

export function chooseLanguage(locale: Locale): void {
  document.cookie = `zc-lang=${locale}; Path=/; SameSite=Lax; Max-Age=31536000`;
  applyLanguage(locale);
}
