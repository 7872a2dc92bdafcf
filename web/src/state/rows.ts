// All rows of a question, page after page, for screens that set them out as a whole.
import { get, type Query } from './api';
import type { Page, Slice } from './types';

const pageSize = 500;
const most = 20; // pages

export async function everyRow(entity: string, query: Query, signal?: AbortSignal): Promise<Slice[]> {
  const rows: Slice[] = [];
  let after: string | null = null;
  for (let page = 0; page < most; page++) {
    const came: Page = await get<Page>(`/api/v1/${entity}`, { ...query, limit: pageSize, after }, signal);
    rows.push(...came.items);
    after = came.next;
    if (!after) break;
  }
  return rows;
}
