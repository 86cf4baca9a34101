// Ctrl-C and its like for commands that save: the first asks the work to save and end, a later second one does not wait for that.

export const INTERRUPTED_EXIT_CODE = 130;
/** Signals that come closer together than this are one: a terminal and npm each pass on the same Ctrl-C. */
const SAME_INTERRUPT_MS = 1_000;

/** Undefined where a signal came first and the work ended by the abort. */
export async function untilInterrupted<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T | undefined> {
	const interrupt = new AbortController();
	let asked = Number.POSITIVE_INFINITY;
	const stop = (): void => {
		if (performance.now() - asked > SAME_INTERRUPT_MS) process.exit(INTERRUPTED_EXIT_CODE);
		if (interrupt.signal.aborted) return;
		asked = performance.now();
		interrupt.abort();
	};
	for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stop);
	try {
		return await work(interrupt.signal);
	} catch (error) {
		if (interrupt.signal.aborted && error === interrupt.signal.reason) return undefined;
		throw error;
	}
}
