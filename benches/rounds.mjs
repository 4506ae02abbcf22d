// Rounds: everything is measured once in each, so that whatever drifts, drifts for all.

/** Measures every contestant in every round, after one that does not count; the values by name. */
export async function rounds(count, contestants) {
  const values = Object.fromEntries(contestants.map(({ name }) => [name, []]));
  for (let round = 0; round <= count; round += 1) {
    for (const { name, measure } of contestants) {
      const value = await measure();
      console.log(`  ${round === 0 ? "warming up" : `round ${round}`}: ${name}: ${JSON.stringify(value)}`);
      if (round > 0) values[name].push(value);
    }
  }
  return values;
}

/** The one in the middle, with the smallest and the largest. */
export function summary(values) {
  const sorted = values.toSorted((one, other) => one - other);
  const half = Math.floor(sorted.length / 2);
  const median = sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  return { median, least: sorted[0], most: sorted.at(-1) };
}

/** Of each round, one value through another. */
export function ratios(values, others) {
  return values.map((value, round) => value / others[round]);
}
