// Who may hand out one-time links, as the declarations say.
import { state } from './session';

export const linkIssuers = (): string[] => state.meta?.links ?? [];
export const issuesLinks = (): boolean => linkIssuers().some((role) => state.session?.roles.includes(role));
