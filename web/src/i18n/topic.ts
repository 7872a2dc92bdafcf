// The words of one group of screens in both languages: a word that stands in one and not in the other is an error of types.
export type Words = { [name: string]: string | Words };
type Same<T> = { [K in keyof T]: T[K] extends string ? string : Same<T[K]> };
export interface Topic {
  zh: Words;
  en: Words;
}
export const topic = <T extends Words>(zh: T, en: Same<T>): Topic => ({ zh, en: en as Words });
