/** The letter of a column as Excel writes it: 0 → A, 26 → AA. */
export function columnLetter(column: number): string {
  let letters = '';
  for (let left = column + 1; left > 0; left = Math.floor((left - 1) / 26)) letters = String.fromCharCode(65 + ((left - 1) % 26)) + letters;
  return letters;
}
