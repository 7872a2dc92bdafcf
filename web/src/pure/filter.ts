// Conditions of a list: as a person sets them, as the address carries them, as an expression of the declaration language.
import type { Entity, Field } from '../state/types';

export type Operator = 'is' | 'not' | 'has' | 'contains' | 'from' | 'to' | 'empty' | 'filled';
export interface Condition {
  field: string;
  operator: Operator;
  value: string;
}

/** What may be asked of a field, the usual one first. Derived fields can be asked too, references to many only by member. */
export function operatorsOf(field: Field): Operator[] {
  if (field.many) return ['has', 'empty', 'filled'];
  switch (field.type) {
    case 'code':
    case 'ref':
      return ['is', 'not', 'empty', 'filled'];
    case 'bool':
      return ['is', 'empty', 'filled'];
    case 'text':
      return ['contains', 'is', 'empty', 'filled'];
    case 'date':
    case 'int':
    case 'decimal':
    case 'money':
      return ['from', 'to', 'is', 'empty', 'filled'];
    default:
      return ['empty', 'filled'];
  }
}

function literal(field: Field, value: string): string | null {
  switch (field.type) {
    case 'text':
    case 'code':
      return value ? `'${value.replace(/'/g, "''")}'` : null;
    case 'bool':
      return value === 'true' || value === 'false' ? value : null;
    case 'date':
      return /^\d{4}-\d{2}-\d{2}$/.test(value) ? value : null;
    case 'ref':
      return /^\d+$/.test(value) ? value : null;
    case 'int':
    case 'decimal':
    case 'money':
      return /^-?\d+(\.\d+)?$/.test(value) ? value : null;
    default:
      return null;
  }
}

function expressionOf(entity: Entity, condition: Condition): string | null {
  const field = entity.fields.find((one) => one.name === condition.field);
  if (!field) return null;
  if (condition.operator === 'empty') return `empty(${field.name})`;
  if (condition.operator === 'filled') return `not empty(${field.name})`;
  const value = literal(field, condition.value);
  if (value === null) return null;
  switch (condition.operator) {
    case 'is':
      return `${field.name} = ${value}`;
    case 'not':
      return `not (${field.name} = ${value})`;
    case 'has':
      return `${field.name} has ${value}`;
    case 'contains':
      return `${field.name} contains ${value}`;
    case 'from':
      return `${field.name} >= ${value}`;
    case 'to':
      return `${field.name} <= ${value}`;
  }
}

/** The expression of all conditions that are complete; "" when none is. */
export function expression(entity: Entity, conditions: readonly Condition[]): string {
  return conditions.map((one) => expressionOf(entity, one)).filter((one) => one !== null).join(' and ');
}

/** In the address: field.operator.value, the value last because it may hold dots. */
export const toAddress = (one: Condition): string => `${one.field}.${one.operator}.${one.value}`;

const operators: readonly string[] = ['is', 'not', 'has', 'contains', 'from', 'to', 'empty', 'filled'];

export function fromAddress(text: string): Condition | null {
  const [field, operator, ...rest] = text.split('.');
  if (!field || !operator || !operators.includes(operator)) return null;
  return { field, operator: operator as Operator, value: rest.join('.') };
}
