import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createI18n } from 'vue-i18n';
import { en as sharedEn } from '@/i18n/en';
import type { Topic } from '@/i18n/topic';
import { zh as shared } from '@/i18n/zh';

type Tree = { [name: string]: string | Tree };
// the words of each group of screens stand in a topic of their own
const topics = Object.entries(import.meta.glob<Topic>('../../../web/src/i18n/topics/*.ts', { eager: true, import: 'default' })).map(([path, words]) => [/([^/]+)\.ts$/.exec(path)![1]!, words] as const);
const zh: Tree = { ...(shared as Tree), ...Object.fromEntries(topics.map(([name, words]) => [name, words.zh])) };
const en: Tree = { ...(sharedEn as Tree), ...Object.fromEntries(topics.map(([name, words]) => [name, words.en])) };
const flat = (tree: Tree, prefix = ''): [string, string][] => Object.entries(tree).flatMap(([name, value]) => (typeof value === 'string' ? [[prefix + name, value] as [string, string]] : flat(value, `${prefix}${name}.`)));
const chinese = new Map(flat(zh)), english = new Map(flat(en));
const holes = (words: string) => (words.match(/\{\w+\}/g) ?? []).sort();

describe('the words of the page', () => {
  it('stand in both languages, with the same holes', () => {
    expect([...english.keys()].sort()).toEqual([...chinese.keys()].sort());
    for (const [key, words] of chinese) expect(holes(english.get(key)!), key).toEqual(holes(words));
  });
  it('hold nothing that the message format would take for a sign', () => {
    const i18n = createI18n({ legacy: false, locale: 'zh', messages: { zh, en } as never });
    for (const locale of ['zh', 'en'] as const)
      for (const [key, words] of locale === 'zh' ? chinese : english) {
        const values = Object.fromEntries(holes(words).map((hole) => [hole.slice(1, -1), `<${hole.slice(1, -1)}>`]));
        expect(i18n.global.t(key, values, { locale }), key).toBe(words.replace(/\{(\w+)\}/g, '<$1>'));
      }
  });
  it('are there for every key that a screen names', () => {
    const root = join(__dirname, '../../../web/src');
    const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(vue|ts)$/.test(name));
    const named = files.flatMap((name) => [...readFileSync(join(root, name), 'utf8').matchAll(/\bt\(\s*'([a-z_]+\.[a-z_]+)'/g)].map((found) => found[1]!));
    expect(named.length).toBeGreaterThan(150);
    for (const key of new Set(named)) expect(chinese.has(key), key).toBe(true);
  });
  it('use no exclamation marks', () => {
    for (const [key, words] of [...chinese, ...english]) expect(words, key).not.toMatch(/[!！]/);
  });
});
