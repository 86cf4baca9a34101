// Waits for a condition that nobody tells of. Keeps no process alive.
const LOOK_EVERY_MS = 100;

/** Resolves once the condition has held for so long, as seen ten times a second. */
export function lasting(condition: () => boolean, forMs: number): Promise<void> {
	return new Promise((resolve) => {
		let since = Number.POSITIVE_INFINITY;
		const look = setInterval(() => {
			since = condition() ? Math.min(since, performance.now()) : Number.POSITIVE_INFINITY;
			if (performance.now() - since < forMs) return;
			clearInterval(look);
			resolve();
		}, LOOK_EVERY_MS).unref();
	});
}
