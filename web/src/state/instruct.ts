// Who may give instructions, as the declarations of all entities say.
import { state } from './session';

export const instructs = (): string[] => (state.meta?.entities ?? []).flatMap((one) => one.instruct ?? []);
