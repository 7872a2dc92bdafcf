// What a form holds and what it sends: empty texts are null, whole numbers are numbers, exact decimals stay texts.
import type { Entity, Field, Fields, Value } from '../state/types';

/** Fields that a person fills in: stored, not the state (steps set it), not the frozen copies of a baseline. */
export function formFields(entity: Entity): Field[] {
  const names = new Set(entity.fields.map((one) => one.name));
  return entity.fields.filter((one) => one.stored && one.name !== 'state' && !(one.name.endsWith('_baseline') && names.has(one.name.slice(0, -'_baseline'.length))));
}

export function sent(field: Field, value: Value | undefined): Value {
  if (value === undefined || value === null) return null;
  if (Array.isArray(value)) return value.length ? value : null;
  if (typeof value === 'string') {
    const text = field.type === 'text' ? value.replace(/\s+$/, '') : value.trim();
    if (text === '') return null;
    if (field.type === 'int') return /^-?\d+$/.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : text;
    return text;
  }
  return value;
}

export interface Wrong {
  field: Field;
  kind: 'need' | 'number' | 'too_long';
}

/** What can be said before the program is asked; it judges everything again. */
export function wrongs(fields: readonly Field[], values: Fields): Wrong[] {
  const out: Wrong[] = [];
  for (const field of fields) {
    const value = sent(field, values[field.name]);
    if (value === null) {
      if (field.required) out.push({ field, kind: 'need' });
    } else if ((field.type === 'int' || field.type === 'decimal' || field.type === 'money') && !/^-?\d+(\.\d+)?$/.test(String(value))) {
      out.push({ field, kind: 'number' });
    } else if (field.type === 'text' && field.max && typeof value === 'string' && [...value].length > field.max) {
      out.push({ field, kind: 'too_long' });
    }
  }
  return out;
}

/** The fields that differ from what the writer saw. */
export function changedOnly(fields: readonly Field[], base: Fields, values: Fields): Fields {
  const out: Fields = {};
  for (const field of fields) {
    const now = sent(field, values[field.name]);
    if (JSON.stringify(now) !== JSON.stringify(sent(field, base[field.name]))) out[field.name] = now;
  }
  return out;
}
