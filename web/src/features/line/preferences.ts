/** The most sizes that one entry may list. */
export const PREFERENCES_MAX = 5;

/** Adds a size behind those already chosen, or takes it out. */
export function toggled(chosen: readonly string[], variantId: string): string[] {
  if (chosen.includes(variantId)) return chosen.filter((id) => id !== variantId);
  return chosen.length < PREFERENCES_MAX ? [...chosen, variantId] : [...chosen];
}

/** One step further to the front. */
export function preferred(chosen: readonly string[], variantId: string): string[] {
  const at = chosen.indexOf(variantId);
  if (at <= 0) return [...chosen];
  return [...chosen.slice(0, at - 1), variantId, ...chosen.slice(at - 1, at), ...chosen.slice(at + 1)];
}
