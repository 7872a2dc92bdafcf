import type { Pair } from '../../state/types';

export type JobState = 'queued' | 'running' | 'waiting' | 'done' | 'failed' | 'cancelled' | 'interrupted';
export interface Job {
  id: string;
  kind: string;
  title: string | null;
  state: JobState;
  percent: number;
  step?: Pair | null;
  done?: number;
  total?: number | null;
  seconds_left?: number | null;
  asked_at?: string | null; // of one's own that this server still remembers
  started_at: string | null;
  finished_at: string | null;
  result: Pair | null;
  file?: string;
  file_until?: string;
  record?: string;
  missing?: { names: { way: 'make' | 'leave'; rows: number; kind: Pair; name: string; near: string | null; answer: string; answered: boolean }[]; needs: string | null; given: string | null };
}
export const ongoing = (job: Job): boolean => job.state === 'queued' || job.state === 'running' || job.state === 'waiting';
