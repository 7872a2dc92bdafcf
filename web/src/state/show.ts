// A field's value as people read it.
import { i18n } from '../i18n';
import { dayWords, instantWords, type Lang } from '../pure/dates';
import { grouped } from '../pure/numbers';
import { codeTitle, pick } from './session';
import type { Entity, Entry, Field, Slice, Value } from './types';

export const lang = (): Lang => (i18n.global.locale.value === 'en' ? 'en' : 'zh');

export function show(field: Field, value: Value | undefined, label?: string | (string | null)[] | undefined): string {
  if (value === null || value === undefined || value === '') return '';
  if (Array.isArray(value)) {
    const parts = value.map((one, i) => (field.type === 'code' ? codeTitle(field, one) : field.type === 'ref' ? (Array.isArray(label) ? (label[i] ?? one) : one) : one));
    return parts.join(lang() === 'zh' ? '、' : ', ');
  }
  switch (field.type) {
    case 'code':
      return codeTitle(field, String(value));
    case 'bool':
      return i18n.global.t(value ? 'word.yes' : 'word.no');
    case 'date':
      return dayWords(String(value), lang());
    case 'instant':
      return instantWords(String(value), lang());
    case 'int':
      return field.names ? String(value) : grouped(value as number);
    case 'decimal':
    case 'money':
      return grouped(value as number | string);
    case 'ref':
      return typeof label === 'string' ? label : `#${value}`;
    default:
      return String(value);
  }
}

/** Days in dense columns keep one width: 2017-06-30. */
export function showShort(field: Field, value: Value | undefined, label?: string | (string | null)[] | undefined): string {
  return field.type === 'date' && typeof value === 'string' ? value : show(field, value, label);
}

export const isNumber = (field: Field): boolean => !field.many && (field.type === 'int' || field.type === 'decimal' || field.type === 'money');

export function nameOf(entity: Entity, slice: Slice): string {
  const value = entity.named_by ? slice.fields[entity.named_by] : null;
  const field = entity.fields.find((one) => one.name === entity.named_by);
  return (field && show(field, value, slice.labels?.[field.name])) || `${pick(entity.title)} ${slice.id}`;
}

/** What an entry of the journal did, in words where we have some. */
export function act(entry: Entry): string {
  if (entry.withheld) return i18n.global.t('journal.withheld');
  const word = String(entry.payload?.op ?? entry.kind ?? '');
  return i18n.global.te(`journal.op_${word}`) ? i18n.global.t(`journal.op_${word}`) : word;
}
