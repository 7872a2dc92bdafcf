// Which reports of periods this person's unit owes.
import { periodOver } from '../../pure/periodic';
import { ApiError } from '../../state/api';
import { read } from '../../state/read';
import { state } from '../../state/session';
import type { Entity } from '../../state/types';

interface Unit {
  unit: string;
  name: string;
  lines: number;
  report: string | null;
  state: string;
  missing: boolean;
  due: { on: string; workdays_left: number } | null;
}
export interface Owed extends Unit {
  entity: Entity;
  period: string;
}

const submits = (entity: Entity): string[] => (entity.periodic?.ask ? (entity.transitions.find((step) => step.name === entity.periodic?.submit)?.by ?? []) : []);
export const reporters = (): string[] => (state.meta?.entities ?? []).flatMap(submits);

/** Of the newest `periods` periods that are over, newest first. */
export async function owedBy(unit: string, periods: number, signal?: AbortSignal): Promise<Owed[]> {
  const roles = state.session?.roles ?? [];
  const today = state.meta?.city.today ?? '';
  const asked = (state.meta?.entities ?? [])
    .filter((entity) => submits(entity).some((role) => roles.includes(role)))
    .flatMap((entity) => Array.from({ length: periods }, (_, back) => ({ entity, period: periodOver(entity.periodic!.every, today, back) })));
  const answers = await Promise.all(
    asked.map(async ({ entity, period }) => {
      try {
        const { units } = (await read<{ units: Unit[] }>(`/api/v1/${entity.entity}/periodic/owed`, { period }, signal)).value;
        return units.filter((one) => one.unit === unit).map((one) => ({ ...one, entity, period }));
      } catch (wrong) {
        if (wrong instanceof ApiError && (wrong.status === 404 || wrong.status === 400)) return []; // before every plan, or in several
        throw wrong;
      }
    }),
  );
  return answers.flat();
}
/** Still to be written by the unit. */
export const toWrite = (one: Owed): boolean => !one.report || (one.entity.transitions.find((step) => step.name === one.entity.periodic?.submit)?.from ?? []).concat(one.entity.transitions.find((step) => step.name === one.entity.periodic?.again)?.from ?? []).includes(one.state);
