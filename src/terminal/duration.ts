// A span of time in words. Pure.

/** The two largest units, for example 3 h 12 min. */
export function duration(seconds: number): string {
	const units = [
		["d", 86_400],
		["h", 3_600],
		["min", 60],
		["s", 1],
	] as const;
	const whole = Math.round(seconds);
	const largest = units.findIndex(([, size]) => whole >= size);
	if (largest < 0) return "0 s";
	const parts: string[] = [];
	let rest = whole;
	for (const [unit, size] of units.slice(largest, largest + 2)) {
		const count = Math.floor(rest / size);
		rest -= count * size;
		if (count > 0) parts.push(`${count} ${unit}`);
	}
	return parts.join(" ");
}
