/** The roles that rules of access name, in full: `role office` of the module reform is reform.office. */
export function rolesIn(module: string, rules: readonly string[]): string[] {
  const found = rules.flatMap((rule) => [...rule.replace(/'[^']*'/g, '').matchAll(/\brole\s+([a-z_]+(?:\.[a-z_]+)?)/g)].map((one) => one[1]!));
  const full = found.map((name) => (name.includes('.') ? name : `${module}.${name}`));
  return full.filter((name, i) => full.indexOf(name) === i);
}
