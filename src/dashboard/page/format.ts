// Numbers, times and colours as people read them.

export function grouped(value: number): string {
	return value.toLocaleString("en-US", { maximumFractionDigits: 0 });
}

/** Three significant digits, with k, M, G for large values. */
export function short(value: number): string {
	if (value >= 1e9) return `${(value / 1e9).toPrecision(3)}G`;
	if (value >= 1e6) return `${(value / 1e6).toPrecision(3)}M`;
	if (value >= 1e4) return `${(value / 1e3).toPrecision(3)}k`;
	if (value >= 100 || Number.isInteger(value)) return grouped(value);
	return value.toPrecision(2);
}

export function duration(seconds: number): string {
	if (!Number.isFinite(seconds)) return "unknown";
	if (seconds < 1) return "under 1 s";
	if (seconds < 90) return `${Math.round(seconds)} s`;
	if (seconds < 5_400) return `${Math.round(seconds / 60)} min`;
	if (seconds < 172_800) return `${(seconds / 3_600).toFixed(1)} h`;
	return `${(seconds / 86_400).toFixed(1)} days`;
}

export function milliseconds(seconds: number): string {
	const ms = seconds * 1_000;
	if (Math.abs(ms) < 0.5) return "< 1 ms";
	if (Math.abs(ms) < 10) return `${ms.toFixed(1)} ms`;
	if (Math.abs(ms) < 10_000) return `${Math.round(ms)} ms`;
	return duration(seconds);
}

const CLOCK = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });

export function clock(unixSeconds: number): string {
	return CLOCK.format(unixSeconds * 1_000);
}

/** Formatting a date is dear, and most lines of a log share their second. */
export function secondsClock(): (unixSeconds: number) => string {
	let second = Number.NaN;
	let text = "";
	return (unixSeconds) => {
		if (Math.floor(unixSeconds) !== second) {
			second = Math.floor(unixSeconds);
			text = clock(second);
		}
		return text;
	};
}

export function plural(count: number, one: string, many = `${one}s`): string {
	return `${grouped(count)} ${count === 1 ? one : many}`;
}

/** A colour for the node at a place in the list, the same on all parts of the page. */
export function nodeColour(index: number): string {
	// Not from red to yellow: those are the colours of messages and of what is wrong.
	return index < 8 ? `var(--node-${index})` : `hsl(${70 + ((index * 137.5) % 275)} 55% 52%)`;
}

const KNOWN_TYPES = new Set(["PING", "PONG", "PRIME", "LEASE", "HAVE", "WANT", "RESULT"]);

export function typeColour(type: string): string {
	return `var(--${typeClass(type)})`;
}

export function typeClass(type: string): string {
	return `type-${KNOWN_TYPES.has(type) ? type : "other"}`;
}

/** What a canvas needs, which knows no CSS variables: the value behind var(--name). */
export function computedColour(colour: string): string {
	const name = /^var\((--[\w-]+)\)$/.exec(colour)?.[1];
	return name === undefined ? colour : getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}
